"""Members come by a link that is good once, and are seen out by the owner."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from integrations.models import Role, Seller, SellerCode, SellerInvite, SellerMember
from integrations.sellers.scope import Right, demand, row
from integrations.sellers.tokens import end_all
from shop.errors import ErrorCode, StoreError
from shop.models import Customer

GOOD_FOR = timedelta(days=7)


def invite(*, member: SellerMember, role: Role) -> str:
    """The token of a new link, which makes whoever comes by it a member of that role.

    Raises StoreError(ROLE_TOO_LOW): owners invite, and nobody is invited as an owner.
    """
    demand(member, Right.OWN)
    if role == Role.OWNER:
        raise StoreError(ErrorCode.ROLE_TOO_LOW, role=member.role)
    token = secrets.token_urlsafe(18)
    SellerInvite.objects.create(
        seller=member.seller,
        role=role,
        token_hash=_hash(token),
        expires_at=timezone.now() + GOOD_FOR,
    )
    return token


@transaction.atomic
def accept_invite(*, token: str, customer: Customer) -> SellerMember | None:
    """Make `customer` a member; None when the link is used up, too old, or nobody's.

    Who is a member already stays what they are, and the link stays good.
    """
    found = SellerInvite.objects.select_for_update(of=("self",)).select_related("seller")
    link = found.filter(
        token_hash=_hash(token),
        used_at=None,
        expires_at__gt=timezone.now(),
        seller__closed_at=None,
    ).first()
    if link is None:
        return None
    member, is_new = SellerMember.objects.get_or_create(
        seller=link.seller,
        customer=customer,
        defaults={"role": link.role, "name": customer.full_name},
    )
    if not is_new and member.is_active:
        return member
    member.role, member.is_active = link.role, True
    member.save(update_fields=["role", "is_active"])
    link.used_by, link.used_at = member, timezone.now()
    link.save(update_fields=["used_by", "used_at"])
    return member


@transaction.atomic
def remove_member(*, member: SellerMember, other_id: int) -> None:
    """End another's access: in the chat and by the API. Links that nobody has used yet end too: who
    goes may have kept one. Raises StoreError: ROLE_TOO_LOW, NOT_FOUND (also for oneself: a seller
    keeps an owner)."""
    # Two owners who see each other out at once: the second is nobody's owner any more.
    Seller.objects.select_for_update().get(pk=member.seller_id)
    member = SellerMember.objects.select_related("seller").get(pk=member.pk)
    demand(member, Right.OWN)
    other = row(SellerMember, member, pk=other_id)
    if other.pk == member.pk:
        raise StoreError(ErrorCode.NOT_FOUND)
    other.is_active = False
    other.save(update_fields=["is_active"])
    end_what_was_kept(other)


def end_what_was_kept(member: SellerMember) -> None:
    """End what would let a member who may less now be more again: links that nobody has used yet,
    one-time codes, log-ins of the API. Call inside the transaction that made it true."""
    SellerInvite.objects.filter(seller=member.seller_id, used_at=None).delete()
    SellerCode.objects.filter(member=member).delete()
    end_all(member)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
