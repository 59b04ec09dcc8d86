"""What a customer changes in the chat stands in the audit log as theirs."""

from __future__ import annotations

import pytest

from orders.models import Order
from shop.models import AuditEntry, Customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import go_to_confirmation
from tests.factories import make_shirt

pytestmark = pytest.mark.django_db


def test_coming_and_ordering(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    customer = Customer.objects.get()
    theirs = AuditEntry.objects.filter(actor=f"customer:{customer.pk}", channel="bot")

    chat.press(anna, "Confirm Order")

    (placed,) = theirs.filter(model="orders.order")
    assert placed.object_id == str(Order.objects.get().pk)
    assert theirs.filter(model="orders.orderitem").get().object_name == "TS-R-M"
    assert theirs.filter(model="shop.consent").exists()
    assert theirs.filter(model="shop.customer", action="insert").count() == 1
    assert not AuditEntry.objects.filter(model__startswith="orders.cart").exists()
