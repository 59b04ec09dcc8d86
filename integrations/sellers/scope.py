"""The one place where it is decided whose rows somebody gets: API, bot and admin ask here.

Jobs, which work for all sellers, use the models themselves.
"""

from __future__ import annotations

from enum import Enum
from typing import TypeVar, cast

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db.models import QuerySet

from integrations.models import (
    MarketplaceCredentials,
    OfSeller,
    Role,
    SellerCode,
    SellerInvite,
    SellerMember,
    SellerRefreshToken,
)
from shop.errors import ErrorCode, StoreError

T = TypeVar("T", bound=OfSeller)
# Secrets, which no member of the staff is given to see.
_NEVER_SHOWN = (MarketplaceCredentials, SellerCode, SellerInvite, SellerRefreshToken)


class Right(Enum):
    """What somebody wants to do with a seller's rows, and the roles that may."""

    READ = (Role.OWNER, Role.ADMIN, Role.VIEWER)
    CHANGE = (Role.OWNER, Role.ADMIN)
    OWN = (Role.OWNER,)


def rows(model: type[T], who: SellerMember | PermissionsMixin) -> QuerySet[T]:
    """The rows of `model` that `who` may see: a member those of their seller, staff whom a role
    lets see the model those of all; others none."""
    every = cast("QuerySet[T]", model._default_manager.all())
    if isinstance(who, SellerMember):
        if not who.is_active or who.seller.closed_at is not None:
            return every.none()
        return every.filter(**{model.seller_path: who.seller_id})
    if _may_view(model, who):
        return every
    return every.none()


def row(model: type[T], who: SellerMember | PermissionsMixin, **lookup: object) -> T:
    """One of them. Raises StoreError(NOT_FOUND), for what is a neighbour's too."""
    found = rows(model, who).filter(**lookup).first()
    if found is None:
        raise StoreError(ErrorCode.NOT_FOUND)
    return found


def demand(member: SellerMember, right: Right) -> None:
    """Raises StoreError(ROLE_TOO_LOW) when the member's role does not give `right`."""
    if not member.is_active or member.role not in right.value:
        raise StoreError(ErrorCode.ROLE_TOO_LOW, role=member.role)


def _may_view(model: type[OfSeller], user: PermissionsMixin) -> bool:
    """A model without a right of its own is part of what those see who may see sellers."""
    if model in _NEVER_SHOWN or not (isinstance(user, AbstractBaseUser) and user.is_active):
        return False
    meta = model._meta
    name = meta.model_name if "view" in meta.default_permissions else "seller"
    return user.has_perm(f"{meta.app_label}.view_{name}")
