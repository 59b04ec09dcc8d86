"""A seller's own settings and keys: `/api/v1/seller/tenants/me…`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api import render
from integrations.api.answers import AccountAnswer, TelegramLinkAnswer, TenantAnswer
from integrations.api.bodies import CredentialsChange, TenantChange
from integrations.api.examples import ACCOUNT, TENANT
from integrations.api.views import SellerView
from integrations.models import Marketplace, MarketplaceAccount, SellerCode
from integrations.sellers.change_seller import change_seller
from integrations.sellers.connect_account import connect_account
from integrations.sellers.join import GOOD_FOR, JOINS, make_code
from integrations.sellers.scope import Right
from integrations.telegram.bot_name import start_link
from shop.api.documentation import answers
from shop.errors import ErrorCode, StoreError

TAG = "Sellers: settings"
_NEEDS: Mapping[str, tuple[str, ...]] = {
    Marketplace.WILDBERRIES: ("token",),
    Marketplace.OZON: ("client_id", "api_key"),
}
_EXAMPLE = OpenApiExample("A seller", TENANT, response_only=True, status_codes=["200"])


class TenantView(SellerView):
    rights = {"GET": Right.READ, "PATCH": Right.CHANGE}

    @extend_schema(
        operation_id="get_seller",
        tags=[TAG],
        summary="The seller, who asks, and the accounts",
        responses=answers(TenantAnswer, errors=[401]),
        examples=[_EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        return self._answer()

    @extend_schema(
        operation_id="change_seller",
        tags=[TAG],
        summary="Change name, contacts, language, notices",
        description="By an owner or administrator. What is not named stays.",
        request=TenantChange,
        responses=answers(TenantAnswer, errors=[401, 403, 413, 415, 422]),
        examples=[
            OpenApiExample(
                "Another clock, fewer notices",
                {"time_zone": "Asia/Yekaterinburg", "notifications": {"low_stock": False}},
                request_only=True,
            ),
            _EXAMPLE,
        ],
    )
    def patch(self, request: Request) -> Response:
        given = self.checked(TenantChange)
        switches = given.pop("notifications", {})
        changes = {**given, **{f"notify_{name}": on for name, on in switches.items()}}
        change_seller(seller=self.seller, changes=changes)
        return self._answer()

    def _answer(self) -> Response:
        accounts = self.rows(MarketplaceAccount).select_related("credentials").order_by("pk")
        return Response(render.tenant(self.member, list(accounts)))


class CredentialsView(SellerView):
    rights = {"PATCH": Right.CHANGE}

    @extend_schema(
        operation_id="change_seller_credentials",
        tags=[TAG],
        summary="Connect an account, or replace its key",
        description=(
            "`token` for Wildberries, `client_id` and `api_key` for Ozon. The key is tried with a "
            "real call before it is kept, and never shown again. Refused are: `key_refused` with "
            "`details.reason` and the rights that are `missing`, `plan_limit`, `secrets_off` "
            "(400); a key of another account than `account_id` as `other_cabinet` (409). A first "
            "sync begins by itself."
        ),
        request=CredentialsChange,
        responses=answers(AccountAnswer, errors=[400, 401, 403, 404, 409, 413, 415, 422, 503]),
        examples=[
            OpenApiExample(
                "Wildberries",
                {"marketplace_type": "wildberries", "token": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"},
                request_only=True,
            ),
            OpenApiExample(
                "Ozon",
                {
                    "marketplace_type": "ozon",
                    "client_id": "123456",
                    "api_key": "0c0ffee0-0000-4000-8000-000000000000",
                },
                request_only=True,
            ),
            OpenApiExample("The account", ACCOUNT, response_only=True, status_codes=["200"]),
        ],
    )
    def patch(self, request: Request) -> Response:
        given = self.checked(CredentialsChange)
        account = self._account(given)
        kind = Marketplace(given.get("marketplace_type") or self._only_kind(account))
        if account is not None and account.marketplace != kind:
            raise StoreError(ErrorCode.OTHER_CABINET, account_id=account.pk)
        kept = connect_account(
            seller=self.seller,
            marketplace=kind,
            credentials=_credentials(kind, given),
            account=account,
            actor=self.actor,
        )
        return Response(render.account(self.row(MarketplaceAccount, pk=kept.pk)))

    def _account(self, given: Mapping[str, Any]) -> MarketplaceAccount | None:
        if given.get("account_id") is None:
            return None
        return self.row(MarketplaceAccount, pk=given["account_id"])

    def _only_kind(self, account: MarketplaceAccount | None) -> str:
        if account is not None:
            return account.marketplace
        kinds = set(self.rows(MarketplaceAccount).values_list("marketplace", flat=True))
        if len(kinds) != 1:
            raise ValidationError({"marketplace_type": [_("This field is required.")]})
        return str(kinds.pop())


class TelegramView(SellerView):
    rights = {"POST": Right.READ}

    @extend_schema(
        operation_id="join_seller_telegram",
        tags=[TAG],
        summary="Use the bot, too",
        description=(
            "A link that makes the Telegram account which opens it, and says yes there, the one of "
            "whoever asks: give it to nobody. Good once. Refused (409) as `telegram_joined` when "
            "one is joined already."
        ),
        request=None,
        responses=answers(TelegramLinkAnswer, status=201, errors=[401, 403, 409, 503]),
        examples=[
            OpenApiExample(
                "The link",
                {"url": "https://t.me/shop_bot?start=sellerjoin_kJ3v0Zq8", "expires_in": 600},
                response_only=True,
                status_codes=["201"],
            )
        ],
    )
    def post(self, request: Request) -> Response:
        if self.member.customer_id is not None:
            raise StoreError(ErrorCode.TELEGRAM_JOINED)
        code = make_code(member=self.member, purpose=SellerCode.Purpose.TELEGRAM)
        url = start_link(f"{JOINS}_{code}")
        if not url:
            raise StoreError(ErrorCode.BOT_AWAY)
        seconds = int(GOOD_FOR.total_seconds())
        return Response({"url": url, "expires_in": seconds}, status=201)


def _credentials(kind: Marketplace, given: Mapping[str, Any]) -> dict[str, str]:
    lacking = {name: [_("This field is required.")] for name in _NEEDS[kind] if not given.get(name)}
    if lacking:
        raise ValidationError(lacking)
    return {name: given[name] for name in _NEEDS[kind]}
