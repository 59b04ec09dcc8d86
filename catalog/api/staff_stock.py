"""The ledger of stock for staff: `/api/v1/admin/stock`."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api import render
from catalog.api.answers import MovementAnswer, StockAnswer
from catalog.api.examples import MOVEMENT, shown
from catalog.api.stock_bodies import StockAdjustment
from catalog.models import StockMovement
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from shop.api.documentation import answers
from shop.api.fields import LARGEST_ID
from shop.api.views import StaffView
from shop.errors import ErrorCode, StoreError


class StockView(StaffView):
    queryset = StockMovement.objects.select_related("variant").order_by("-pk")
    serializer_class = MovementAnswer
    rights = {
        "GET": ["catalog.view_stockmovement"],
        "POST": ["catalog.add_stockmovement"],
    }

    @extend_schema(
        operation_id="list_stock_movements",
        tags=["Staff: stock"],
        summary="The ledger of stock, the newest movement first",
        parameters=[
            OpenApiParameter(
                "variant_id",
                {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
                description="Of this variant alone.",
            )
        ],
        responses=answers(MovementAnswer(many=True), errors=[401, 403, 422]),
        examples=[shown("A movement", MOVEMENT)],
    )
    def get(self, request: Request) -> Response:
        movements = self.get_queryset()
        given = request.query_params.get("variant_id")
        if given is not None:
            known = given.isascii() and given.isdecimal() and len(given) <= 19
            if not known or not 1 <= int(given) <= LARGEST_ID:
                raise ValidationError({"variant_id": [_("The id of a variant.")]})
            movements = movements.filter(variant=int(given))
        rows = self.paginate_queryset(movements) or []
        return self.get_paginated_response([render.movement(row) for row in rows])

    @extend_schema(
        operation_id="adjust_stock",
        tags=["Staff: stock"],
        summary="Move the stock of variants, all or none",
        description="Less than nothing is refused (400) as `stock_negative`.",
        request=StockAdjustment,
        responses=answers(StockAnswer, status=201, errors=[400, 401, 403, 404, 413, 415, 422]),
        examples=[
            OpenApiExample(
                "A delivery",
                {
                    "reason": "received",
                    "note": "Delivery note 17",
                    "items": [{"variant_id": 101, "quantity": 20}],
                },
                request_only=True,
            ),
            shown("Its movement", {"items": [MOVEMENT], "total": 1, "page": 1, "size": 1}, 201),
        ],
    )
    @transaction.atomic
    def post(self, request: Request) -> Response:
        body = self.checked(StockAdjustment)
        changes = {item["variant_id"]: item["quantity"] for item in body["items"]}
        locked = lock_variants(changes)
        unknown = sorted(set(changes) - set(locked))
        if unknown:
            raise StoreError(ErrorCode.NOT_FOUND, problems=[{"variant_id": pk} for pk in unknown])
        movements = move_locked_stock(
            locked, changes, reason=body["reason"], actor=self.actor, reference=body["note"]
        )
        for movement in movements:
            movement.variant = locked[movement.variant_id]
        items = [render.movement(movement) for movement in movements]
        return Response(
            {"items": items, "total": len(items), "page": 1, "size": len(items)}, status=201
        )
