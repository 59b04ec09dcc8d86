"""What the seller API takes, checked field by field."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers

from integrations.models import Marketplace, MarketplaceAccount, Provider, SyncRun
from integrations.sellers.connect_account import LONGEST_KEY
from integrations.sellers.emails import MAX_EMAIL, clean_email
from orders import contact
from shop.api.error_words import words
from shop.api.fields import Flag, Id, Text, Whole
from shop.errors import StoreError

Body = serializers.Serializer[Any]
_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class Email(Text):
    """An e-mail address, kept in small letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_EMAIL, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        try:
            return clean_email(super().to_internal_value(data))
        except StoreError as refusal:
            raise serializers.ValidationError(words(refusal.code.value)) from None


class Company(Text):
    def to_internal_value(self, data: Any) -> str:
        try:
            return contact.clean_name(super().to_internal_value(data))
        except StoreError as refusal:
            raise serializers.ValidationError(words(refusal.code.value)) from None


class Phone(Text):
    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        try:
            return contact.clean_phone(text) if text else ""
        except StoreError as refusal:
            raise serializers.ValidationError(words(refusal.code.value)) from None


class Zone(Text):
    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in zoneinfo.available_timezones():
            raise serializers.ValidationError(_("There is no such time zone."))
        return name


class LanguageCode(Text):
    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data)
        if code not in settings.STORE_LANGUAGES:
            names = ", ".join(settings.STORE_LANGUAGES)
            raise serializers.ValidationError(_("One of %(names)s.") % {"names": names})
        return code


class Registration(Body):
    email = Email()
    password = Text(min_length=8, max_length=1024, trim_whitespace=False)
    company_name = Company(max_length=contact.MAX_NAME)
    marketplace_type = serializers.ChoiceField(choices=Marketplace.choices)
    phone = Phone(max_length=40, required=False, allow_blank=True)


class LogIn(Body):
    email = Text(max_length=MAX_EMAIL)
    password = Text(max_length=1024, trim_whitespace=False)


class NewPassword(Body):
    code = Text(max_length=64, help_text="As the bot gave it.")
    password = Text(min_length=8, max_length=1024, trim_whitespace=False)
    email = Email(required=False, help_text="To log in by; needed when there is none yet.")


class Refresh(Body):
    refresh_token = Text(max_length=200)


class Notifications(Body):
    sync_failed = Flag(required=False)
    key_expired = Flag(required=False)
    low_stock = Flag(required=False)
    price_change = Flag(required=False)


class TenantChange(Body):
    company_name = Company(max_length=contact.MAX_NAME, required=False)
    email = Email(required=False)
    phone = Phone(max_length=40, required=False, allow_blank=True)
    time_zone = Zone(max_length=64, required=False, help_text="As in `Europe/Moscow`.")
    language = LanguageCode(max_length=8, required=False)
    low_stock_at = Whole(
        min_value=0, max_value=1_000_000, required=False, help_text="So many pieces are few."
    )
    notifications = Notifications(required=False)


class CredentialsChange(Body):
    marketplace_type = serializers.ChoiceField(
        choices=Marketplace.choices,
        required=False,
        help_text="Of which marketplace the key is: needed while there are several accounts.",
    )
    account_id = Id(
        required=False, help_text="Whose key is replaced; else by the account the key is of."
    )
    token = Text(max_length=LONGEST_KEY, required=False, help_text="The API token: Wildberries.")
    client_id = Text(max_length=64, required=False, help_text="`Client-Id`: Ozon.")
    api_key = Text(max_length=LONGEST_KEY, required=False, help_text="`Api-Key`: Ozon.")


class SyncStart(Body):
    account_id = Id(required=False, help_text="Needed when there are several.")
    kind = serializers.ChoiceField(choices=SyncRun.Kind.choices, default=SyncRun.Kind.FULL)


class ScheduleChange(Body):
    account_id = Id(required=False, help_text="Needed when there are several.")
    schedule = serializers.ChoiceField(choices=MarketplaceAccount.Schedule.choices)
    sync_times = serializers.ListField(
        child=serializers.RegexField(_TIME),
        required=False,
        max_length=24,
        help_text="`HH:MM` of the seller's clock, for the schedule `own`.",
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["schedule"] == MarketplaceAccount.Schedule.OWN and not given.get("sync_times"):
            raise serializers.ValidationError({"sync_times": [_("At least one time.")]})
        return given


class SheetRequest(Body):
    account_id = Id(required=False, help_text="Needed when there are several.")


class SheetChange(SheetRequest):
    auto_sync = Flag(help_text="Whether it is refreshed after each sync.")


class Checkout(Body):
    plan = serializers.SlugField(max_length=32)
    provider = serializers.ChoiceField(choices=Provider.choices)
