"""Who invited whom: a link of one's own, bound once, when the friend is new."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from shop.models import Customer
from shop.transactions import transactional

PREFIX = "ref_"
# Without letters and digits that are taken for each other.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 9  # 26 trillion: nobody finds a code by trying
_TRIES = 5


def referral_code(customer: Customer) -> str:
    """The code of the customer's link, made when it is first asked for."""
    for _try in range(_TRIES):
        if customer.referral_code:
            return customer.referral_code
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        mine = Customer.objects.filter(pk=customer.pk, referral_code__isnull=True)
        try:
            with transaction.atomic():
                made = mine.update(referral_code=code)
        except IntegrityError:
            continue  # somebody has this very code
        if made:
            customer.referral_code = code
        else:
            customer.refresh_from_db(fields=["referral_code"])
    raise RuntimeError("no free referral code was found")


@transactional
def bind_referrer(*, customer: Customer, code: str) -> Customer | None:
    """Note that `customer`, who is new, came by the link with this code; who invited them, if so.

    Nothing happens when the code is nobody's or their own, when they are bound already, or have
    invited somebody themselves: so nobody ever stands above themselves.
    """
    referrer = Customer.objects.filter(referral_code=code).first() if code else None
    if referrer is None or referrer.pk == customer.pk:
        return None
    found = lock_customers(customer.pk, referrer.pk)
    if found[customer.pk].referred_by_id or has_friends(customer):
        return None
    Customer.objects.filter(pk=customer.pk).update(referred_by=referrer)
    customer.referred_by = referrer
    return referrer


def lock_customers(*customer_ids: int) -> dict[int, Customer]:
    """These customers by id, locked in id order until the transaction ends."""
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=customer_ids)
    return {customer.pk: customer for customer in rows.order_by("pk")}


def has_friends(customer: Customer) -> bool:
    return Customer.objects.filter(referred_by=customer.pk).exists()
