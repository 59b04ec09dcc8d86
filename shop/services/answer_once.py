"""A request that may come twice is answered once: the second time with the same words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from shop.errors import ErrorCode, StoreError
from shop.models import IdempotencyKey

KEPT = timedelta(days=7)


@transaction.atomic
def answer_once(
    *, owner: str, key: str, body: Any, customer_id: int, work: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """What `work` answers, or answered when `owner` sent this `key` and `body` before.

    The key is written in the transaction of `work`: a refusal keeps nothing, and of two at once
    the second waits for the first. Raises StoreError(IDEMPOTENCY_KEY_REUSED) for another body,
    and what `work` raises.
    """
    fingerprint = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    if not _claim(owner, key, customer_id, fingerprint):
        kept = IdempotencyKey.objects.get(owner=owner, key=key)
        if kept.fingerprint != fingerprint:
            raise StoreError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        kept_answer: dict[str, Any] = json.loads(kept.answer)
        return kept_answer
    answer = work()
    IdempotencyKey.objects.filter(owner=owner, key=key).update(answer=json.dumps(answer))
    return answer


def forget_old() -> int:
    """Delete what is older than `KEPT`; how many answers went."""
    gone, _by_model = IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return gone


def _claim(owner: str, key: str, customer_id: int, fingerprint: str) -> bool:
    """Whether the key is new: its row is written, or waits for whoever writes it now."""
    table = connection.ops.quote_name(IdempotencyKey._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (owner, key, customer_id, fingerprint, answer, created_at) "  # noqa: S608
            "VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT DO NOTHING",
            [owner, key, customer_id, fingerprint, timezone.now()],
        )
        return bool(cursor.rowcount)
