"""What customers and staff are told in Telegram of what happened to an order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from botapp.actions import OrderPlaced
from botapp.outgoing import Outgoing, admin_url
from botapp.payment_messages import (
    PAYMENT_EVENTS,
    STAFF_PAYMENT_EVENTS,
    for_customer,
    payment_for_staff,
)
from botapp.screen import Screen, fit, render, shorten
from botapp.screens import orders as screens
from botapp.settle import CUSTOMER_MESSAGES, mark_blocked, mark_shown
from integrations.telegram.bot import PARSE_MODE, delivery_error, sending_bot
from orders.models import Order, OrderEvent
from shop.errors import DeliveryError
from shop.models import Delivery, StoreSettings
from shop.money import format_money
from shop.outbox import Subscriber
from shop.translations import main_language

Outcome = dict[int, DeliveryError | None]

_STATUSES_TOLD = ("confirmed", "shipped", "delivered", "cancelled")
_ENTRIES_TOLD = ("order_message", "order_edited")
_CHATS_AT_ONCE = 20
_SECONDS = 20.0  # then the lease is nearly over: what is left goes with the next batch
_STAFF_LINES = 25
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class CustomerMessages(Subscriber):
    """Tells customers that their order was placed, how it moves on, and what the staff write."""

    name = CUSTOMER_MESSAGES
    events = frozenset(
        {"order_placed", "order_status_changed", "order_message", "order_edited", *PAYMENT_EVENTS}
    )
    in_order = True

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        orders, entries = _orders(deliveries), _entries(deliveries)
        messages = []
        for delivery in deliveries:
            order = orders.get(delivery.event.payload["order_id"])
            if order is None or order.customer.blocked_at is not None:
                continue
            if delivery.event.name in PAYMENT_EVENTS:
                messages += for_customer(delivery, order)
            else:
                messages += _for_customer(delivery, order, entries.get(delivery.event_id))
        outcome, blocked = send_all(messages)
        for customer_id in blocked:
            mark_blocked(customer_id)
        outcome |= _unread(deliveries, orders, blocked)
        for delivery in deliveries:
            if delivery.event.name == "order_placed" and outcome.get(delivery.pk) is None:
                placed = OrderPlaced(delivery.event.payload["order_id"])
                mark_shown(delivery.event.customer_id, placed)
        return outcome


class StaffMessages(Subscriber):
    """Tells the staff chat of each new order, and of money that came or could not go back."""

    name = "staff_messages"
    events = frozenset({"order_placed", *STAFF_PAYMENT_EVENTS})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        chat_id = StoreSettings.current().staff_chat_id or settings.TELEGRAM_STAFF_CHAT_ID
        if chat_id is None:
            return {}
        orders = _orders(deliveries)
        messages = [
            Outgoing(delivery.pk, chat_id, _for_staff(delivery, order))
            for delivery in deliveries
            if (order := orders.get(delivery.event.payload["order_id"]))
        ]
        outcome, blocked = send_all(messages)
        if blocked:
            gone = DeliveryError("the bot is not in the staff chat", permanent=True)
            outcome |= {message.delivery_id: gone for message in messages}
        return outcome


def _for_staff(delivery: Delivery, order: Order) -> Screen:
    if delivery.event.name in STAFF_PAYMENT_EVENTS:
        return payment_for_staff(delivery, order)
    return staff_screen(order)


def staff_screen(order: Order) -> Screen:
    """What the staff chat reads of a new order, in the store's main language."""
    language = main_language()
    items = list(order.items.all())
    with override(language):
        placed_at = date_format(timezone.localtime(order.created_at), "j E Y, H:i")
    lines = [
        {
            "title": shorten(item.title(language), 100),
            "quantity": item.quantity,
            "total": format_money(item.line_total, order.currency, language),
        }
        for item in items[:_STAFF_LINES]
    ]

    def draw(count: int) -> str:
        return render(
            "staff_order",
            language,
            order=order,
            placed_at=placed_at,
            admin_url=admin_url(order),
            lines=lines[:count],
            more=len(items) - count,
            total=format_money(order.total_amount, order.currency, language),
        )

    return Screen(fit(draw, len(lines)))


def _orders(deliveries: Sequence[Delivery]) -> dict[int, Order]:
    wanted = {delivery.event.payload["order_id"] for delivery in deliveries}
    orders = Order.objects.filter(pk__in=wanted).select_related("customer")
    return {order.pk: order for order in orders.prefetch_related("items")}


