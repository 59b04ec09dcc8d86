"""What becomes of orders long after the visit, uploaded to Metrika as offline conversions.

https://yandex.ru/dev/metrika/ru/management/openapi/offline_conversion/upload
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from django.conf import settings

from integrations import http
from integrations.analytics.acts import Act, Kind, acts_of, kind_of
from integrations.analytics.ids import metrika_client_id
from integrations.analytics.sending import tell_status
from shop.errors import DeliveryError
from shop.models import Delivery, Event
from shop.tracking import Follower

TARGETS = {Kind.DELIVERED: "order_delivered", Kind.REFUNDED: "order_refunded"}
_NOT_PAID = "unpaid"


class MetrikaConversions(Follower):
    """Tells of orders delivered, and of paid ones cancelled or refunded: a file per batch."""

    name = "metrika_conversions"
    label = "Яндекс Метрика"
    events = frozenset({"order_status_changed", "payment_refunded"})

    def is_on(self) -> bool:
        return bool(settings.METRIKA_COUNTER_ID and settings.METRIKA_OAUTH_TOKEN)

    def concerns(self, event: Event) -> bool:
        kind = kind_of(event)
        if kind is Kind.REFUNDED and event.payload.get("payment_status") == _NOT_PAID:
            return False
        return kind in TARGETS and super().concerns(event)

    def report(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        acts = acts_of(deliveries)
        if not acts:
            return {}
        try:
            _upload(table(acts))
        except DeliveryError as failure:
            tell_status("metrika", [failure])
            return {act.delivery_id: failure for act in acts}
        tell_status("metrika", [None])
        return {}


def table(acts: Sequence[Act]) -> bytes:
    """The acts as Metrika's table: UTF-8, names of the columns first, times in Unix seconds."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["ClientId", "Target", "DateTime", "Price", "Currency"])
    for act in acts:
        client_id, when = metrika_client_id(act.customer_id), int(act.at.timestamp())
        rows.writerow([client_id, TARGETS[act.kind], when, act.value, act.currency])
    return out.getvalue().encode()


def _upload(rows: bytes) -> None:
    """Hand the table over. Raises DeliveryError, also when the answer is not one of Metrika's."""
    path = f"/management/v1/counter/{settings.METRIKA_COUNTER_ID}/offline_conversions/upload"
    headers = {"Authorization": f"OAuth {settings.METRIKA_OAUTH_TOKEN}"}
    with http.client(settings.METRIKA_API_URL, headers=headers) as metrika:
        files = {"file": ("conversions.csv", rows, "text/csv")}
        answer = http.json_of(http.send(metrika, "POST", path, files=files))
    if not isinstance(answer, dict) or "uploading" not in answer:
        raise DeliveryError("answered without an uploading")
