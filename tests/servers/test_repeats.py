"""The same update more than once, or many presses at once, over two processes."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import cycle

import pytest

from botapp.actions import AddToCart, ChangeItem
from botapp.models import Session
from orders.models import CartItem, Order
from shop.models import Delivery
from tests.servers.store import Store, at_the_cart, at_the_confirmation, stocked
from tests.servers.telegram import Telegram, Update

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


async def both_at_once(telegram: Telegram, store: Store, update: Update) -> list[int]:
    return await asyncio.gather(*(telegram.post(update, url) for url in store.urls))


async def test_an_update_that_comes_twice_at_once_has_one_effect_and_one_screen(
    store: Store, telegram: Telegram
) -> None:
    variant = await store.ask(lambda: stocked(100))
    anna = telegram.person()
    await store.ask(lambda: at_the_cart(telegram, anna, variant))
    press = AddToCart(variant.product_id, 0, variant.pk, 1)
    for number in range(1, 21):
        anna.press_data(anna.screen.id, press.pack())
        (update,) = telegram.take_updates()
        telegram.engine.journal.clear()
        assert await both_at_once(telegram, store, update) == [200, 200]
        item = await store.ask(lambda: CartItem.objects.get(cart=anna.id))
        assert item.quantity == 1 + number
        told = Counter(call.method for call in telegram.engine.journal.calls)
        assert told == {"editMessageText": 1, "answerCallbackQuery": 1} or number == 1
    assert await telegram.post(update) == 200
    assert (await store.ask(lambda: CartItem.objects.get(cart=anna.id))).quantity == 21
    assert len(anna.messages) == 1


async def test_a_start_that_comes_twice_at_once_is_answered_once(
    store: Store, telegram: Telegram
) -> None:
    """Nobody knows the customer yet: both processes begin by writing the same rows."""
    for _person in range(10):
        anna = telegram.person()
        anna.start()
        (update,) = telegram.take_updates()
        assert await both_at_once(telegram, store, update) == [200, 200]
        assert len([message for message in anna.messages if message.from_bot]) == 1


@pytest.mark.parametrize("_round", range(5))
async def test_a_triple_tap_on_confirm_places_one_order(
    store: Store, telegram: Telegram, _round: int
) -> None:
    variant = await store.ask(lambda: stocked(100))
    anna = telegram.person()
    await store.ask(lambda: at_the_confirmation(telegram, anna, variant))
    for _tap in range(3):
        anna.press("Confirm Order")
    taps = zip(telegram.take_updates(), cycle(store.urls), strict=False)
    assert await asyncio.gather(*(telegram.post(*tap) for tap in taps)) == [200, 200, 200]
    order = await store.ask(lambda: Order.objects.get(customer=anna.id))
    (screen,) = anna.messages
    assert f"Your order #{order.pk} has been placed successfully!" in screen.text
    told = Delivery.objects.filter(event__customer_id=anna.id, subscriber="customer_messages")
    assert await store.ask(lambda: told.get().status) == "done"


async def test_a_fast_plus_plus_plus_is_three_and_the_screen_says_so(
    store: Store, telegram: Telegram
) -> None:
    """Telegram takes the first screen last: it must not be the one that stays."""
    variant = await store.ask(lambda: stocked(100))
    anna = telegram.person()
    await store.ask(lambda: at_the_cart(telegram, anna, variant))
    item = await store.ask(lambda: CartItem.objects.get(cart=anna.id))
    pauses = iter([0.6, 0.3])

    async def the_first_are_slow(method: str) -> None:
        if method == "editMessageText":
            await asyncio.sleep(next(pauses, 0))

    telegram.before = the_first_are_slow
    for _press in range(3):
        anna.press_data(anna.screen.id, ChangeItem(item.pk, 1, 0).pack())
    presses = zip(telegram.take_updates(), cycle(store.urls), strict=False)
    assert await asyncio.gather(*(telegram.post(*press) for press in presses)) == [200, 200, 200]
    await store.ask(item.refresh_from_db)
    assert item.quantity == 4
    session = await store.ask(lambda: Session.objects.get(pk=anna.id))
    assert (session.version, session.shown_version) == (4, 4)
    (screen,) = anna.messages
    assert screen.has_button("№1 × 4")
