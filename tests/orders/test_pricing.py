"""Discounts are shared out to the kopeck, whatever the numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.pricing import by_piece, discount_kept, percent_of, spread

kopecks = st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)
lines = st.lists(kopecks, min_size=1, max_size=100).filter(any)


@st.composite
def discounts(draw):
    weights = draw(lines)
    most = int(sum(weights) * 100)
    return Decimal(draw(st.integers(0, most))) / 100, weights


@given(discounts())
def test_parts_add_up_and_no_line_goes_below_nothing(pair):
    amount, weights = pair
    parts = spread(amount, weights, "RUB")
    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(discounts())
def test_no_part_is_a_kopeck_off_its_fair_share(pair):
    amount, weights = pair
    for part, weight in zip(spread(amount, weights, "RUB"), weights, strict=True):
        assert abs(part * sum(weights) - amount * weight) < sum(weights) / 100


@given(kopecks, st.integers(1, 100))
def test_equal_lines_differ_by_a_kopeck_at_most(amount, count):
    parts = spread(amount, [amount + 1] * count, "RUB")
    assert max(parts) - min(parts) <= Decimal("0.01")


@given(kopecks, st.integers(1, 1000), st.sampled_from(["RUB", "JPY", "XTR"]))
def test_pieces_add_up_to_their_line(total, quantity, currency):
    total = total if currency == "RUB" else total.to_integral_value()
    pieces = by_piece(total, quantity, currency)
    assert sum(count * price for count, price in pieces) == total
    assert sum(count for count, _price in pieces) == quantity
    assert len(pieces) <= 2


@given(discounts(), kopecks)
def test_what_a_line_keeps_is_never_more_than_it_comes_to(pair, after):
    discount, weights = pair
    before = sum(weights)
    kept = discount_kept(discount, before, after, "RUB")
    assert 0 <= kept <= discount
    assert kept <= max(after, discount if after >= before else Decimal(0))


def test_the_largest_remainders_get_the_kopecks_that_are_left():
    thirds = [Decimal(10)] * 3
    assert spread(Decimal("10.00"), thirds, "RUB") == [
        Decimal("3.34"),
        Decimal("3.33"),
        Decimal("3.33"),
    ]
    assert spread(Decimal(10), [Decimal(1), Decimal(20), Decimal(9)], "JPY") == [0, 7, 3]


def test_nothing_is_spread_over_nothing():
    assert spread(Decimal(0), [Decimal(0)], "RUB") == [0]
    with pytest.raises(ValueError, match="nothing carries"):
        spread(Decimal(1), [Decimal(0)], "RUB")


def test_a_percentage_is_rounded_as_money_is():
    assert percent_of(Decimal("19.99"), Decimal("12.5"), "RUB") == Decimal("2.50")
    assert percent_of(Decimal(1999), Decimal(10), "JPY") == 200


def test_a_price_that_does_not_divide_becomes_two():
    assert by_piece(Decimal("10.00"), 3, "RUB") == [
        (2, Decimal("3.33")),
        (1, Decimal("3.34")),
    ]
