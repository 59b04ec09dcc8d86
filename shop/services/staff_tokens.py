"""Tokens of the staff API: short ones that are read, long ones that are rows and used once."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken

from shop.models import RefreshToken, StoreSettings


@dataclass(frozen=True)
class TokenPair:
    access: str
    refresh: str


def log_in(user: User) -> TokenPair:
    """A new family of tokens for a member of staff."""
    return _issue(user, uuid.uuid4())


def refresh(token: str) -> TokenPair | None:
    """The heirs of a refresh token; None when it is not good, any more or at all.

    A token is used by a conditional update, so that of two at once one wins. Whoever comes
    with a used one has stolen it, or was robbed: the whole family ends.
    """
    now = timezone.now()
    found = RefreshToken.objects.filter(token_hash=_hash(token))
    with transaction.atomic():
        if found.filter(used_at=None, revoked_at=None, expires_at__gt=now).update(used_at=now):
            row = found.select_related("user").get()
            if _may_work(row.user) and row.session_hash == row.user.get_session_auth_hash():
                return _issue(row.user, row.family)
    revoke_family(token)
    return None


def revoke_family(token: str) -> None:
    """End the family of a refresh token, with the access tokens that came of it."""
    family = RefreshToken.objects.filter(token_hash=_hash(token)).values_list("family", flat=True)
    for one in family:
        RefreshToken.objects.filter(family=one, revoked_at=None).update(revoked_at=timezone.now())


def end_all(user: AbstractUser) -> None:
    """End every log-in of a person."""
    RefreshToken.objects.filter(user=user.pk, revoked_at=None).update(revoked_at=timezone.now())


def staff_of_access_token(token: str) -> User | None:
    """Whom an access token names, if they are still staff with the same roles and password.

    None too when its family has ended by log-out or theft.
    """
    try:
        access = AccessToken(token)  # type: ignore[arg-type]  # the stubs forget plain text
        user_id, family = int(access["user_id"]), uuid.UUID(str(access["family"]))
        stamp = str(access["stamp"])
    except (TokenError, KeyError, ValueError, TypeError, OverflowError):
        return None
    ended = RefreshToken.objects.filter(family=family, revoked_at__isnull=False)
    alive = RefreshToken.objects.filter(family=family, user=OuterRef("pk"))
    user = (
        User.objects.annotate(family_ended=Exists(ended), family_lives=Exists(alive))
        .filter(pk=user_id, family_ended=False, family_lives=True)
        .first()
    )
    if user is None or not _may_work(user) or _stamp(user) != stamp:
        return None
    return user


def forget_expired() -> int:
    """Delete the rows of families whose last token has expired; how many rows went."""
    now = timezone.now()
    living = RefreshToken.objects.filter(family=OuterRef("family"), expires_at__gt=now)
    dead = RefreshToken.objects.filter(~Exists(living), expires_at__lte=now)
    gone, _by_model = dead.delete()
    return gone


def _may_work(user: User) -> bool:
    return user.is_active and user.is_staff and not lacks_second_factor(user)


def lacks_second_factor(user: AbstractUser) -> bool:
    """Whether the store demands a second factor and the person has none."""
    required = StoreSettings.current().second_factor_required
    return required and not TOTPDevice.objects.filter(user=user.pk, confirmed=True).exists()


def _issue(user: User, family: uuid.UUID) -> TokenPair:
    token = secrets.token_urlsafe(32)
    RefreshToken.objects.create(
        user=user,
        family=family,
        token_hash=_hash(token),
        session_hash=user.get_session_auth_hash(),
        expires_at=timezone.now() + api_settings.REFRESH_TOKEN_LIFETIME,
    )
    access = AccessToken()
    access["user_id"] = user.pk
    access["family"] = str(family)
    access["stamp"] = _stamp(user)
    return TokenPair(str(access), token)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _stamp(user: User) -> str:
    """Changes with the person's password and roles: a token of before is good no more."""
    roles = sorted(user.groups.values_list("pk", flat=True))
    facts = f"{user.get_session_auth_hash()}:{user.is_superuser}:{roles}"
    return hashlib.sha256(facts.encode()).hexdigest()[:32]