def _entries(deliveries: Sequence[Delivery]) -> dict[int, OrderEvent]:
    """The entries of timelines that customers are told word by word, by their outbox event."""
    told = [item.event_id for item in deliveries if item.event.name in _ENTRIES_TOLD]
    if not told:
        return {}
    entries = OrderEvent.objects.filter(outbox_event__in=told)
    return {entry.outbox_event_id: entry for entry in entries if entry.outbox_event_id}


def _unread(
    deliveries: Sequence[Delivery], orders: Mapping[int, Order], blocked: Sequence[int]
) -> Outcome:
    """What somebody of the staff wrote to people who blocked the bot: they must learn of it."""
    gone = DeliveryError("the customer has blocked the bot", permanent=True)
    return {
        delivery.pk: gone
        for delivery in deliveries
        if delivery.event.name == "order_message"
        and (order := orders.get(delivery.event.payload["order_id"])) is not None
        and (order.customer.blocked_at is not None or order.customer_id in blocked)
    }


def _for_customer(delivery: Delivery, order: Order, entry: OrderEvent | None) -> list[Outgoing]:
    payload, language = delivery.event.payload, order.customer.language
    if delivery.event.name in _ENTRIES_TOLD:
        if entry is None or not payload.get("tell", True):
            return []
        draw = screens.message if delivery.event.name == "order_message" else screens.edited
        return [Outgoing(delivery.pk, order.customer_id, draw(order, entry, language))]
    if delivery.event.name == "order_placed":
        reply_to = payload.get("reply_to") or {}
        screen = screens.placed(order, list(order.items.all()), language)
        return [Outgoing(delivery.pk, order.customer_id, screen, reply_to.get("message_id"))]
    if payload["new"] not in _STATUSES_TOLD:
        return []
    screen = screens.status_changed(order, payload["new"], language)
    return [Outgoing(delivery.pk, order.customer_id, screen)]


def send_all(messages: Sequence[Outgoing]) -> tuple[Outcome, list[int]]:
    """Send chat by chat, each in order; what became of each delivery, and who blocked the bot."""
    chats: defaultdict[int, list[Outgoing]] = defaultdict(list)
    for message in sorted(messages, key=lambda message: message.delivery_id):
        chats[message.chat_id].append(message)
    results = async_to_sync(_send_chats)(chats) if chats else []
    outcome = {pk: failure for result, _chat in results for pk, failure in result.items()}
    return outcome, [chat for _result, chat in results if chat is not None]


async def _send_chats(
    chats: Mapping[int, Sequence[Outgoing]],
) -> list[tuple[Outcome, int | None]]:
    gate = asyncio.Semaphore(_CHATS_AT_ONCE)
    deadline = asyncio.get_running_loop().time() + _SECONDS
    async with sending_bot() as bot:
        sends = (_send_chat(bot, gate, deadline, messages) for messages in chats.values())
        return await asyncio.gather(*sends)


async def _send_chat(
    bot: Bot, gate: asyncio.Semaphore, deadline: float, messages: Sequence[Outgoing]
) -> tuple[Outcome, int | None]:
    """One chat's messages in order: once one must wait, those after it wait too."""
    outcome: Outcome = {}
    held: DeliveryError | None = None
    async with gate:
        for message in messages:
            if held is None and asyncio.get_running_loop().time() > deadline:
                held = DeliveryError("no time was left in the batch", retry_after=0)
            if held is not None:
                outcome[message.delivery_id] = held
                continue
            try:
                await _send(bot, message)
            except Forbidden:
                return outcome, message.chat_id
            except TelegramError as error:
                failure = delivery_error(error)
                outcome[message.delivery_id] = failure
                if isinstance(error, RetryAfter):
                    held = failure
                elif not failure.permanent:
                    held = DeliveryError("waits for an earlier message", retry_after=1)
    return outcome, None


async def _send(bot: Bot, message: Outgoing) -> None:
    if message.invoice is not None:
        await message.invoice.send(bot, message.chat_id)
        return
    send = partial(
        bot.send_message,
        message.chat_id,
        message.screen.text,
        parse_mode=PARSE_MODE,
        reply_markup=message.screen.markup,
        link_preview_options=_NO_PREVIEW,
    )
    if message.edit_id is None:
        await send()
        return
    try:
        await bot.edit_message_text(
            message.screen.text,
            message.chat_id,
            message.edit_id,
            parse_mode=PARSE_MODE,
            reply_markup=message.screen.inline,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "message is not modified" not in error.message.lower():
            await send()
