"""50 buyers of the last code; many orders paid at the same moment."""

from collections import Counter

import pytest

from orders.contact import Contact
from orders.lines import Line
from orders.models import DigitalCode, Order, OrderItem, Payment
from orders.services import hand_over as handing
from orders.services.confirm_payment import confirm_payment
from orders.services.place_order import place_order
from orders.services.upload_codes import upload_codes
from shop.errors import ErrorCode, StoreError
from tests.factories import make_customer, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BUYERS, PAYERS = 50, 8
NOWHERE = Contact("John Doe", "+15551234567", "")


@pytest.fixture(autouse=True)
def _stars(monkeypatch):
    listen(monkeypatch)
    stars = FarSide("stars")
    stars.takes_digital = True
    pay_by(monkeypatch, stars)


def codes(count):
    variant = make_variant(stock=0)
    upload_codes(variant=variant, codes=[f"CODE-{n}" for n in range(count)], actor="x")
    return variant


def buying(customer, variant):
    return lambda: place_order(
        customer=customer,
        lines=[Line(variant.pk, 1)],
        contact=NOWHERE,
        comment="",
        source="test",
    )


def paying(order):
    payment = Payment.objects.select_related("order").get(order=order)
    return lambda: confirm_payment(payment=payment, external_id=f"x-{order.pk}", charge=None)


def test_50_buyers_of_one_code_are_one_sale():
    variant = codes(1)
    customers = [make_customer() for _ in range(BUYERS)]
    results = together([buying(customer, variant) for customer in customers])
    kinds = Counter(r.code if isinstance(r, StoreError) else type(r) for r in results)
    assert kinds == {Order: 1, ErrorCode.OUT_OF_STOCK: BUYERS - 1}
    paying(Order.objects.get())()
    assert DigitalCode.objects.exclude(item=None).count() == 1
    variant.refresh_from_db()
    assert variant.stock_quantity == 0


def orders_to_pay():
    variant = codes(PAYERS)
    return [buying(make_customer(), variant)() for _ in range(PAYERS)]


def test_orders_paid_at_once_get_a_code_each():
    together([paying(order) for order in orders_to_pay()])
    assert OrderItem.objects.exclude(handed_over_at=None).count() == PAYERS
    sold = DigitalCode.objects.exclude(item=None)
    assert sold.values("item").distinct().count() == sold.count() == PAYERS


def test_without_the_lock_they_reach_for_the_same_code(monkeypatch):
    """The control: all see the same code first, and only one of them has it in the end."""
    orders = orders_to_pay()
    everybody_has_looked = meeting(PAYERS)

    def look_without_locking(variant_id, count):
        unsold = DigitalCode.objects.filter(variant=variant_id, item=None).order_by("pk")
        found = list(unsold.values_list("pk", flat=True)[:count])
        everybody_has_looked()
        return found

    monkeypatch.setattr(handing, "next_codes", look_without_locking)
    together([paying(order) for order in orders])
    assert OrderItem.objects.exclude(handed_over_at=None).count() == PAYERS
    assert DigitalCode.objects.exclude(item=None).count() == 1
