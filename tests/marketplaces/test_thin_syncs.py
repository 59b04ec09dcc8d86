"""What a reading leaves behind does not stay for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.models import OrderLine, RawAnswer, SyncPart, SyncRun
from integrations.sync.metrics import day_of
from integrations.tasks import thin_syncs
from tests.sellers.world import make_everything, make_seller

pytestmark = pytest.mark.django_db


def test_old_answers_lines_and_runs_go_and_young_ones_stay() -> None:
    make_everything(make_seller())
    make_everything(make_seller("Vasilek"))
    old, young = SyncRun.objects.order_by("pk")
    SyncRun.objects.filter(pk=old.pk).update(
        state=SyncRun.State.DONE, created_at=timezone.now() - timedelta(days=91)
    )
    SyncRun.objects.filter(pk=young.pk).update(state=SyncRun.State.RUNNING)
    RawAnswer.objects.filter(run=young).update(created_at=timezone.now() - timedelta(days=6))
    OrderLine.objects.filter(account=old.account).update(
        day=day_of(timezone.now()) - timedelta(days=63)
    )
    OrderLine.objects.filter(account=young.account).update(day=day_of(timezone.now()))

    thin_syncs()

    assert list(SyncRun.objects.all()) == [young]
    assert [answer.run for answer in RawAnswer.objects.all()] == [young]
    assert [line.account for line in OrderLine.objects.all()] == [young.account]
    assert [part.run for part in SyncPart.objects.all()] == [young]
