"""What the status page says of Google Analytics and of Yandex.Metrika."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations import http
from shop.errors import DeliveryError
from shop.integrations import Integration, IntegrationError

# What `/debug/mp/collect` looks at and nobody counts.
_HARMLESS = {"client_id": "1.1", "events": [{"name": "view_item", "params": {"session_id": "1"}}]}


class GoogleAnalytics(Integration):
    """https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events"""

    name: ClassVar[str] = "ga4"
    label: ClassVar[Any] = "Google Analytics 4"
    icon: ClassVar[str] = "bar_chart"
    needs: ClassVar[tuple[str, ...]] = ("GA4_MEASUREMENT_ID", "GA4_API_SECRET")

    def test(self) -> str:
        asked = {
            "measurement_id": settings.GA4_MEASUREMENT_ID,
            "api_secret": settings.GA4_API_SECRET,
        }
        try:
            with http.client(settings.GA4_URL, params=asked) as google:
                answer = http.send(google, "POST", "/debug/mp/collect", json=_HARMLESS)
                said = http.object_of(answer, "validationMessages")
        except DeliveryError as failure:
            raise IntegrationError(str(failure)) from failure
        for message in said["validationMessages"]:
            raise IntegrationError(str(message.get("description", message)))
        return _(
            "Google finds nothing wrong. It does not say whether the secret is right: "
            "look whether events arrive in DebugView."
        )


class Metrika(Integration):
    """https://yandex.ru/dev/metrika/ru/management/openapi/counters/counter"""

    name: ClassVar[str] = "metrika"
    label: ClassVar[Any] = gettext_lazy("Yandex.Metrika")
    icon: ClassVar[str] = "query_stats"
    needs: ClassVar[tuple[str, ...]] = ("METRIKA_COUNTER_ID", "METRIKA_TOKEN")

    def test(self) -> str:
        if not settings.METRIKA_OAUTH_TOKEN:
            raise IntegrationError(
                _("It cannot be asked without METRIKA_OAUTH_TOKEN: look at the reports instead.")
            )
        headers = {"Authorization": f"OAuth {settings.METRIKA_OAUTH_TOKEN}"}
        path = f"/management/v1/counter/{settings.METRIKA_COUNTER_ID}"
        try:
            with http.client(settings.METRIKA_API_URL, headers=headers) as metrika:
                counter = http.object_of(http.send(metrika, "GET", path), "counter")["counter"]
        except DeliveryError as failure:
            raise IntegrationError(str(failure)) from failure
        return _("The counter “%(name)s” is there.") % {"name": counter.get("name", "")}
