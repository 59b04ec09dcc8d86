"""A process dies at the worst moment (SIGKILL): the effect stays once, the message still comes."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from botapp.emulator.engine import Person
from botapp.models import Session
from orders.models import CartItem, Order
from shop import outbox
from shop.models import Delivery
from tests.infrastructure.processes import Running
from tests.servers.store import Store, at_the_cart, at_the_confirmation, stocked
from tests.servers.telegram import Hold, Telegram, Update, until

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

SHOWS = ("editMessageText", "sendMessage")


def kill(running: Running) -> None:
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait(10)


def copies(person: Person) -> int:
    """How many messages show the cart."""
    return sum("Kettle" in message.text for message in person.messages)


async def die_holding(telegram: Telegram, store: Store, hold: Hold, update: Update) -> None:
    """Let a web process take `update`, and kill it while `hold` keeps its call to Telegram."""
    with store.another_web() as (victim, url):
        answer = asyncio.create_task(telegram.post(update, url))
        await hold.reached()
        kill(victim)
        assert await answer == 0


async def test_killed_between_commit_and_send(store: Store, telegram: Telegram) -> None:
    """Telegram never took the screen: its next try, at another process, brings it."""
    variant = await store.ask(lambda: stocked(10))
    anna = telegram.person()
    await store.ask(lambda: at_the_confirmation(telegram, anna, variant))
    anna.press("Confirm Order")
    (update,) = telegram.take_updates()

    telegram.before = hold = Hold(*SHOWS)
    await die_holding(telegram, store, hold, update)
    order = await store.ask(lambda: Order.objects.get(customer=anna.id))
    assert "successfully" not in anna.screen.text

    assert await telegram.post(update) == 200
    (screen,) = anna.messages
    assert f"Your order #{order.pk} has been placed successfully!" in screen.text
    assert await store.ask(lambda: Order.objects.filter(customer=anna.id).count()) == 1
    await store.ask(variant.refresh_from_db)
    assert variant.stock_quantity == 9


async def test_killed_before_the_screen_was_noted(store: Store, telegram: Telegram) -> None:
    """Telegram took a new message, nobody knows: at most one more copy, and one effect."""
    variant = await store.ask(lambda: stocked(10))
    anna = telegram.person()
    await store.ask(lambda: at_the_cart(telegram, anna, variant))
    anna.send("/cart")
    (update,) = telegram.take_updates()

    telegram.after = hold = Hold("sendMessage")
    await die_holding(telegram, store, hold, update)
    assert copies(anna) == 1

    assert await telegram.post(update) == 200
    assert copies(anna) <= 2
    session = await store.ask(lambda: Session.objects.get(pk=anna.id))
    assert (session.version, session.shown_version) == (2, 2)
    assert session.screen_id == anna.screen.id
    assert await store.ask(lambda: CartItem.objects.get(cart=anna.id).quantity) == 1


async def test_a_worker_killed_while_it_delivers(store: Store, telegram: Telegram) -> None:
    """What it had in hand is delivered by the next worker when the lease is over."""
    variant = await store.ask(lambda: stocked(10))
    anna = telegram.person()
    await store.ask(lambda: at_the_confirmation(telegram, anna, variant))
    hold = Hold("sendMessage")
    with store.worker() as victim:
        telegram.before = hold
        await telegram.press(anna, "Confirm Order")
        await hold.reached()
        os.killpg(victim.process.pid, signal.SIGKILL)
        victim.process.wait(10)
    order = await store.ask(lambda: Order.objects.get(customer=anna.id))
    staff = Delivery.objects.filter(event__customer_id=anna.id, subscriber="staff_messages")
    delivery = await store.ask(staff.get)
    assert (delivery.status, delivery.attempts) == ("pending", 1)
    assert delivery.due_at > timezone.now() + outbox.LEASE - timedelta(seconds=20)

    with store.worker("--beat"):
        await asyncio.sleep(4)
        assert telegram.staff.messages == []
        await store.ask(lambda: staff.update(due_at=timezone.now()))  # the lease is over
        await until(lambda: telegram.staff.messages != [], 10)
        while (await store.ask(staff.get)).status != "done":
            await asyncio.sleep(0.1)
    (message,) = telegram.staff.messages
    assert f"#{order.pk}" in message.text
    assert (await store.ask(staff.get)).attempts == 2
