"""The jobs' parts on the status page: the broker, a worker, the clock that wakes jobs."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError

from config.celery import app
from config.health import check_broker
from shop.integrations import Integration, IntegrationError
from shop.models import IntegrationState

_PATIENCE = 5.0  # seconds


class Broker(Integration):
    name = "broker"
    label = gettext_lazy("Queue of jobs")
    icon = "stacks"

    def test(self) -> str:
        try:
            check_broker()
        except (OperationalError, OSError) as away:
            raise IntegrationError(
                _("Jobs cannot be handed over: %(why)s") % {"why": away}
            ) from away
        return _("Jobs can be handed over.")


class Worker(Integration):
    """Somebody who does the jobs."""

    name = "worker"
    label = gettext_lazy("Worker")
    icon = "engineering"
    silent_for = timedelta(minutes=3)

    def test(self) -> str:
        sign = f"heartbeat.{uuid4().hex}"
        started = time.monotonic()
        try:
            app.send_task("shop.heartbeat", kwargs={"sign": sign}, retry=False)
        except OperationalError as away:
            raise IntegrationError(
                _("Jobs cannot be handed over: %(why)s") % {"why": away}
            ) from away
        while time.monotonic() - started < _PATIENCE:
            if cache.get(sign):
                seconds = round(time.monotonic() - started, 1)
                return _("A worker answered in %(n)s s.") % {"n": seconds}
            time.sleep(0.1)
        raise IntegrationError(_("No worker took a job within %(n)d s.") % {"n": _PATIENCE})


class Beat(Integration):
    """The clock: it asks for what is to be done every so often, and a worker notes that it did."""

    name = "beat"
    label = gettext_lazy("Clock of jobs")
    icon = "schedule"
    silent_for = timedelta(minutes=3)

    def test(self) -> str:
        state = IntegrationState.objects.filter(pk=self.name).first()
        if state is None or state.is_silent(self.silent_for):
            raise IntegrationError(_("It has not been heard of for over three minutes."))
        return _("It asks for its jobs in time.")
