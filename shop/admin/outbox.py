from __future__ import annotations

import json

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.admin.base import ReadOnly, tell
from shop.admin.typed import ModelAdmin, display
from shop.models import Delivery
from shop.outbox import LEASE, due_subscribers, wake_relay


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ModelAdmin[Delivery]):
    """What left the store, what waits and what failed."""

    list_display = (
        "event_name", "subscriber", "status_badge", "attempts", "due_at", "error", "written",
    )  # fmt: skip
    list_filter = ("status", "subscriber", "event__name")
    list_select_related = ("event",)
    search_fields = ("event__request_id", "last_error")
    ordering = ("-pk",)
    actions = ("send_again", "give_up")
    fields = (
        "event_name", "payload", "request_id", "subscriber", "target", "status", "attempts", "due_at",
        "finished_at", "last_error", "written",
    )  # fmt: skip
    readonly_fields = fields

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("shop.change_delivery")

    @admin.action(description=_("Send again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Make failed and waiting deliveries due now, with fresh attempts.

        What a worker may be sending at this moment is left to it.
        """
        now = timezone.now()
        idle = Q(status=Delivery.Status.PARKED) | Q(
            status=Delivery.Status.PENDING, due_at__gt=now + LEASE
        )
        chosen = list(queryset.values_list("pk", flat=True))
        again = Delivery.objects.filter(idle, pk__in=chosen).update(
            status=Delivery.Status.PENDING, due_at=now, attempts=0, finished_at=None
        )
        if again:
            wake_relay(due_subscribers())
            text = ngettext(
                "%(n)d delivery is sent again.", "%(n)d deliveries are sent again.", again
            )
            tell(request, text % {"n": again})
        if left := len(chosen) - again:
            text = ngettext(
                "%(n)d delivery was left alone: it is delivered, or being sent now.",
                "%(n)d deliveries were left alone: they are delivered, or being sent now.",
                left,
            )
            tell(request, text % {"n": left}, ok=False)

    @admin.action(description=_("Give up what failed"), permissions=["resend"])
    def give_up(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Drop failed deliveries, so that the status page speaks only of what can be mended."""
        failed = queryset.filter(status=Delivery.Status.PARKED).values_list("pk", flat=True)
        gone, _by_model = Delivery.objects.filter(pk__in=list(failed)).delete()
        text = ngettext("%(n)d delivery is given up.", "%(n)d deliveries are given up.", gone)
        tell(request, text % {"n": gone}, ok=gone > 0)

    @display(description=_("event"), ordering="event__name")
    def event_name(self, delivery: Delivery) -> str:
        return str(delivery.event)

    @display(description=_("payload"))
    def payload(self, delivery: Delivery) -> str:
        return json.dumps(delivery.event.payload, ensure_ascii=False, indent=2)

    @display(description=_("request id"))
    def request_id(self, delivery: Delivery) -> str:
        return delivery.event.request_id or "–"

    @display(
        description=_("status"),
        ordering="status",
        label={"pending": "info", "done": "success", "parked": "danger"},
    )
    def status_badge(self, delivery: Delivery) -> tuple[str, str]:
        return delivery.status, delivery.get_status_display()

    @display(description=_("last error"))
    def error(self, delivery: Delivery) -> str:
        return Truncator(delivery.last_error).chars(80) or "–"

    @display(description=_("created"), ordering="event__created_at")
    def written(self, delivery: Delivery) -> str:
        return timezone.localtime(delivery.event.created_at).strftime("%d.%m.%Y %H:%M")
