"""Carts and orders for customers and trusted clients."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from orders.api import render
from orders.api.answers import CartAnswer, MeAnswer, OrderAnswer
from orders.api.bodies import NewCart, NewOrder, NewPayment
from orders.api.examples import CART, ME, NEW_ORDER, NEW_ORDER_BY_KEY, ORDER
from orders.contact import Contact
from orders.lines import Line
from orders.models import Order
from orders.services.pay_order import pay_order
from orders.services.place_order import place_order
from orders.services.replace_cart import replace_cart
from orders.services.update_cart import CartView, clear_cart, view_cart
from shop.api.authentication import CustomerPrincipal
from shop.api.documentation import answers
from shop.api.throttles import ByTrustedKey, OrdersByCustomer
from shop.api.views import CustomerOrClientView, CustomerView
from shop.models import Customer, StoreSettings
from shop.services.answer_once import answer_once
from shop.services.give_consent import give_consent
from shop.services.know_customer import know_customer

TAG = "Store: cart and orders"
MINI_APP, API = "miniapp", "api"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class PlaceOrderView(CustomerOrClientView):
    throttle_classes = (OrdersByCustomer, ByTrustedKey)

    @extend_schema(
        operation_id="place_order",
        tags=[TAG],
        summary="Place an order",
        description=(
            "Prices are the store's own; `expected_total` guards what the customer was shown. "
            "Name and phone number are of whoever receives it. By init data the customer is the "
            "one Telegram signed and `user_id` is not looked at; a trusted client must name it. "
            "Placing an order through the API says that the customer agreed to the store's "
            "documents in force. Refusals (400): `out_of_stock`, `product_inactive`, "
            "`price_changed`, `too_many_pieces`, with the lines concerned in `details`; "
            "`order_too_small` with what is `missing`; `store_closed` with the day it opens on; "
            "for a `promo_code` that does not "
            "hold `promo_code_unknown`, `promo_code_not_yet`, `promo_code_ended`, "
            "`promo_code_used_up`, `promo_code_used_by_you`, `promo_code_first_order`, "
            "`promo_code_not_for_goods`, `promo_code_gift_gone`, and `promo_code_minimum_sum` with "
            "what is `missing`; `payment_method_off`. "
            "Where to pay is answered by `POST /orders/{id}/pay`."
        ),
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                {"type": "string", "pattern": "^[!-~]{1,255}$"},
                OpenApiParameter.HEADER,
                description="The same key and body again: the same answer, no second order.",
            )
        ],
        request=NewOrder,
        responses=answers(OrderAnswer, status=201, errors=[400, 401, 409, 413, 415, 422]),
        examples=[
            OpenApiExample("From the Mini App", NEW_ORDER, request_only=True),
            OpenApiExample("By a trusted client", NEW_ORDER_BY_KEY, request_only=True),
            OpenApiExample("The order", ORDER, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        body = self.checked(NewOrder)
        principal = self.principal
        if isinstance(principal, CustomerPrincipal):
            customer_id, owner, source = principal.customer.pk, "customer", MINI_APP
            owner = f"customer:{customer_id}"
        elif "user_id" in body:
            customer_id, owner, source = body["user_id"], f"key:{principal.name}", API
        else:
            raise ValidationError({"user_id": [_("A trusted client names the customer.")]})
        place = partial(_place, customer_id, body, source)
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return Response(place(), status=201)
        if not _KEY.fullmatch(key):
            raise ValidationError({"Idempotency-Key": [_("1 to 255 visible ASCII characters.")]})
        placed = answer_once(
            owner=owner, key=key, body=request.data, customer_id=customer_id, work=place
        )
        return Response(placed, status=201)


class MyOrdersView(CustomerView):
    queryset = Order.objects.prefetch_related("items", "payments").order_by("-pk")
    serializer_class = OrderAnswer

    @extend_schema(
        operation_id="list_my_orders",
        tags=[TAG],
        summary="The customer's orders, the newest first",
        responses=answers(OrderAnswer(many=True), errors=[401, 422]),
        examples=[OpenApiExample("An order", ORDER, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        orders = self.paginate_queryset(self.get_queryset().filter(customer=self.customer)) or []
        return self.get_paginated_response([render.order(order) for order in orders])


class MyOrderView(CustomerView):
    @extend_schema(
        operation_id="get_my_order",
        tags=[TAG],
        summary="One of the customer's orders",
        responses=answers(OrderAnswer, errors=[401, 404]),
        examples=[OpenApiExample("An order", ORDER, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, order_id: int) -> Response:
        mine = Order.objects.filter(customer=self.customer, pk=order_id)
        order = mine.prefetch_related("items", "payments").first()
        if order is None:
            raise Http404
        return Response(render.order(order))


class PayOrderView(CustomerView):
    throttle_classes = (OrdersByCustomer,)

    @extend_schema(
        operation_id="pay_order",
        tags=[TAG],
        summary="Pay for an order, or choose another way",
        description=(
            "Answers where to pay (`payment.url`): a page to be opened where `how` is `link`, an "
            "invoice for `Telegram.WebApp.openInvoice` where it is `invoice`, which the chat "
            "gets, too. While the far side does not answer `url` is null: ask again. "
            "Asked again while it is open, the same payment, and no second invoice. "
            "Refusals (400): `payment_not_needed`, `payment_method_off`."
        ),
        request=NewPayment,
        responses=answers(OrderAnswer, errors=[400, 401, 404, 413, 415, 422]),
        examples=[
            OpenApiExample("Another way", {"payment_method": "stripe"}, request_only=True),
            OpenApiExample("The order", ORDER, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request, order_id: int) -> Response:
        body = self.checked(NewPayment)
        order = Order.objects.filter(customer=self.customer, pk=order_id).first()
        if order is None:
            raise Http404
        pay_order(order=order, method=body["payment_method"], use_wallet=body["use_wallet"])
        fresh = Order.objects.prefetch_related("items", "payments").get(pk=order.pk)
        return Response(render.order(fresh))


class CartEndpoint(CustomerView):
    @extend_schema(
        operation_id="get_cart",
        tags=[TAG],
        summary="The cart, the same as in the chat",
        description="A price that changed since it was last shown is told once, as `old_price`.",
        responses=answers(CartAnswer, errors=[401]),
        examples=[OpenApiExample("A cart", CART, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        return self._shown(view_cart(customer=self.customer))

    @extend_schema(
        operation_id="replace_cart",
        tags=[TAG],
        summary="Replace what is in the cart",
        description=(
            "The same variant twice becomes one line. Refused as a whole (400) with "
            "`out_of_stock`, `product_inactive` or `too_many_pieces`, and (409) when `version` "
            "is an older one."
        ),
        request=NewCart,
        responses=answers(CartAnswer, errors=[400, 401, 409, 413, 415, 422]),
        examples=[
            OpenApiExample(
                "Two shirts", {"items": [{"variant_id": 101, "quantity": 2}]}, request_only=True
            ),
            OpenApiExample("A cart", CART, response_only=True, status_codes=["200"]),
        ],
    )
    def put(self, request: Request) -> Response:
        body = self.checked(NewCart)
        return self._shown(
            replace_cart(customer=self.customer, lines=_lines(body), version=body.get("version"))
        )

    @extend_schema(
        operation_id="clear_cart",
        tags=[TAG],
        summary="Empty the cart",
        responses=answers(None, status=204, errors=[401]),
    )
    def delete(self, request: Request) -> Response:
        clear_cart(customer=self.customer)
        return Response(status=204)

    def _shown(self, view: CartView) -> Response:
        currency = StoreSettings.current().currency
        return Response(render.cart(view, language=self.customer.language, currency=currency))


class MeView(CustomerView):
    @extend_schema(
        operation_id="get_me",
        tags=[TAG],
        summary="Who the customer is",
        responses=answers(MeAnswer, errors=[401]),
        examples=[OpenApiExample("A customer", ME, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        return Response(render.me(self.customer))


@transaction.atomic
def _place(customer_id: int, body: dict[str, Any], source: str) -> dict[str, Any]:
    """The order as it is answered. Ordering here means that the documents were agreed to."""
    details = body["user_details"]
    customer: Customer = know_customer(customer_id)
    give_consent(customer=customer, source=source)
    order = place_order(
        customer=customer,
        lines=_lines(body),
        contact=Contact(details["full_name"], details["phone_number"], body["shipping_address"]),
        comment=body["comment"],
        source=source,
        expected_total=body.get("expected_total"),
        promo_codes=[body["promo_code"]] if body["promo_code"] else [],
        pay_with=body["payment_method"],
        use_wallet=body["use_wallet"],
    )
    return render.order(order)


def _lines(body: dict[str, Any]) -> list[Line]:
    return [Line(line["variant_id"], line["quantity"]) for line in body["items"]]
