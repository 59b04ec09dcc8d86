"""A code limited to twenty and two hundred who use it at once; one customer with many hands."""

from collections import Counter

import pytest

from orders.models import Order, PromoCode, PromoUse
from orders.services import change_status as status
from orders.services import place_order as placing
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings
from tests.factories import make_customer, make_variant
from tests.fakes.subscriber import listen
from tests.orders.codes import buy, make_code
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WAVES, HANDS = 10, 20
LIMIT = 20


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    listen(monkeypatch)
    StoreSettings.current()  # or the first order would hold the others up until it is placed


def buying(customer, variant):
    return lambda: buy(customer, {variant: 1}, "SUMMER")


def outcome(results):
    return Counter(r.code if isinstance(r, StoreError) else type(r) for r in results)


def test_two_hundred_at_once_use_a_code_of_twenty_twenty_times():
    """Each buys a thing of their own, so that nothing but the code holds them back."""
    promo = make_code(total_limit=LIMIT)
    found = Counter()
    for _wave in range(WAVES):
        jobs = [buying(make_customer(), make_variant()) for _ in range(HANDS)]
        found += outcome(together(jobs))
    assert found == {Order: LIMIT, ErrorCode.PROMO_CODE_USED_UP: WAVES * HANDS - LIMIT}
    promo.refresh_from_db()
    assert promo.used == PromoUse.objects.filter(released_at=None).count() == LIMIT
    assert Order.objects.filter(discount_amount=1).count() == Order.objects.count() == LIMIT


def test_the_last_twenty_go_to_twenty_of_sixty():
    make_code(total_limit=LIMIT)
    jobs = [buying(make_customer(), make_variant()) for _ in range(3 * LIMIT)]
    assert outcome(together(jobs)) == {Order: LIMIT, ErrorCode.PROMO_CODE_USED_UP: 2 * LIMIT}


def test_without_the_lock_more_use_it_than_may(monkeypatch):
    """The control: all read the code before any has used it."""
    make_code(total_limit=2)
    everybody_has_read = meeting(6)
    price = placing.price_with_codes

    def read_and_wait(**facts):
        found = price(**facts)
        everybody_has_read()
        return found

    monkeypatch.setattr(placing, "lock_codes", lambda codes: None)
    monkeypatch.setattr(placing, "price_with_codes", read_and_wait)
    jobs = [buying(make_customer(), make_variant()) for _ in range(6)]
    assert outcome(together(jobs)) == {Order: 6}
    assert PromoCode.objects.get().used == 6


def test_one_customer_with_many_hands_uses_it_once():
    make_code(customer_limit=1)
    anna = make_customer()
    results = together([buying(anna, make_variant()) for _ in range(8)])
    assert outcome(results) == {Order: 1, ErrorCode.PROMO_CODE_USED_BY_YOU: 7}


def test_two_codes_named_in_opposite_order_never_wait_for_each_other():
    make_code("ONE", "1", stackable=True)
    make_code("TWO", "2", stackable=True)

    def job(number):
        customer, variant = make_customer(), make_variant()
        codes = ("ONE", "TWO") if number % 2 else ("TWO", "ONE")
        return lambda: buy(customer, {variant: 1}, *codes)

    results = together([job(number) for number in range(16)])
    assert outcome(results) == {Order: 16}
    assert list(PromoCode.objects.values_list("used", flat=True)) == [16, 16]


def test_an_order_cancelled_by_many_hands_gives_its_code_back_once():
    promo = make_code()
    anna = make_customer()
    order, _other = (buy(anna, {make_variant(): 1}, "SUMMER") for _ in range(2))
    results = together(
        [
            lambda: status.change_status(
                order=Order.objects.get(pk=order.pk), to="cancelled", actor="boris"
            )
        ]
        * 6
    )
    assert outcome(results)[ErrorCode.TRANSITION_NOT_ALLOWED] == 5
    promo.refresh_from_db()
    assert promo.used == 1
