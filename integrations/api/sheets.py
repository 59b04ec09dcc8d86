"""The seller's Google Sheets: `/api/v1/seller/sheets…`."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api import render
from integrations.api.answers import SheetAnswer, SheetsAnswer
from integrations.api.bodies import SheetChange, SheetRequest
from integrations.api.examples import SHEET
from integrations.api.views import SellerView
from integrations.models import SellerSheet
from integrations.sellers.scope import Right
from integrations.sellers.want_sheet import want_sheet
from shop.api.documentation import answers

TAG = "Sellers: sheets"
_ONE = OpenApiExample("The account", {"account_id": 7}, request_only=True)


class SheetsView(SellerView):
    rights = {"GET": Right.READ, "POST": Right.CHANGE, "PATCH": Right.CHANGE}

    @extend_schema(
        operation_id="list_seller_sheets",
        tags=[TAG],
        summary="Where the sheets are, and as of when",
        responses=answers(SheetsAnswer, errors=[401]),
        examples=[
            OpenApiExample("One", {"items": [SHEET]}, response_only=True, status_codes=["200"])
        ],
    )
    def get(self, request: Request) -> Response:
        rows = self.rows(SellerSheet).order_by("pk")
        return Response({"items": [render.sheet(row) for row in rows]})

    @extend_schema(
        operation_id="create_seller_sheet",
        tags=[TAG],
        summary="Make the sheet of an account",
        description=(
            "It is made in the background and shared with the seller's e-mail; its `url` is there "
            "when it is. An account has one: asking again refreshes it."
        ),
        request=SheetRequest,
        responses=answers(SheetAnswer, status=202, errors=[400, 401, 403, 404, 413, 415, 422]),
        examples=[
            _ONE,
            OpenApiExample("The sheet", SHEET, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request) -> Response:
        account = self.account(self.checked(SheetRequest).get("account_id"))
        return Response(render.sheet(want_sheet(account=account)), status=202)

    @extend_schema(
        operation_id="change_seller_sheet",
        tags=[TAG],
        summary="Refresh it after each sync, or not",
        request=SheetChange,
        responses=answers(SheetAnswer, errors=[400, 401, 403, 404, 413, 415, 422]),
        examples=[
            OpenApiExample("Off", {"account_id": 7, "auto_sync": False}, request_only=True),
            OpenApiExample("The sheet", SHEET, response_only=True, status_codes=["200"]),
        ],
    )
    def patch(self, request: Request) -> Response:
        given = self.checked(SheetChange)
        sheet = self.row(SellerSheet, account=self.account(given.get("account_id")))
        sheet.auto_sync = given["auto_sync"]
        sheet.save(update_fields=["auto_sync"])
        return Response(render.sheet(sheet))


class RefreshView(SellerView):
    rights = {"POST": Right.CHANGE}

    @extend_schema(
        operation_id="refresh_seller_sheet",
        tags=[TAG],
        summary="Write the figures of now into the sheet",
        request=SheetRequest,
        responses=answers(SheetAnswer, status=202, errors=[400, 401, 403, 404, 413, 415, 422]),
        examples=[
            _ONE,
            OpenApiExample("The sheet", SHEET, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request) -> Response:
        account = self.account(self.checked(SheetRequest).get("account_id"))
        self.row(SellerSheet, account=account)
        return Response(render.sheet(want_sheet(account=account)), status=202)
