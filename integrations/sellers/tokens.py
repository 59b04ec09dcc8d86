"""Tokens of the seller API, as the staff's are: short ones that are read, long ones used once."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import Token

from integrations.models import SellerMember, SellerRefreshToken

ACCESS_LASTS = timedelta(minutes=15)
REFRESH_LASTS = timedelta(days=7)


class SellerAccessToken(Token):
    """Tells members from staff by its type: neither's token is good for the other's API."""

    token_type = "seller"  # noqa: S105
    lifetime = ACCESS_LASTS


@dataclass(frozen=True)
class TokenPair:
    access: str
    refresh: str


def log_in(member: SellerMember) -> TokenPair:
    """A new family of tokens."""
    SellerMember.objects.filter(pk=member.pk).update(last_login_at=timezone.now())
    return _issue(member, uuid.uuid4())


def refresh(token: str) -> TokenPair | None:
    """The heirs of a refresh token; None when it is not good, any more or at all.

    A token is used by a conditional update, so that of two at once one wins. Whoever comes with a
    used one has stolen it, or was robbed: the whole family ends.
    """
    now = timezone.now()
    found = SellerRefreshToken.objects.filter(token_hash=_hash(token))
    with transaction.atomic():
        if found.filter(used_at=None, revoked_at=None, expires_at__gt=now).update(used_at=now):
            row = found.select_related("member__seller").get()
            if _may_work(row.member) and row.stamp == _stamp(row.member):
                return _issue(row.member, row.family)
    revoke_family(token)
    return None


def revoke_family(token: str) -> None:
    """End the family of a refresh token, with the access tokens that came of it."""
    families = SellerRefreshToken.objects.filter(token_hash=_hash(token)).values("family")
    SellerRefreshToken.objects.filter(family__in=families, revoked_at=None).update(
        revoked_at=timezone.now()
    )


def end_all(member: SellerMember) -> None:
    """End every log-in of a member."""
    SellerRefreshToken.objects.filter(member=member, revoked_at=None).update(
        revoked_at=timezone.now()
    )


def member_of_access_token(token: str) -> SellerMember | None:
    """Whom an access token names, with their seller; None when they may not work any more, have
    another password, or the family of the token has ended."""
    try:
        access = SellerAccessToken(token)  # type: ignore[arg-type]  # the stubs forget plain text
        member_id, family = int(access["member_id"]), uuid.UUID(str(access["family"]))
        stamp = str(access["stamp"])
    except (TokenError, KeyError, ValueError, TypeError, OverflowError):
        return None
    of_family = SellerRefreshToken.objects.filter(family=family, member=OuterRef("pk"))
    member = (
        SellerMember.objects.select_related("seller")
        .annotate(lives=Exists(of_family), ended=Exists(of_family.filter(revoked_at__isnull=False)))
        .filter(pk=member_id, lives=True, ended=False)
        .first()
    )
    if member is None or not _may_work(member) or _stamp(member) != stamp:
        return None
    return member


def forget_expired() -> int:
    """Delete the rows of families whose last token has expired; how many rows went."""
    now = timezone.now()
    living = SellerRefreshToken.objects.filter(family=OuterRef("family"), expires_at__gt=now)
    dead = SellerRefreshToken.objects.filter(~Exists(living), expires_at__lte=now)
    gone, _by_model = dead.delete()
    return gone


def _may_work(member: SellerMember) -> bool:
    return member.is_active and member.seller.closed_at is None


def _issue(member: SellerMember, family: uuid.UUID) -> TokenPair:
    token = secrets.token_urlsafe(32)
    SellerRefreshToken.objects.create(
        member=member,
        family=family,
        token_hash=_hash(token),
        stamp=_stamp(member),
        expires_at=timezone.now() + REFRESH_LASTS,
    )
    access = SellerAccessToken()
    access["member_id"] = member.pk
    access["family"] = str(family)
    access["stamp"] = _stamp(member)
    return TokenPair(str(access), token)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _stamp(member: SellerMember) -> str:
    """Changes with the password: a token of before is good no more."""
    return hashlib.sha256(f"seller:{member.pk}:{member.password}".encode()).hexdigest()[:32]
