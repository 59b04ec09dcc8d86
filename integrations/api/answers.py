"""The shapes of what the seller API answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from integrations.models import (
    Marketplace,
    MarketplaceAccount,
    MarketplaceWarehouse,
    Role,
    SyncRun,
)
from shop.api.fields import Money, Time

Answer = serializers.Serializer[Any]
_Number = serializers.IntegerField


def _percent(help_text: str) -> Any:
    return serializers.DecimalField(
        max_digits=10, decimal_places=2, allow_null=True, help_text=help_text
    )


class TokensAnswer(Answer):
    access_token = serializers.CharField(help_text="For `Authorization: Bearer`.")
    refresh_token = serializers.CharField(help_text="For `auth/refresh`, 7 days long, once.")
    token_type = serializers.ChoiceField(choices=["bearer"])
    expires_in = _Number(help_text="Seconds that the access token is good for: 900.")


class TelegramLinkAnswer(Answer):
    url = serializers.CharField(help_text="To be opened by the one who asks, in Telegram; once.")
    expires_in = _Number(help_text="Seconds that it is good for: 600.")


class AccountAnswer(Answer):
    id = _Number()
    marketplace_type = serializers.ChoiceField(choices=Marketplace.choices)
    name = serializers.CharField()
    has_key = serializers.BooleanField()
    key_hint = serializers.CharField(help_text="The last letters of the key; it is never shown.")
    key_expires_at = Time(allow_null=True)
    state = serializers.ChoiceField(choices=MarketplaceAccount.State.choices)
    last_error = serializers.CharField()
    last_synced_at = Time(allow_null=True)
    schedule = serializers.ChoiceField(choices=MarketplaceAccount.Schedule.choices)
    sync_times = serializers.ListField(child=serializers.CharField())
    next_sync_at = Time(allow_null=True)


class NotificationsAnswer(Answer):
    sync_failed = serializers.BooleanField()
    key_expired = serializers.BooleanField()
    low_stock = serializers.BooleanField()
    price_change = serializers.BooleanField()


class MemberAnswer(Answer):
    id = _Number()
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    uses_bot = serializers.BooleanField(help_text="Whether a Telegram account is theirs, too.")


class TenantAnswer(Answer):
    id = _Number()
    company_name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    time_zone = serializers.CharField()
    language = serializers.CharField()
    low_stock_at = _Number()
    notifications = NotificationsAnswer()
    member = MemberAnswer(help_text="Whoever asks.")
    accounts = AccountAnswer(many=True)
    created_at = Time()


class ListedStockAnswer(Answer):
    total = _Number()
    marketplace = _Number()
    own = _Number()


class InTransitAnswer(Answer):
    to_client = _Number(allow_null=True)
    from_client = _Number(allow_null=True)
    to_warehouse = _Number(allow_null=True)


class OrdersAnswer(Answer):
    total = _Number(allow_null=True)
    marketplace = _Number(allow_null=True)
    own = _Number(allow_null=True)
    daily_average = _percent("Pieces a day.")


class ListedProductAnswer(Answer):
    id = _Number()
    account_id = _Number()
    marketplace_type = serializers.ChoiceField(choices=Marketplace.choices)
    external_id = _Number(help_text="NM ID of Wildberries, product_id of Ozon.")
    sku = _Number(allow_null=True, help_text="Ozon's SKU.")
    article = serializers.CharField()
    brand = serializers.CharField()
    subject = serializers.CharField()
    name = serializers.CharField()
    image_url = serializers.CharField()
    price = Money(allow_null=True)
    currency = serializers.CharField()
    stock = ListedStockAnswer()
    is_low = serializers.BooleanField(help_text="Whether there are few: `low_stock_at`.")
    in_transit = InTransitAnswer()
    orders = OrdersAnswer(help_text="Of the 30 whole days before `as_of`.")
    cart_conversion = _percent("Percent.")
    buyout_percent = _percent("Percent.")
    turnover_days = _percent("For how many days the stock lasts.")
    sold_out_since = serializers.DateField(allow_null=True)
    as_of = serializers.DateField(allow_null=True, help_text="The day of these figures.")


class SizeAnswer(Answer):
    id = _Number()
    external_id = _Number(help_text="chrtId of Wildberries.")
    offer_id = serializers.CharField()
    name = serializers.CharField()
    barcodes = serializers.ListField(child=serializers.CharField())
    stock_own = _Number()


class WarehouseDayAnswer(Answer):
    id = _Number()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=MarketplaceWarehouse.Kind.choices)
    stock = _Number()
    orders = _Number()
    turnover_days = _percent("For how many days the stock lasts.")


class ProductDayAnswer(Answer):
    date = serializers.DateField()
    orders = _Number(allow_null=True)
    stock = _Number(allow_null=True)
    price = Money(allow_null=True)
    turnover_days = _percent("For how many days the stock lasted.")


class ListedProductDetails(ListedProductAnswer):
    sizes = SizeAnswer(many=True)
    warehouses = WarehouseDayAnswer(many=True)
    history = ProductDayAnswer(
        many=True, help_text="The last 30 days that are known, the newest first."
    )


class RunAnswer(Answer):
    id = _Number()
    account_id = _Number()
    kind = serializers.ChoiceField(choices=SyncRun.Kind.choices)
    trigger = serializers.ChoiceField(choices=SyncRun.Trigger.choices)
    state = serializers.ChoiceField(choices=SyncRun.State.choices)
    step = serializers.CharField(help_text="What it is at.")
    read = _Number()
    written = _Number()
    unchanged = _Number()
    error = serializers.CharField()
    error_code = serializers.CharField()
    steps = serializers.DictField(child=_Number(), help_text="Milliseconds by step.")
    created_at = Time()
    started_at = Time(allow_null=True)
    finished_at = Time(allow_null=True)


class StatusAnswer(AccountAnswer):
    last_run = RunAnswer(allow_null=True)


class SyncStatus(Answer):
    works = serializers.BooleanField(help_text="False when the subscription has stopped.")
    accounts = StatusAnswer(many=True)


class SheetAnswer(Answer):
    account_id = _Number()
    url = serializers.CharField(help_text="Empty until it has been made.")
    shared_with = serializers.CharField()
    auto_sync = serializers.BooleanField()
    products = _Number(help_text="How many rows were written.")
    refreshed_at = Time(allow_null=True)
    requested_at = Time(allow_null=True, help_text="Asked for, and not done yet.")
    error = serializers.CharField()


class SheetsAnswer(Answer):
    items = SheetAnswer(many=True)


class AccountHealth(Answer):
    account_id = _Number()
    state = serializers.ChoiceField(choices=MarketplaceAccount.State.choices)
    last_synced_at = Time(allow_null=True)


class HealthAnswer(Answer):
    status = serializers.CharField(help_text="`ok`.")
    accounts = AccountHealth(many=True, required=False, help_text="Only for who is logged in.")
