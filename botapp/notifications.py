"""What customers and staff are told in Telegram of what happened to an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from botapp.actions import OrderPlaced
from botapp.pay_buttons import closings
from botapp.payment_messages import (
    PAYMENT_EVENTS,
    STAFF_PAYMENT_EVENTS,
    closing_messages,
    for_customer,
    give_up_refused,
    is_needless,
    payment_for_staff,
)
from botapp.screen import Screen, fit, render, shorten
from botapp.screens import orders as screens
from botapp.sending import (
    Outcome,
    Outgoing,
    admin_url,
    is_chat_missing,
    send_all,
    staff_chat,
)
from botapp.settle import CUSTOMER_MESSAGES, mark_blocked, mark_shown
from orders.models import Order, OrderEvent
from orders.state import TOLD
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.money import format_money
from shop.outbox import Subscriber
from shop.translations import main_language

_ENTRIES_TOLD = ("order_message", "order_edited")
_STAFF_LINES = 25


class CustomerMessages(Subscriber):
    """Tells customers that their order was placed, how it moves on, and what the staff write."""

    name = CUSTOMER_MESSAGES
    events = frozenset(
        {
            "order_placed",
            "order_status_changed",
            "order_tracked",
            "order_message",
            "order_edited",
            *PAYMENT_EVENTS,
        }
    )
    in_order = True

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        orders, entries = _orders(deliveries), _entries(deliveries)
        over = closings("order", orders)
        messages = []
        for delivery in deliveries:
            order = orders.get(delivery.event.payload["order_id"])
            if order is None or order.customer.blocked_at is not None:
                continue
            messages += closing_messages(delivery, over.pop(order.pk, []))
            if delivery.event.name in PAYMENT_EVENTS:
                messages += for_customer(delivery, order)
            else:
                messages += _for_customer(delivery, order, entries.get(delivery.event_id))
        outcome, blocked = send_all(messages, deliveries)
        give_up_refused(messages, outcome)
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
        chat_id = staff_chat()
        if chat_id is None:
            return {}
        orders = _orders(deliveries)
        messages = [
            Outgoing(delivery.pk, chat_id, _for_staff(delivery, order))
            for delivery in deliveries
            if (order := orders.get(delivery.event.payload["order_id"]))
            and not is_needless(delivery)
        ]
        outcome, blocked = send_all(messages, deliveries)
        if blocked:
            gone = DeliveryError(f"the bot is not in the staff chat {chat_id}", permanent=True)
            outcome |= {message.delivery_id: gone for message in messages}
        missing = DeliveryError(f"there is no staff chat {chat_id}: see Settings", permanent=True)
        return {
            pk: missing if is_chat_missing(failure) else failure for pk, failure in outcome.items()
        }


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
            discount=screens.discount_words(order, language),
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
    if delivery.event.name == "order_tracked":
        return [Outgoing(delivery.pk, order.customer_id, screens.tracked(order, language))]
    if payload["new"] not in TOLD:
        return []
    screen = screens.status_changed(order, payload["new"], language)
    return [Outgoing(delivery.pk, order.customer_id, screen)]
