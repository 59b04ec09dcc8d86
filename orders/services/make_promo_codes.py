"""Many promo codes at once, alike but for the code, which nobody guesses."""

from __future__ import annotations

import secrets

from orders.models import PromoCode
from orders.models.promo import code_key
from shop.transactions import transactional

MOST = 10_000
# Without letters and digits that are taken for each other.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 8
_AT_ONCE = 1000


@transactional
def make_promo_codes(*, pattern: PromoCode, prefix: str, count: int) -> list[PromoCode]:
    """So many codes like the unsaved `pattern`, each `prefix` and eight random characters."""
    known: set[str] = set()
    made: list[PromoCode] = []
    while len(made) < count:
        wanted = min(_AT_ONCE, count - len(made))
        codes = _new_codes(prefix, wanted, known)
        made += PromoCode.objects.bulk_create(_like(pattern, code) for code in codes)
    return made


def _new_codes(prefix: str, count: int, known: set[str]) -> list[str]:
    """Codes that neither `known` nor the store has."""
    found: list[str] = []
    while len(found) < count:
        tries = {prefix + _random() for _ in range(count - len(found))}
        keys = {code_key(code): code for code in tries}
        taken = set(PromoCode.objects.filter(key__in=keys).values_list("key", flat=True)) | known
        fresh = {key: code for key, code in keys.items() if key not in taken}
        known.update(fresh)
        found += fresh.values()
    return found


def _random() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def _like(pattern: PromoCode, code: str) -> PromoCode:
    columns = {
        field.attname: getattr(pattern, field.attname)
        for field in PromoCode._meta.concrete_fields
        if field.name not in ("id", "code", "key", "used", "created_at")
    }
    return PromoCode(**columns, code=code, key=code_key(code))
