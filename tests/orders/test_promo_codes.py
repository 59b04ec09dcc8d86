"""An order with a promo code: what comes off, for whom, how often; refused with a reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from catalog.models import ProductVariant
from orders.models import Order, Payment, PromoCode, PromoUse, Segment
from orders.services.cancel_lines import Cancelled, cancel_lines
from orders.services.change_status import change_status
from orders.services.edit_lines import LineChange, edit_lines
from orders.services.open_payment import request_for
from shop.errors import ErrorCode, StoreError
from shop.models import Event, StoreSettings
from tests.factories import (
    make_category,
    make_customer,
    make_order,
    make_product,
    make_variant,
    new_variant,
)
from tests.fakes.subscriber import listen
from tests.orders.codes import buy, make_code

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    listen(monkeypatch)


@pytest.fixture
def anna():
    return make_customer()


def shares(order):
    return list(order.items.values_list("price_at_purchase", "quantity", "discount"))


def refused(customer, wanted, *codes, **options):
    """The refusal, which changed nothing."""

    def state():
        stock = list(ProductVariant.objects.order_by("pk").values_list("pk", "stock_quantity"))
        used = list(PromoCode.objects.order_by("pk").values_list("used", flat=True))
        return stock, used, Order.objects.count(), PromoUse.objects.count(), Event.objects.count()

    before = state()
    with pytest.raises(StoreError) as caught:
        buy(customer, wanted, *codes, **options)
    assert state() == before
    return caught.value


def test_a_percentage_is_spread_over_the_lines_to_the_kopeck(anna):
    make_code("SUMMER", "10")
    wanted = {make_variant("19.99"): 2, make_variant("0.05"): 1, make_variant("33.33"): 3}
    order = buy(anna, wanted, " summer ")
    # 140.02, of which 14.00
    assert (order.discount_amount, order.total_amount) == (Decimal("14.00"), Decimal("126.02"))
    assert shares(order) == [
        (Decimal("19.99"), 2, Decimal("4.00")),
        (Decimal("0.05"), 1, Decimal("0.00")),
        (Decimal("33.33"), 3, Decimal("10.00")),
    ]
    use = PromoUse.objects.get()
    assert (use.order, use.customer, use.amount) == (order, anna, Decimal("14.00"))
    assert PromoCode.objects.get().used == 1


def test_a_sum_takes_off_no_more_than_there_is(anna):
    make_code("HUGE", "500", kind="fixed")
    order = buy(anna, {make_variant("10.00"): 2}, "HUGE")
    assert (order.discount_amount, order.total_amount) == (20, 0)
    # What costs nothing is paid, by nothing.
    assert (order.payment_status, order.pay_with) == ("paid", "")
    assert not Payment.objects.exists()


def test_a_gift_is_added_at_no_cost_and_taken_from_the_stock(anna):
    mug = make_variant("7.00", stock=1, sku="MUG")
    make_code("GIFT", None, kind="gift", gift=mug)
    order = buy(anna, {make_variant("10.00"): 1}, "gift")
    assert shares(order) == [(10, 1, 0), (0, 1, 0)]
    assert [item.sku for item in order.items.all()][1] == "MUG"
    assert (order.total_amount, order.discount_amount) == (10, 0)
    mug.refresh_from_db()
    assert mug.stock_quantity == 0
    change_status(order=order, to="cancelled", actor="boris")
    mug.refresh_from_db()
    assert mug.stock_quantity == 1


def test_a_gift_that_the_customer_buys_up_is_no_longer_there(anna):
    mug = make_variant("7.00", stock=2)
    make_code("GIFT", None, kind="gift", gift=mug)
    error = refused(anna, {mug: 2}, "GIFT")
    assert error.code == ErrorCode.PROMO_CODE_GIFT_GONE
    assert shares(buy(anna, {mug: 1}, "GIFT")) == [(7, 1, 0), (0, 1, 0)]


def test_a_category_means_everything_below_it(anna):
    clothing = make_category("Clothing")
    shirts = make_category("Shirts", parent=clothing)
    shirt = make_product(category=shirts, variants=[new_variant("20.00")]).variants.get()
    mug = make_variant("30.00")
    make_code("WEAR", "50", category=clothing)
    order = buy(anna, {mug: 1, shirt: 1}, "WEAR")
    assert shares(order) == [(30, 1, 0), (20, 1, 10)]
    assert refused(anna, {mug: 1}, "WEAR").code == ErrorCode.PROMO_CODE_NOT_FOR_GOODS


def test_a_product_means_all_its_variants(anna):
    mug, plate = make_variant("30.00"), make_variant("5.00")
    make_code("MUGS", "5", kind="fixed", product=mug.product)
    assert shares(buy(anna, {mug: 1, plate: 1}, "MUGS")) == [(30, 1, 5), (5, 1, 0)]
    assert refused(anna, {plate: 1}, "MUGS").code == ErrorCode.PROMO_CODE_NOT_FOR_GOODS


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"is_active": False}, ErrorCode.PROMO_CODE_UNKNOWN),
        ({"starts_at": NOW + timedelta(hours=1)}, ErrorCode.PROMO_CODE_NOT_YET),
        ({"ends_at": NOW - timedelta(seconds=1)}, ErrorCode.PROMO_CODE_ENDED),
        ({"total_limit": 0}, ErrorCode.PROMO_CODE_USED_UP),
        ({"customer_limit": 0}, ErrorCode.PROMO_CODE_USED_BY_YOU),
        ({"minimum_sum": Decimal("20.01")}, ErrorCode.PROMO_CODE_MINIMUM_SUM),
    ],
)
def test_a_code_that_does_not_hold_places_nothing(anna, facts, code):
    make_code(**facts)
    error = refused(anna, {make_variant("10.00"): 2}, "SUMMER")
    assert (error.code, error.context["promo_code"]) == (code, "SUMMER")


def test_an_unknown_code_is_named_as_it_was_typed(anna):
    error = refused(anna, {make_variant(): 1}, "  Winter  sale ")
    assert (error.code, error.context) == (
        ErrorCode.PROMO_CODE_UNKNOWN,
        {"promo_code": "Winter sale"},
    )


def test_a_small_order_is_told_what_is_missing(anna):
    make_code(minimum_sum=Decimal(25))
    error = refused(anna, {make_variant("10.00"): 2}, "SUMMER")
    assert error.context["missing"] == 5
    assert buy(anna, {make_variant("12.50"): 2}, "SUMMER").discount_amount == Decimal("2.50")


def test_the_limits_count_what_stands_and_cancelling_gives_back(anna):
    promo = make_code(total_limit=2, customer_limit=1)
    mug = make_variant()
    first = buy(anna, {mug: 1}, "SUMMER")
    assert refused(anna, {mug: 1}, "SUMMER").code == ErrorCode.PROMO_CODE_USED_BY_YOU
    buy(make_customer(), {mug: 1}, "SUMMER")
    assert refused(make_customer(), {mug: 1}, "SUMMER").code == ErrorCode.PROMO_CODE_USED_UP
    change_status(order=first, to="cancelled", actor="boris")
    promo.refresh_from_db()
    assert promo.used == 1
    assert PromoUse.objects.get(order=first).released_at is not None
    buy(anna, {mug: 1}, "SUMMER")
    promo.refresh_from_db()
    assert (promo.used, promo.uses.filter(released_at=None).count()) == (2, 2)


def test_a_first_order_is_one_before_which_none_stands(anna):
    make_code(first_order_only=True)
    cancelled = buy(anna, {make_variant(): 1})
    assert refused(anna, {make_variant(): 1}, "SUMMER").code == ErrorCode.PROMO_CODE_FIRST_ORDER
    change_status(order=cancelled, to="cancelled", actor="boris")
    assert buy(anna, {make_variant("10.00"): 1}, "SUMMER").discount_amount == 1


def test_codes_go_together_only_where_each_allows_it(anna):
    make_code("TEN", "10", stackable=True)
    make_code("MINUS5", "5", kind="fixed", stackable=True)
    make_code("ALONE", "90")
    mug = make_variant("100.00")
    error = refused(anna, {mug: 1}, "TEN", "ALONE")
    assert (error.code, error.context["promo_code"]) == (ErrorCode.PROMO_CODE_ALONE, "ALONE")
    # Percents first, whatever was typed first: 10.00, then 5.00.
    one_way = buy(anna, {mug: 1}, "MINUS5", "TEN")
    other_way = buy(anna, {mug: 1}, "TEN", "MINUS5")
    assert [one_way.total_amount, other_way.total_amount] == [85, 85]
    amounts = one_way.promo_uses.order_by("-amount").values_list("promo__code", "amount")
    assert list(amounts) == [("TEN", 10), ("MINUS5", 5)]


def test_the_same_code_twice_is_one(anna):
    make_code("TEN", "10")
    assert buy(anna, {make_variant("10.00"): 1}, "TEN", "ten").discount_amount == 1


def test_the_total_that_was_shown_is_the_one_after_discounts(anna):
    make_code("TEN", "10")
    mug = make_variant("10.00")
    error = refused(anna, {mug: 1}, "TEN", expected_total=Decimal(10))
    assert (error.code, error.context["total"]) == (ErrorCode.PRICE_CHANGED, 9)
    assert buy(anna, {mug: 1}, "TEN", expected_total=Decimal(9)).total_amount == 9


def test_fewer_pieces_keep_their_part_of_the_discount(anna):
    make_code("TEN", "10")
    order = buy(anna, {make_variant("33.33"): 3, make_variant("10.00"): 1}, "TEN")
    assert shares(order) == [(Decimal("33.33"), 3, 10), (10, 1, 1)]
    item = order.items.first()
    cancel_lines(order=order, lines=[Cancelled(item.pk, 3, 1)], actor="boris")
    order.refresh_from_db()
    assert shares(order)[0] == (Decimal("33.33"), 2, Decimal("6.67"))
    assert (order.discount_amount, order.total_amount) == (Decimal("7.67"), Decimal("68.99"))


def test_more_pieces_come_at_full_price_and_a_lower_price_lowers_the_discount(anna):
    make_code("TEN", "10")
    order = buy(anna, {make_variant("10.00"): 2}, "TEN")
    item = order.items.get()
    edit_lines(order=order, changes=[LineChange(item.pk, 2, 4)], actor="boris")
    assert (shares(order), order.total_amount) == ([(10, 4, 2)], 38)
    edit_lines(order=order, changes=[LineChange(item.pk, 4, 4, Decimal(5))], actor="boris")
    assert (shares(order), order.total_amount) == ([(5, 4, 1)], 19)


def test_the_lines_of_a_receipt_add_up_to_what_is_paid(anna):
    make_code("SEVEN", "7")
    mug = make_variant("7.00", stock=1)
    make_code("GIFT", None, kind="gift", gift=mug)
    order = buy(anna, {make_variant("33.33"): 3, make_variant("0.07"): 7}, "SEVEN")
    payment = Payment(
        order=order, customer=anna, provider="far", amount=order.total_amount, currency="RUB",
        charged_amount=order.total_amount, charged_currency="RUB",
    )  # fmt: skip
    lines = request_for(payment).lines
    assert sum(line.price * line.quantity for line in lines) == order.total_amount
    assert sum(line.quantity for line in lines) == 10
    payment.amount = Decimal("50.01")  # the rest came from the balance
    lines = request_for(payment).lines
    assert sum(line.price * line.quantity for line in lines) == Decimal("50.01")


def test_in_a_currency_without_kopecks_discounts_are_whole(anna):
    StoreSettings.current()
    store = StoreSettings.objects.get()
    store.currency = "JPY"
    store.save()
    make_code("TEN", "10")
    order = buy(anna, {make_variant("115"): 1, make_variant("110"): 1}, "TEN")
    assert shares(order) == [(115, 1, 12), (110, 1, 11)]
    assert order.total_amount == 202


@pytest.mark.parametrize("spelling", ["SUMMER", "summer ", " Su\u200bmmer", "ＳＵＭＭＥＲ"])
def test_two_spellings_are_one_code(spelling):
    make_code("Summer")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_code(spelling)


@pytest.mark.parametrize(
    "facts", [{"value": "0"}, {"value": None}, {"value": "100.01"}, {"value": "-5"}]
)
def test_the_database_keeps_nonsense_out(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_code("BAD", **facts)


def test_a_code_for_a_segment_is_for_its_customers_alone(anna):
    regulars = Segment.objects.create(name="Regulars", orders_from=1)
    make_code(segment=regulars)
    error = refused(anna, {make_variant("10.00"): 1}, "SUMMER")
    assert (error.code, error.context["promo_code"]) == (ErrorCode.PROMO_CODE_NOT_FOR_YOU, "SUMMER")
    make_order(anna)
    assert buy(anna, {make_variant("10.00"): 1}, "SUMMER").discount_amount == 1


def test_a_segment_that_a_code_is_for_cannot_be_deleted():
    regulars = Segment.objects.create(name="Regulars", orders_from=1)
    make_code(segment=regulars)
    with pytest.raises(ProtectedError):
        regulars.delete()
