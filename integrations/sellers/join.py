"""A member who came by the bot gets a log-in of the API; one who came by the API gets into the bot.

Each is begun where the person is known and ended, by a one-time code, where they are not yet: an
e-mail proves nothing and joins nobody.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from integrations.models import SellerCode, SellerMember
from integrations.sellers.emails import clean_email
from integrations.sellers.passwords import set_password
from integrations.sellers.tokens import end_all
from shop.errors import ErrorCode, StoreError
from shop.models import Customer

GOOD_FOR = timedelta(minutes=10)
JOINS = "sellerjoin"  # what the deep link to the bot begins with
Purpose = SellerCode.Purpose


def make_code(*, member: SellerMember, purpose: SellerCode.Purpose) -> str:
    """A new code; the member's older one for the same is good no more."""
    code = secrets.token_urlsafe(18)
    SellerCode.objects.update_or_create(
        member=member,
        purpose=purpose,
        defaults={"code_hash": _hash(code), "expires_at": timezone.now() + GOOD_FOR},
    )
    return code


def whose_code(code: str, purpose: SellerCode.Purpose) -> SellerMember | None:
    """The member that a code is of, which stays good; None when it is nobody's any more."""
    found = _good(code, purpose).select_related("member__seller").first()
    return found.member if found else None


@transaction.atomic
def set_log_in(*, code: str, password: str, email: str = "") -> SellerMember | None:
    """Give the member of a code this password, and this e-mail to log in by; every log-in of before
    ends. None when the code is not good.

    Without `email` it stays what it was. Raises StoreError, and the code stays good:
    INVALID_EMAIL, TOO_WEAK, EMAIL_TAKEN (another's log-in has it).
    """
    member = _use(code, Purpose.LOG_IN)
    if member is None:
        return None
    member.email = clean_email(email or member.email)
    set_password(member, password)
    try:
        with transaction.atomic():
            member.save(update_fields=["email", "password"])
    except IntegrityError:
        raise StoreError(ErrorCode.EMAIL_TAKEN) from None
    end_all(member)
    return member


@transaction.atomic
def join_telegram(*, code: str, customer: Customer) -> SellerMember | None:
    """Make `customer` the person of the code's member; None when the code is not good.

    Who works for this seller already stays what they are in the bot, and is answered.
    """
    member = _use(code, Purpose.TELEGRAM)
    if member is None or member.customer_id is not None:
        return None
    there = SellerMember.objects.filter(seller=member.seller, customer=customer).first()
    if there is not None and there.is_active:
        return there
    if there is not None:  # seen out long ago: the person has another log-in now
        SellerMember.objects.filter(pk=there.pk).update(customer=None)
    member.customer = customer
    member.name = member.name or customer.full_name
    member.save(update_fields=["customer", "name"])
    return member


def _use(code: str, purpose: SellerCode.Purpose) -> SellerMember | None:
    """Its member, locked; whoever deletes the row was first."""
    found = _good(code, purpose).first()
    if found is None or not SellerCode.objects.filter(pk=found.pk).delete()[0]:
        return None
    members = SellerMember.objects.select_for_update(of=("self",)).select_related("seller")
    return members.filter(pk=found.member_id, is_active=True).first()


def _good(code: str, purpose: SellerCode.Purpose) -> QuerySet[SellerCode]:
    return SellerCode.objects.filter(
        code_hash=_hash(code),
        purpose=purpose,
        expires_at__gt=timezone.now(),
        member__is_active=True,
        member__seller__closed_at=None,
    )


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogateescape")).hexdigest()
