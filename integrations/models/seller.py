from __future__ import annotations

import zoneinfo
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from integrations.models.of_seller import OfSeller
from shop.models import Customer


class Role(models.TextChoices):
    """What a member may do: each may do what those after it may."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Administrator")
    VIEWER = "viewer", _("Viewer")


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no such time zone."), code="time_zone")


def default_time_zone() -> str:
    return settings.TIME_ZONE


def default_language() -> str:
    return settings.STORE_LANGUAGES[0]


class Seller(OfSeller):
    """A tenant: a company that sells on marketplaces, with members, accounts and a subscription.

    `low_stock_at` is how many pieces are few. `sells_here` says that it is the store itself, whose
    variants may be linked to its listings. `closed_at` is when the company was forgotten.
    """

    seller_path: ClassVar[str] = "pk"

    company_name = models.CharField(_("company"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=8, default=default_language)
    notify_sync_failed = models.BooleanField(_("tell of failed syncs"), default=True)
    notify_key_expired = models.BooleanField(_("tell of keys that stopped working"), default=True)
    notify_low_stock = models.BooleanField(_("tell of low stock"), default=True)
    notify_price_change = models.BooleanField(_("tell of changed prices"), default=False)
    low_stock_at = models.PositiveIntegerField(_("few, in pieces"), default=10)
    sells_here = models.BooleanField(
        _("the store itself"),
        default=False,
        help_text=_("Its listings may be linked to variants of the store: one stock for both."),
    )
    closed_at = models.DateTimeField(_("forgotten"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.company_name or f"#{self.pk}"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


class SellerMember(OfSeller):
    """A person who works for a seller: by the bot (`customer`), by the API (`email`), or both.

    An e-mail is one log-in of one seller; a person of the bot may be a member of several.
    """

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="members", verbose_name=_("seller")
    )
    customer = models.ForeignKey(
        Customer,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("customer"),
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    email = models.EmailField(pgettext_lazy("e-mail", "log-in"), blank=True)
    password = models.CharField(max_length=256, blank=True, editable=False)
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.VIEWER)
    is_active = models.BooleanField(_("may log in"), default=True)
    last_login_at = models.DateTimeField(_("last log-in"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(pgettext_lazy("member", "since"), auto_now_add=True)

    class Meta:
        verbose_name = _("member of a seller")
        verbose_name_plural = _("members of sellers")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["seller", "customer"], name="seller_member_once"),
            models.UniqueConstraint(
                fields=["email"], condition=~models.Q(email=""), name="seller_log_in_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"#{self.pk}"

    @property
    def may_change(self) -> bool:
        """Whether they may change accounts, sync and settings."""
        return self.is_active and self.role in (Role.OWNER, Role.ADMIN)

    @property
    def may_pay(self) -> bool:
        """Whether they may change members and what is paid."""
        return self.is_active and self.role == Role.OWNER


class SellerInvite(OfSeller):
    """A link by which a person of the bot becomes a member; known by its hash, good once."""

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="invites", verbose_name=_("seller")
    )
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.VIEWER)
    token_hash = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    used_by = models.ForeignKey(
        SellerMember, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("invitation of a seller")
        verbose_name_plural = _("invitations of sellers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.role}"


class SellerRefreshToken(OfSeller):
    """A refresh token of the seller API, known by its hash; one log-in and its heirs are a family.

    `stamp` follows from the member's password at log-in: a new password ends it.
    """

    seller_path: ClassVar[str] = "member__seller_id"

    member = models.ForeignKey(
        SellerMember, models.CASCADE, related_name="refresh_tokens", verbose_name=_("member")
    )
    family = models.UUIDField(_("family"), db_index=True)
    token_hash = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    stamp = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("refresh token of a seller")
        verbose_name_plural = _("refresh tokens of sellers")
        default_permissions = ()
        indexes = [models.Index(fields=["expires_at"], name="seller_token_expiry")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.family}"
