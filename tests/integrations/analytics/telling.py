"""What several tests of analytics do: shop a little, and let the outbox tell of it."""

from __future__ import annotations

from django.db import connection

from catalog.cards import product_card
from catalog.models import ProductVariant
from catalog.track_view import track_view
from orders.models import Order
from orders.services.change_status import change_status
from orders.track_lines import track_lines
from shop import outbox
from shop.models import Customer
from tests.factories import make_order

FOLLOWERS = ("ga4", "metrika", "metrika_conversions")


def after_commit() -> None:
    """Run what waits for the commit of the test's transaction, which never comes."""
    waiting, connection.run_on_commit = connection.run_on_commit, []
    for _savepoints, work, _robust in waiting:
        work()


def tell() -> None:
    """What a worker does for analytics, until nothing is due."""
    after_commit()
    while sum(outbox.deliver_to(name).taken for name in FOLLOWERS):
        after_commit()


def view(customer: Customer, variant: ProductVariant) -> None:
    card = product_card(variant.product_id)
    assert card is not None
    track_view(card, customer=customer)
    after_commit()


def act(name: str, customer: Customer, variant: ProductVariant, quantity: int = 1) -> None:
    track_lines(name, [(variant, quantity)], customer=customer)
    after_commit()


def buy(customer: Customer, variant: ProductVariant, quantity: int = 1) -> Order:
    return make_order(customer, {variant: quantity})


def cancel(order: Order) -> None:
    change_status(order=order, to="cancelled", actor="anna")


def deliver(order: Order) -> None:
    for status in ("processing", "shipped", "delivered"):
        change_status(order=order, to=status, actor="anna")
