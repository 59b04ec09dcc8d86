"""What the staff chat is told besides orders, in the store's main language."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from catalog.services.adjust_stock import adjust_stock
from orders import day_summary
from orders.services.change_status import change_status
from shop import outbox
from shop.models import Event, StoreSettings
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages
from tests.factories import make_customer, make_order, make_shirt, make_variant

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


def told(chat: Chat) -> list[str]:
    chat.deliver()
    return [message.text for message in bot_messages(chat.staff)]


def sell(variant: Any, pieces: int = 1) -> None:
    adjust_stock(variant=variant, quantity=-pieces, reason="sold")


def test_a_product_that_runs_low_is_told_once_a_day(chat: Chat) -> None:
    variant = make_variant(stock=5, sku="LAMP")
    sell(variant)
    assert told(chat) == []
    sell(variant)
    [text] = told(chat)
    assert "Classic T-Shirt · LAMP" in text
    sell(variant)
    sell(variant, 2)  # nothing is left, and that was clear
    assert len(told(chat)) == 1
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        adjust_stock(variant=variant, quantity=9, reason="received")
        sell(variant, 9)
        assert len(told(chat)) == 2


def test_several_that_run_low_at_once_stand_in_one_message(chat: Chat) -> None:
    for number in range(30):
        sell(make_variant(stock=4, sku=f"S-{number:02}"))
    [text] = told(chat)
    assert "S-00" in text
    assert "S-19" in text
    assert "S-20" not in text


def test_variants_of_one_product_are_one_message_that_names_all_that_are_low(chat: Chat) -> None:
    shirt = make_shirt()
    sell(shirt["TS-R-M"], 2)
    [text] = told(chat)
    assert "Футболка (Красный, M) · TS-R-M" in text
    assert "TS-R-L" in text
    sell(shirt["TS-R-L"], 3)
    assert len(told(chat)) == 1


def test_what_was_filled_up_meanwhile_is_not_told(chat: Chat) -> None:
    variant = make_variant(stock=4)
    sell(variant)
    adjust_stock(variant=variant, quantity=50, reason="received")
    assert told(chat) == []


def test_a_sale_that_is_rolled_back_has_told_nothing(chat: Chat) -> None:
    variant = make_variant(stock=4)
    with transaction.atomic():
        sell(variant)
        transaction.set_rollback(True)
    assert told(chat) == []
    sell(variant)
    assert len(told(chat)) == 1


def test_the_day_in_a_message_to_the_staff(chat: Chat) -> None:
    noon = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Europe/Moscow"))
    with time_machine.travel(noon, tick=False):
        shirt = make_shirt()
        make_order(make_customer(), {shirt["TS-R-M"]: 2})
        make_order(make_customer(), {shirt["TS-R-L"]: 1})
        change_status(order=make_order(make_customer()), to="cancelled", actor="test")
        told(chat)
    with time_machine.travel(noon + timedelta(hours=21), tick=False):  # 9:00 of the day after
        before = len(told(chat))
        assert day_summary.tell_yesterday() is True
        assert day_summary.tell_yesterday() is False
        [text] = told(chat)[before:]
    lines = text.splitlines()
    assert lines[0] == "📊 Вторник, 10 марта"
    assert "59,97\xa0₽" in text
    assert "1. Футболка × 3 — 59,97\xa0₽" in lines
    assert any("3" in line for line in lines if "окупател" in line)


def test_the_hour_of_the_summary_is_a_setting_and_empty_means_never() -> None:
    assert day_summary.told_at() is None
    store = StoreSettings.current()
    store.summary_at = time(9)
    store.save()
    assert day_summary.told_at() == time(9)


def test_trouble_is_told_with_where_to_look(chat: Chat) -> None:
    outbox.publish("differences_found", {"count": 40, "differences": ["A: in stock 1 <b>"] * 30})
    outbox.publish(
        "webhook_switched_off",
        {"endpoint_id": 7, "url": "https://crm.example/", "why": "answered 500"},
    )
    differences, webhook = told(chat)
    assert "40" in differences.splitlines()[0]
    assert "• A: in stock 1 <b>" in differences
    assert "https://crm.example/" in webhook
    assert "answered 500" in webhook


def test_without_a_staff_chat_nothing_waits_forever(chat: Chat, settings: Any) -> None:
    StoreSettings.objects.update(staff_chat_id=None)
    cache.clear()
    settings.TELEGRAM_STAFF_CHAT_ID = None
    sell(make_variant(stock=4))
    assert told(chat) == []
    assert Event.objects.get(name="stock_low").deliveries.get().status == "done"
