"""Syncing by hand, by schedule, and how it went: `/api/v1/seller/sync…`."""

from __future__ import annotations

from django.db.models import Max, QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api import render
from integrations.api.answers import AccountAnswer, RunAnswer, SyncStatus
from integrations.api.bodies import ScheduleChange, SyncStart
from integrations.api.examples import ACCOUNT, RUN, STATUS
from integrations.api.views import SellerPages, SellerView
from integrations.models import MarketplaceAccount, SyncRun
from integrations.sellers.allowance import allowance
from integrations.sellers.ask_for_sync import ask_for_sync
from integrations.sellers.change_schedule import change_schedule
from integrations.sellers.scope import Right
from shop.api.documentation import answers

TAG = "Sellers: sync"


class SyncView(SellerView):
    rights = {"GET": Right.READ, "POST": Right.CHANGE, "PATCH": Right.CHANGE}

    @extend_schema(
        operation_id="get_seller_sync",
        tags=[TAG],
        summary="How syncing stands, by account",
        responses=answers(SyncStatus, errors=[401]),
        examples=[OpenApiExample("It runs", STATUS, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        accounts = self.rows(MarketplaceAccount).select_related("credentials").order_by("pk")
        last = self._last_runs()
        return Response(
            {
                "works": allowance(self.seller).works,
                "accounts": [
                    {
                        **render.account(row),
                        "last_run": render.run(last[row.pk]) if row.pk in last else None,
                    }
                    for row in accounts
                ],
            }
        )

    @extend_schema(
        operation_id="start_seller_sync",
        tags=[TAG],
        summary="Sync now",
        description=(
            "Answers at once; `GET /api/v1/seller/sync` tells how far it is. While one runs, that "
            "one is answered. Refused (400): `account_without_key`, `key_expired`, `sync_limit`, "
            "`subscription_stopped`, `account_not_named`."
        ),
        request=SyncStart,
        responses=answers(RunAnswer, status=202, errors=[400, 401, 403, 404, 413, 415, 422]),
        examples=[
            OpenApiExample("The account", {"account_id": 7}, request_only=True),
            OpenApiExample("The sync", RUN, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request) -> Response:
        given = self.checked(SyncStart)
        account = self.account(given.get("account_id"))
        run, _new = ask_for_sync(
            account=account, actor=self.actor, kind=SyncRun.Kind(given["kind"])
        )
        return Response(render.run(run), status=202)

    @extend_schema(
        operation_id="schedule_seller_sync",
        tags=[TAG],
        summary="When an account is synced",
        description=(
            "`daily` is 00:01 Moscow time, `own` the `sync_times` of the seller's clock, as many "
            "as the plan allows, `off` by hand only."
        ),
        request=ScheduleChange,
        responses=answers(AccountAnswer, errors=[400, 401, 403, 404, 413, 415, 422]),
        examples=[
            OpenApiExample(
                "Twice a day",
                {"schedule": "own", "sync_times": ["09:00", "18:30"]},
                request_only=True,
            ),
            OpenApiExample("The account", ACCOUNT, response_only=True, status_codes=["200"]),
        ],
    )
    def patch(self, request: Request) -> Response:
        given = self.checked(ScheduleChange)
        account = self.account(given.get("account_id"))
        change_schedule(
            account=account,
            schedule=MarketplaceAccount.Schedule(given["schedule"]),
            times=given.get("sync_times", []),
        )
        return Response(render.account(self.row(MarketplaceAccount, pk=account.pk)))

    def _last_runs(self) -> dict[int, SyncRun]:
        newest = self.rows(MarketplaceAccount).annotate(last_run=Max("runs__pk"))
        keys = newest.values_list("last_run", flat=True)
        return {row.account_id: row for row in self.rows(SyncRun).filter(pk__in=list(keys))}


class HistoryView(SellerView):
    # The schema reads the model; whose rows there are, `get_queryset` says.
    queryset = SyncRun.objects.none()
    serializer_class = RunAnswer
    pagination_class = SellerPages

    def get_queryset(self) -> QuerySet[SyncRun]:
        return self.rows(SyncRun).order_by("-pk")

    @extend_schema(
        operation_id="list_seller_syncs",
        tags=[TAG],
        summary="The syncs that were, the newest first",
        responses=answers(RunAnswer(many=True), errors=[401, 422]),
        examples=[OpenApiExample("A sync", RUN, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        found = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([render.run(row) for row in found])
