"""Passwords of members: Argon2 as of staff, and the same time whether there is such a person or not."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from integrations.models import SellerMember
from shop.errors import ErrorCode, StoreError


def set_password(member: SellerMember, password: str) -> None:
    """Does not save. Raises StoreError(TOO_WEAK) with `reasons`."""
    try:
        validate_password(password, _Person(member.email, member.name))  # type: ignore[arg-type]
    except ValidationError as error:
        raise StoreError(ErrorCode.TOO_WEAK, reasons=error.messages) from error
    member.password = make_password(password)


def member_by_password(email: str, password: str) -> SellerMember | None:
    """Whose log-in this is; None when there is none, or it may not be used."""
    member = (
        SellerMember.objects.select_related("seller")
        .filter(email=email.strip().lower(), is_active=True, seller__closed_at=None)
        .exclude(email="")
        .first()
    )
    if member is None or not member.password:
        make_password(password)  # as long as a check takes
        return None

    def upgrade(raw: str) -> None:
        SellerMember.objects.filter(pk=member.pk).update(password=make_password(raw))

    return member if check_password(password, member.password, upgrade) else None


class _Person:
    """What the validators compare a password with."""

    _meta = SellerMember._meta

    def __init__(self, email: str, name: str) -> None:
        self.email, self.first_name, self.last_name, self.username = email, name, "", email
