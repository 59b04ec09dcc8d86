from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from shop.models import Said
from shop.services.say_once import not_said_today
from shop.tasks import forget_sessions
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


def test_sessions_that_are_over_leave_and_others_stay() -> None:
    staff_client()
    forget_sessions()
    assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        forget_sessions()
    assert Session.objects.count() == 0


def test_what_was_said_is_said_once_a_day_and_forgotten_after_a_month() -> None:
    noon = datetime(2026, 11, 2, 12, tzinfo=timezone.get_default_timezone())
    with time_machine.travel(noon):
        assert not_said_today("low", ["2", "1"]) == {"1", "2"}
        assert not_said_today("low", ["1", "3"]) == {"3"}
        assert not_said_today("other", ["1"]) == {"1"}
    with time_machine.travel(noon + timedelta(days=1)):
        assert not_said_today("low", ["1"]) == {"1"}
    with time_machine.travel(noon + timedelta(days=31)):
        assert forget_sessions() == 4
    assert Said.objects.count() == 1
