"""Services run in one transaction: their caller's, or their own when there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")


def transactional(service: Callable[P, R]) -> Callable[P, R]:
    """Run `service` in a transaction, joining the caller's without a savepoint.

    A savepoint would cost two more trips to the database per call. It is not needed as long
    as a service refuses (raises StoreError) before its first write.
    """

    @wraps(service)
    def joined(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return service(*args, **kwargs)
        with transaction.atomic():
            return service(*args, **kwargs)

    return joined
