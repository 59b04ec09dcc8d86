"""Codes of digital goods come in bulk, and what is unsold can be withdrawn: the stock follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils.crypto import salted_hmac

from catalog.models import DigitalKind, ProductVariant, StockMovement
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from orders.locks import lock_order
from orders.models import DigitalCode, DigitalFile, DigitalText, Order, OrderItem
from orders.models.digital import private_storage
from orders.services.hand_over import hand_over
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional

MOST_CODES = 100_000
MOST_LETTERS = 500
UNLIMITED = 1_000_000  # pieces in stock of what never runs out
MOST_BYTES = 50 * 1024 * 1024  # https://core.telegram.org/bots/api#senddocument
LONGEST_NAME = 100
_AT_ONCE = 2_000
_REFERENCE = "codes"


@dataclass(frozen=True)
class Uploaded:
    """How many codes are new, and how many were refused: known already, or twice in the file."""

    added: int
    duplicates: int


def upload_codes(*, variant: ProductVariant, codes: Iterable[str], actor: str) -> Uploaded:
    """Make `codes` the variant's, which becomes digital by it; orders that wait for them get theirs.

    Raises StoreError: INVALID_TEXT (no code, too many, or one too long), EncryptionError without
    a key, before anything is written.
    """
    given = [code for raw in codes if (code := raw.strip())]
    wanted = list(dict.fromkeys(given))
    if not 0 < len(given) <= MOST_CODES or any(len(code) > MOST_LETTERS for code in wanted):
        raise StoreError(ErrorCode.INVALID_TEXT, longest=MOST_LETTERS)
    with transaction.atomic():
        _become(variant, DigitalKind.CODES, actor)
        added = 0
        for start in range(0, len(wanted), _AT_ONCE):
            added += _write(variant, wanted[start : start + _AT_ONCE], actor)
        if added:
            _move(variant, added, actor)
    _serve_waiting(variant)
    return Uploaded(added, len(given) - added)


def set_digital_text(*, variant: ProductVariant, text: str, actor: str) -> None:
    """Let every buyer of `variant` be given `text`; it never runs out. Raises as `upload_codes`."""
    cleaned = text.strip()
    if not 0 < len(cleaned) <= 4 * MOST_LETTERS:
        raise StoreError(ErrorCode.INVALID_TEXT, longest=4 * MOST_LETTERS)
    with transaction.atomic():
        _become(variant, DigitalKind.SAME, actor)
        DigitalText.objects.update_or_create(variant=variant, defaults={"text": cleaned})
        _never_run_out(variant, actor)
    _serve_waiting(variant)


def set_digital_file(*, variant: ProductVariant, file: File[bytes], actor: str) -> None:
    """Let every buyer of `variant` be given `file` in the chat; it never runs out.

    Those who bought the one of before are given this one when they ask again. Raises
    StoreError(INVALID_FILE) with the `most` bytes: empty, or larger than a bot may send.
    """
    name = Path(file.name or "").name[-LONGEST_NAME:] or "file"
    if not 0 < file.size <= MOST_BYTES:
        raise StoreError(ErrorCode.INVALID_FILE, most=MOST_BYTES)
    with transaction.atomic():
        _become(variant, DigitalKind.FILE, actor)
        kept = DigitalFile.objects.filter(variant=variant).first()
        gone = kept.file.name if kept else ""
        written = DigitalFile(variant=variant, name=name, size=file.size)
        written.file.save(name, file, save=False)
        if kept:
            written.save(force_update=True)
        else:
            written.save(force_insert=True)
        _never_run_out(variant, actor)
        if gone:
            transaction.on_commit(lambda: private_storage().delete(gone))
    _serve_waiting(variant)


@transactional
def withdraw_codes(*, code_ids: Iterable[int], actor: str) -> int:
    """Delete unsold codes, as far as no order waits for them; how many."""
    unsold = DigitalCode.objects.filter(pk__in=list(code_ids), item=None)
    variants = lock_variants(unsold.values_list("variant", flat=True))
    gone = 0
    for pk, variant in variants.items():
        # What unpaid orders have taken is no longer in stock, and must stay.
        ids = list(
            unsold.filter(variant=pk)
            .select_for_update()
            .order_by("-pk")
            .values_list("pk", flat=True)[: variant.stock_quantity]
        )
        DigitalCode.objects.filter(pk__in=ids).delete()
        if ids:
            _move(variant, -len(ids), actor)
        gone += len(ids)
    return gone


def fingerprint(code: str) -> str:
    """The same for the same code, and no way back to it."""
    return salted_hmac("orders.digital_code", code, algorithm="sha256").hexdigest()


def _become(variant: ProductVariant, kind: DigitalKind, actor: str) -> None:
    """Make it digital; pieces of before are no longer sold."""
    found = lock_variants([variant.pk])[variant.pk]
    if found.is_digital and found.digital_kind == kind:
        return
    left = 0 if found.stock_is_codes else found.stock_quantity
    ProductVariant.objects.filter(pk=found.pk).update(is_digital=True, digital_kind=kind)
    variant.is_digital, variant.digital_kind = True, kind
    codes = DigitalCode.objects.filter(variant=variant, item=None).count()
    change = (codes if kind == DigitalKind.CODES else 0) - left
    if change:
        _move(variant, change, actor)


def _never_run_out(variant: ProductVariant, actor: str) -> None:
    missing = UNLIMITED - lock_variants([variant.pk])[variant.pk].stock_quantity
    if missing:
        _move(variant, missing, actor)


def _write(variant: ProductVariant, codes: Sequence[str], actor: str) -> int:
    prints = {fingerprint(code): code for code in codes}
    known = set(
        DigitalCode.objects.filter(variant=variant, fingerprint__in=prints).values_list(
            "fingerprint", flat=True
        )
    )
    new = [
        DigitalCode(variant=variant, code=code, fingerprint=mark, uploaded_by=actor)
        for mark, code in prints.items()
        if mark not in known
    ]
    DigitalCode.objects.bulk_create(new)
    return len(new)


def _move(variant: ProductVariant, count: int, actor: str) -> None:
    move_locked_stock(
        lock_variants([variant.pk]),
        {variant.pk: count},
        reason=StockMovement.Reason.CODES,
        actor=actor,
        reference=_REFERENCE,
    )


def _serve_waiting(variant: ProductVariant) -> None:
    """Hand over what was paid before there was anything to hand over."""
    waiting = OrderItem.objects.filter(
        variant=variant,
        is_digital=True,
        handed_over_at=None,
        order__payment_status=Order.PaymentStatus.PAID,
    )
    for order in Order.objects.filter(pk__in=waiting.values("order")).order_by("pk"):
        with transaction.atomic():  # an order is locked before any variant
            hand_over(lock_order(order))
