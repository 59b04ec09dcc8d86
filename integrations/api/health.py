from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api import render
from integrations.api.answers import HealthAnswer
from integrations.api.views import SellerPrincipal, SellerView
from integrations.models import MarketplaceAccount
from shop.api.documentation import answers


class HealthView(SellerView):
    """For anybody; who is logged in is told of their accounts too."""

    permission_classes = ()

    @extend_schema(
        operation_id="seller_health",
        tags=["Sellers: settings"],
        summary="Whether the seller API is there, and how the accounts are",
        auth=[{"seller": []}, {}],  # type: ignore[list-item]  # as OpenAPI has it
        responses=answers(HealthAnswer, errors=[401]),
        examples=[
            OpenApiExample(
                "Logged in",
                {
                    "status": "ok",
                    "accounts": [
                        {
                            "account_id": 7,
                            "state": "ok",
                            "last_synced_at": "2026-11-20T21:04:10Z",
                        }
                    ],
                },
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, request: Request) -> Response:
        body: dict[str, Any] = {"status": "ok"}
        principal: object = request.user
        if isinstance(principal, SellerPrincipal):
            body["accounts"] = [
                {
                    "account_id": row.pk,
                    "state": row.state,
                    "last_synced_at": render.time(row.last_success_at),
                }
                for row in self.rows(MarketplaceAccount).order_by("pk")
            ]
        return Response(body)
