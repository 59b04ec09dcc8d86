"""What each guard is for: in one process, on PostgreSQL, with it and with it taken away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from django.conf import settings

from botapp import answer, application, dispatch, webhook
from botapp.actions import AddToCart, ChangeItem
from botapp.bridge import in_db
from botapp.emulator.engine import Person
from botapp.models import Session
from orders.models import CartItem
from shop import outbox
from tests.factories import make_variant
from tests.fakes.subscriber import Listener, listen
from tests.fakes.telegram import EngineRequest
from tests.races.threads import meeting, together
from tests.servers.store import at_the_cart
from tests.servers.telegram import Telegram, Update

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


class Near(Telegram):
    """Telegram in the store's own process."""

    async def post(self, update: Update, store: str | None = None) -> int:
        headers = {webhook.SECRET_HEADER: settings.TELEGRAM_WEBHOOK_SECRET}
        status, _body = await webhook.receive(headers, json.dumps(update).encode())
        return status


class SlowFirst(EngineRequest):
    """A network on which the first edits take longer than those that follow."""

    pauses: list[float]

    async def do_request(self, url: str, *args: Any, **options: Any) -> tuple[int, bytes]:
        if url.endswith("/editMessageText") and self.pauses:
            await asyncio.sleep(self.pauses.pop(0))
        return await super().do_request(url, *args, **options)


@pytest_asyncio.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Near]:
    listen(monkeypatch)
    near = Near(0, ["here"])
    request = SlowFirst(near.engine)
    request.pauses = []
    await application.begin(request)
    passer_by = near.person()
    passer_by.start()
    await near.settle()
    request.pauses = [0.5, 0.2]
    yield near
    await application.stop()


@pytest_asyncio.fixture
async def anna(telegram: Near) -> Person:
    """A customer who looks at a cart with one of a hundred pieces."""
    person = telegram.person()
    await in_db(lambda: at_the_cart(telegram, person, make_variant(stock=100)))
    return person


async def quantity(person: Person) -> int:
    return (await in_db(lambda: CartItem.objects.get(cart=person.id))).quantity


async def one_press_eight_times(telegram: Near, person: Person) -> None:
    item = await in_db(lambda: CartItem.objects.select_related("variant").get(cart=person.id))
    press = AddToCart(item.variant.product_id, 0, item.variant_id, 1)
    person.press_data(person.screen.id, press.pack())
    (update,) = telegram.take_updates()
    assert set(await asyncio.gather(*(telegram.post(update) for _ in range(8)))) == {200}


async def three_presses(telegram: Near, person: Person) -> None:
    item = await in_db(lambda: CartItem.objects.get(cart=person.id))
    for _press in range(3):
        person.press_data(person.screen.id, ChangeItem(item.pk, 1, 0).pack())
    updates = telegram.take_updates()
    assert await asyncio.gather(*map(telegram.post, updates)) == [200] * 3


async def version(person: Person) -> int:
    return (await in_db(lambda: Session.objects.get(pk=person.id))).version


async def test_a_repeated_update_has_one_effect(telegram: Near, anna: Person) -> None:
    await one_press_eight_times(telegram, anna)
    assert await quantity(anna) == 2


async def test_without_the_claim_a_repeated_update_has_every_effect(
    telegram: Near, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "_claim", lambda update_id: True)
    await one_press_eight_times(telegram, anna)
    assert await quantity(anna) == 9


async def test_presses_at_once_are_counted_and_the_newest_screen_stays(
    telegram: Near, anna: Person
) -> None:
    await three_presses(telegram, anna)
    assert await quantity(anna) == 4
    assert await version(anna) == 4
    assert anna.screen.has_button("№1 × 4")


async def test_without_the_session_lock_presses_draw_the_same_version(
    telegram: Near, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody_has_looked = meeting(3)
    act = dispatch._answer

    def act_together(turn: Any) -> Any:
        everybody_has_looked()
        return act(turn)

    monkeypatch.setattr(dispatch, "_answer", act_together)
    monkeypatch.setattr(
        Session.objects, "select_for_update", lambda **options: Session.objects.all()
    )
    await three_presses(telegram, anna)
    assert await version(anna) == 2


async def test_without_the_version_rule_the_old_screen_stays(
    telegram: Near, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "settle", lambda reply, shown: True)
    await three_presses(telegram, anna)
    assert await quantity(anna) == 4
    assert not anna.screen.has_button("№1 × 4")


def relays_while_the_first_delivers(monkeypatch: pytest.MonkeyPatch) -> tuple[Listener, list[int]]:
    """A second relay comes while the first is still at it: who was told, and what each took."""
    listener = Listener("sold")
    listen(monkeypatch, listener)
    took: list[int] = []

    def meanwhile(_deliveries: Any) -> dict[int, None]:
        if not took:
            took.append(0)
            took[0] = together([outbox.deliver_due])[0]
        return {}

    listener.answer = meanwhile
    outbox.publish("sold", {"n": 1})
    (first,) = together([outbox.deliver_due])
    return listener, [first, *took]


def test_under_a_lease_a_second_relay_finds_nothing_due(monkeypatch: pytest.MonkeyPatch) -> None:
    listener, took = relays_while_the_first_delivers(monkeypatch)
    assert took == [1, 0]
    assert len(listener.told) == 1


def test_without_the_lease_two_relays_deliver_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox.relay, "LEASE", timedelta(0))
    listener, took = relays_while_the_first_delivers(monkeypatch)
    assert took == [1, 1]
    assert len(listener.told) == 2
