"""What a seller pays for: `/api/v1/seller/billing…`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api import render
from integrations.api.billing_answers import BillingAnswer, CheckoutAnswer
from integrations.api.bodies import Checkout
from integrations.api.examples import BILLING
from integrations.api.views import SellerView
from integrations.models import (
    MarketplaceAccount,
    MarketplaceProduct,
    Plan,
    Provider,
    Subscription,
    SubscriptionPayment,
)
from integrations.sellers.allowance import is_billed
from integrations.sellers.scope import Right
from integrations.sellers.subscriptions.checkout import (
    begin_to_pay,
    end_renewal,
    ways_to_pay,
)
from shop.api.documentation import answers
from shop.api.language import language_of
from shop.errors import DeliveryError, ErrorCode, StoreError

TAG = "Sellers: billing"
_SHOWN = 12
_EXAMPLE = OpenApiExample("Paid by card", BILLING, response_only=True, status_codes=["200"])


class _BillingView(SellerView):
    def _answer(self) -> Response:
        held = self.rows(Subscription).select_related("plan").first()
        payments = self.rows(SubscriptionPayment).order_by("-pk")[:_SHOWN]
        plans = Plan.objects.filter(is_active=True)
        return Response(
            {
                "subscription": _subscription(held) if held and is_billed(self.seller) else None,
                "usage": {
                    "accounts": self.rows(MarketplaceAccount)
                    .filter(credentials__isnull=False)
                    .count(),
                    "products": self.rows(MarketplaceProduct).filter(gone_at=None).count(),
                },
                "plans": [_plan(plan, language_of(self.request)) for plan in plans],
                "payments": [_payment(row) for row in payments],
            }
        )


class BillingView(_BillingView):
    @extend_schema(
        operation_id="get_seller_billing",
        tags=[TAG],
        summary="Subscription, plans, payments",
        responses=answers(BillingAnswer, errors=[401]),
        examples=[_EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        return self._answer()


class CheckoutView(SellerView):
    rights = {"POST": Right.OWN}

    @extend_schema(
        operation_id="pay_seller_plan",
        tags=[TAG],
        summary="Begin to pay for a plan",
        description=(
            "By the owner: an address of Stripe, or of an invoice in Telegram Stars. Refused as "
            "`plan_not_offered` (400), and as `already_subscribed` (409) while another one renews."
        ),
        request=Checkout,
        responses=answers(CheckoutAnswer, errors=[400, 401, 403, 409, 413, 415, 422, 503]),
        examples=[
            OpenApiExample("By card", {"plan": "start", "provider": "stripe"}, request_only=True),
            OpenApiExample(
                "The page",
                {"url": "https://checkout.stripe.com/c/pay/cs_live_1"},
                response_only=True,
                status_codes=["200"],
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        given = self.checked(Checkout)
        try:
            url = begin_to_pay(
                seller=self.seller,
                plan_code=given["plan"],
                provider=Provider(given["provider"]),
            )
        except DeliveryError as error:
            raise StoreError(ErrorCode.PROVIDER_UNAVAILABLE) from error
        return Response({"url": url})


class CancelView(_BillingView):
    rights = {"POST": Right.OWN}

    @extend_schema(
        operation_id="cancel_seller_plan",
        tags=[TAG],
        summary="Renew it no more",
        description="By the owner. It works for as long as it is paid; nothing is deleted.",
        request=None,
        responses=answers(BillingAnswer, errors=[401, 403, 503]),
        examples=[_EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        try:
            end_renewal(self.seller)
        except DeliveryError as error:
            raise StoreError(ErrorCode.PROVIDER_UNAVAILABLE) from error
        return self._answer()


def _subscription(row: Subscription) -> dict[str, Any]:
    return {
        "state": row.state,
        "plan": row.plan.code,
        "provider": row.provider,
        "paid_until": render.time(row.paid_until),
        "grace_until": render.time(row.grace_until),
        "renews": row.renews,
    }


def _plan(row: Plan, language: str) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.text_of("name", language),
        "price": render.money(row.price),
        "currency": row.currency,
        "stars": row.stars,
        "providers": ways_to_pay(row),
        "accounts_limit": row.accounts_limit,
        "products_limit": row.products_limit,
        "syncs_per_day": row.syncs_per_day,
    }


def _payment(row: SubscriptionPayment) -> dict[str, Any]:
    return {
        "provider": row.provider,
        "amount": render.money(row.amount),
        "currency": row.currency,
        "paid_until": render.time(row.paid_until),
        "created_at": render.time(row.created_at),
    }
