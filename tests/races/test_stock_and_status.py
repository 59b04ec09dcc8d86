"""Stock moved and orders cancelled by many at once: each thing happens once and is written so."""

from collections import Counter

import pytest

from catalog.models import ProductVariant, StockMovement
from catalog.services import adjust_stock as stock
from orders.models import Order
from orders.services.change_status import change_status
from orders.state import TRANSITIONS
from shop.errors import ErrorCode, StoreError
from tests.factories import make_order, make_variant
from tests.fakes.subscriber import listen
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS = 10


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    listen(monkeypatch)


def moving(variant):
    """The job of taking one piece, as somebody who read the variant long ago."""
    return lambda: stock.adjust_stock(
        variant=ProductVariant(pk=variant.pk), quantity=-1, reason="sold"
    )


def stocks_left():
    sales = StockMovement.objects.filter(reason="sold").order_by("pk")
    return list(sales.values_list("stock_after", flat=True))


def test_movements_at_once_are_written_one_after_another():
    variant = make_variant(stock=HANDS - 2)
    results = together([moving(variant)] * HANDS)
    kinds = Counter(r.code if isinstance(r, StoreError) else type(r) for r in results)
    assert kinds == {StockMovement: HANDS - 2, ErrorCode.STOCK_NEGATIVE: 2}
    assert stocks_left() == [7, 6, 5, 4, 3, 2, 1, 0]
    variant.refresh_from_db()
    assert variant.stock_quantity == 0


def test_without_the_lock_the_ledger_tells_untruths(monkeypatch):
    """The control: all start from the same stock."""
    variant = make_variant(stock=HANDS)
    everybody_has_looked = meeting(HANDS)

    def look_without_locking(variant_ids):
        found = ProductVariant.objects.select_related("product").in_bulk(list(variant_ids))
        everybody_has_looked()
        return found

    monkeypatch.setattr(stock, "lock_variants", look_without_locking)
    together([moving(variant)] * HANDS)
    assert stocks_left() == [HANDS - 1] * HANDS


def cancelling(order):
    return lambda: change_status(order=Order.objects.get(pk=order.pk), to="cancelled", actor="anna")


def test_an_order_cancelled_by_many_hands_returns_its_stock_once():
    variant = make_variant(stock=5)
    order = make_order(wanted={variant: 3})
    results = together([cancelling(order)] * HANDS)
    kinds = Counter(r.code if isinstance(r, StoreError) else r for r in results)
    assert kinds == {None: 1, ErrorCode.TRANSITION_NOT_ALLOWED: HANDS - 1}
    variant.refresh_from_db()
    assert variant.stock_quantity == 5
    assert StockMovement.objects.filter(reason="order_cancelled").count() == 1
    assert order.events.filter(kind="status_changed").count() == 1


def test_without_the_lock_of_the_order_stock_is_returned_again_and_again(monkeypatch):
    """The control: all find the order pending."""
    variant = make_variant(stock=5)
    order = make_order(wanted={variant: 3})
    everybody_has_looked = meeting(HANDS)

    class SlowTable(dict):
        def __getitem__(self, key):
            everybody_has_looked()
            return super().__getitem__(key)

    monkeypatch.setattr(Order.objects, "select_for_update", Order.objects.all)
    monkeypatch.setattr("orders.models.order.TRANSITIONS", SlowTable(TRANSITIONS))
    assert together([cancelling(order)] * HANDS) == [None] * HANDS
    variant.refresh_from_db()
    assert variant.stock_quantity == 2 + 3 * HANDS
