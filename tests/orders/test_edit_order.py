"""Contact, notes, messages and the tracking number, as services write them."""

from __future__ import annotations

import pytest

from orders.models import Order, OrderEvent
from orders.services.change_status import change_status
from orders.services.edit_contact import edit_contact
from orders.services.message_customer import MESSENGER, message_customer
from orders.services.note_order import note_order
from orders.services.ship_order import set_tracking, ship_order
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.models import Event
from shop.privacy import erase_customer, export_customer
from tests.factories import make_order

pytestmark = pytest.mark.django_db


def ready(order: Order) -> Order:
    change_status(order=order, to="processing", actor="x")
    return order


def test_contact_is_written_with_before_and_after() -> None:
    order = make_order()
    fields = {"phone_number": "8 912 345-67-89", "full_name": "John  Doe", "comment": "Ring twice"}

    edit_contact(order=order, fields=fields, actor="staff:anna")

    order.refresh_from_db()
    event = order.events.get(kind="contact_edited")
    assert (order.phone_number, order.comment) == ("+79123456789", "Ring twice")
    assert order.full_name == "John Doe"
    assert event.actor == "staff:anna"
    assert event.changes == [
        {"field": "phone_number", "old": "+15551234567", "new": "+79123456789"},
        {"field": "comment", "old": "", "new": "Ring twice"},
    ]


def test_the_same_contact_leaves_no_trace() -> None:
    order = make_order()
    assert edit_contact(order=order, fields={"full_name": "John Doe"}, actor="x") is None
    assert order.events.count() == 1


def test_a_bad_contact_or_a_late_one_is_refused() -> None:
    order = ready(make_order())
    with pytest.raises(StoreError) as bad:
        edit_contact(order=order, fields={"full_name": "Jane Roe", "phone_number": "1"}, actor="x")
    change_status(order=order, to="shipped", actor="x")
    with pytest.raises(StoreError) as late:
        edit_contact(order=order, fields={"full_name": "Jane Roe"}, actor="x")
    order.refresh_from_db()
    assert (bad.value.code, late.value.code) == (ErrorCode.INVALID_PHONE, ErrorCode.ORDER_CLOSED)
    assert order.full_name == "John Doe"
    assert not order.events.filter(kind="contact_edited").exists()


def test_a_note_is_kept_and_goes_nowhere() -> None:
    order = make_order()
    events = Event.objects.count()
    note_order(order=order, text="  Regular.\r\n\x00Be nice 👍🏽  ", actor="staff:anna")
    note = order.events.get(kind="note")
    assert (note.text, note.actor) == ("Regular.\nBe nice 👍🏽", "staff:anna")
    assert Event.objects.count() == events


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "x" * 2001])
def test_texts_have_limits(text: str) -> None:
    order = make_order()
    for write in (note_order, message_customer):
        with pytest.raises(StoreError) as caught:
            write(order=order, text=text, actor="x")
        assert caught.value.code == ErrorCode.INVALID_TEXT
    assert order.events.count() == 1


def test_a_message_leaves_through_the_outbox() -> None:
    order = make_order()
    entry = message_customer(order=order, text="It is raining here", actor="staff:anna")
    event = Event.objects.get(name="order_message")
    assert entry.outbox_event == event
    assert event.payload == {"order_id": order.pk}
    assert event.customer_id == order.customer_id
    assert MESSENGER in outbox.subscribers()
    assert [delivery.subscriber for delivery in event.deliveries.all()] == [MESSENGER]


def test_shipping_takes_the_tracking_number_along() -> None:
    order = ready(make_order())
    ship_order(order=order, carrier=" СДЭК ", tracking_number="10 22\n33", actor="staff:anna")
    order.refresh_from_db()
    assert (order.status, order.carrier, order.tracking_number) == ("shipped", "СДЭК", "10 22 33")
    assert order.events.get(kind="tracking_edited").changes == [
        {"field": "carrier", "old": "", "new": "СДЭК"},
        {"field": "tracking_number", "old": "", "new": "10 22 33"},
    ]


def test_shipping_without_a_number_keeps_the_one_there_is() -> None:
    order = ready(make_order())
    set_tracking(order=order, carrier="СДЭК", tracking_number="1", actor="x")
    ship_order(order=order, actor="x")
    order.refresh_from_db()
    assert (order.status, order.carrier, order.tracking_number) == ("shipped", "СДЭК", "1")
    assert order.events.filter(kind="tracking_edited").count() == 1


def test_what_cannot_be_shipped_gets_no_number() -> None:
    order = make_order()
    change_status(order=order, to="cancelled", actor="x")
    with pytest.raises(StoreError) as caught:
        ship_order(order=order, carrier="СДЭК", tracking_number="1", actor="x")
    with pytest.raises(StoreError) as early:
        set_tracking(order=order, carrier="СДЭК", tracking_number="1", actor="x")
    order.refresh_from_db()
    assert caught.value.code == ErrorCode.TRANSITION_NOT_ALLOWED
    assert early.value.code == ErrorCode.ORDER_CLOSED
    assert (order.status, order.carrier) == ("cancelled", "")


def test_erasure_takes_words_and_addresses_out_of_the_timeline() -> None:
    order = ready(make_order())
    note_order(order=order, text="secret note", actor="x")
    message_customer(order=order, text="Dear John", actor="x")
    edit_contact(order=order, fields={"full_name": "Jane Roe"}, actor="x")
    set_tracking(order=order, carrier="СДЭК", tracking_number="AB1", actor="x")

    exported = str(export_customer(order.customer_id))
    erase_customer(order.customer_id)

    left = str(list(OrderEvent.objects.values())) + str(list(Order.objects.values()))
    assert "Dear John" in exported
    assert "Jane Roe" in exported
    assert "secret note" not in exported
    for gone in ("secret note", "Dear John", "Jane Roe", "John Doe", "AB1"):
        assert gone not in left
