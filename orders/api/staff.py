"""Orders, customers and figures for staff: `/api/v1/admin/…`."""

from __future__ import annotations

import datetime

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from orders.api import render
from orders.api.answers import CustomerAnswer, StaffOrderAnswer, StaffOrderSummary, StatsAnswer
from orders.api.bodies import StatusChange
from orders.api.examples import CUSTOMER, STAFF_ORDER, STAFF_SUMMARY, STATS
from orders.api.filters import StaffOrders
from orders.models import Order
from orders.reports import stats
from orders.rights import may_move
from orders.services.change_status import change_status
from shop.api.documentation import answers
from shop.api.views import StaffView
from shop.find_customers import find_customers
from shop.models import Customer, StoreSettings
from shop.periods import LENGTHS, USUAL, Period
from shop.roles import SHIP_ORDER, VIEW_CUSTOMER_CONTACT, VIEW_FIGURES


class OrdersView(StaffView):
    queryset = Order.objects.order_by("-pk")
    serializer_class = StaffOrderSummary
    filterset_class = StaffOrders
    rights = {"GET": ["orders.view_order"]}

    @extend_schema(
        operation_id="list_orders",
        tags=["Staff: orders"],
        summary="Orders, the newest first",
        responses=answers(StaffOrderSummary(many=True), errors=[401, 403, 422]),
        examples=[
            OpenApiExample("An order", STAFF_SUMMARY, response_only=True, status_codes=["200"])
        ],
    )
    def get(self, request: Request) -> Response:
        orders = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        user = self.staff
        return self.get_paginated_response(
            [render.staff_order_summary(order, user) for order in orders]
        )


class OrderView(StaffView):
    rights = {
        "GET": ["orders.view_order"],
        "PATCH": ["orders.change_order", SHIP_ORDER],
    }

    @extend_schema(
        operation_id="get_order",
        tags=["Staff: orders"],
        summary="An order with its lines and its timeline",
        responses=answers(StaffOrderAnswer, errors=[401, 403, 404]),
        examples=[
            OpenApiExample("An order", STAFF_ORDER, response_only=True, status_codes=["200"])
        ],
    )
    def get(self, request: Request, order_id: int) -> Response:
        return Response(render.staff_order(self._order(order_id), self.staff))

    @extend_schema(
        operation_id="change_order_status",
        tags=["Staff: orders"],
        summary="Move an order to another status",
        description=(
            "A step that is not allowed is refused (400) as `transition_not_allowed`, with the "
            "ones that are in `details.allowed`. Cancelling returns the stock."
        ),
        request=StatusChange,
        responses=answers(StaffOrderAnswer, errors=[400, 401, 403, 404, 413, 415, 422]),
        examples=[
            OpenApiExample("Confirm", {"status": "confirmed"}, request_only=True),
            OpenApiExample("An order", STAFF_ORDER, response_only=True, status_codes=["200"]),
        ],
    )
    def patch(self, request: Request, order_id: int) -> Response:
        to = self.checked(StatusChange)["status"]
        order = self._order(order_id)
        if not may_move(self.staff, to):
            raise PermissionDenied(_("Your role does not let you move orders there."))
        change_status(order=order, to=to, actor=self.actor)
        return Response(render.staff_order(self._order(order_id), self.staff))

    def _order(self, order_id: int) -> Order:
        found = Order.objects.filter(pk=order_id).prefetch_related("items", "events").first()
        if found is None:
            raise Http404
        return found


class CustomersView(StaffView):
    queryset = Customer.objects.all()
    serializer_class = CustomerAnswer
    rights = {"GET": [VIEW_CUSTOMER_CONTACT]}

    @extend_schema(
        operation_id="list_customers",
        tags=["Staff: customers"],
        summary="Customers, the newest first",
        parameters=[
            OpenApiParameter(
                "search",
                {"type": "string", "maxLength": 200},
                description="A name, username, phone or Telegram id.",
            )
        ],
        responses=answers(CustomerAnswer(many=True), errors=[401, 403, 422]),
        examples=[OpenApiExample("A customer", CUSTOMER, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        currency = StoreSettings.current().currency
        newest = Customer.objects.order_by("-created_at", "-pk")
        found = find_customers(newest, _search_text(request))
        rows = self.paginate_queryset(found) or []
        return self.get_paginated_response(
            [render.customer(row, currency=currency) for row in rows]
        )


class CustomerEndpoint(StaffView):
    rights = {"GET": [VIEW_CUSTOMER_CONTACT]}

    @extend_schema(
        operation_id="get_customer",
        tags=["Staff: customers"],
        summary="A customer",
        responses=answers(CustomerAnswer, errors=[401, 403, 404]),
        examples=[OpenApiExample("A customer", CUSTOMER, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, customer_id: int) -> Response:
        currency = StoreSettings.current().currency
        found = Customer.objects.filter(pk=customer_id).first()
        if found is None:
            raise Http404
        return Response(render.customer(found, currency=currency))


class StatsView(StaffView):
    rights = {"GET": [VIEW_FIGURES]}

    @extend_schema(
        operation_id="get_stats",
        tags=["Staff: figures"],
        summary="The store's figures, as on the dashboard",
        description=(
            "Of `period`, or of the days from `from` to `to`, of which the last ten years count; days "
            "are the store's own."
        ),
        parameters=[
            OpenApiParameter(
                "period",
                {"type": "string", "enum": list(LENGTHS), "default": USUAL},
                description="The last so many days, today included.",
            ),
            OpenApiParameter("from", OpenApiTypes.DATE, description="The first day."),
            OpenApiParameter("to", OpenApiTypes.DATE, description="The last day; else today."),
        ],
        responses=answers(StatsAnswer, errors=[401, 403, 422]),
        examples=[
            OpenApiExample("A day", STATS, response_only=True, status_codes=["200"]),
        ],
    )
    def get(self, request: Request) -> Response:
        return Response(render.stats(stats(_period(request))))


def _period(request: Request) -> Period:
    query = request.query_params
    problems: dict[str, list[str]] = {}
    if query.get("period", USUAL) not in LENGTHS:
        problems["period"] = [_("One of %(names)s.") % {"names": ", ".join(LENGTHS)}]
    days: dict[str, datetime.date] = {}
    for name in ("from", "to"):
        if name in query:
            try:
                days[name] = datetime.datetime.strptime(query[name], "%Y-%m-%d").date()  # noqa: DTZ007
            except ValueError:
                problems[name] = [_("A day such as 2026-11-30.")]
            else:
                if not 1990 <= days[name].year <= 2200:
                    problems[name] = [_("A day from 1990 to 2200.")]
    if problems:
        raise ValidationError(problems)
    return Period.asked(query.dict())


def _search_text(request: Request) -> str:
    text = request.query_params.get("search", "")
    if len(text) > 200 or "\0" in text:
        raise ValidationError({"search": [_("At most 200 characters, none of them NUL.")]})
    return text
