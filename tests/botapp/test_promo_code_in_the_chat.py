"""A promo code in the chat: typed, checked at once, shown, taken away, checked again at the end."""

from decimal import Decimal

import pytest

from orders.models import Order, PromoCode
from shop import throttle
from tests.botapp.ways import go_to_confirmation, labels
from tests.factories import make_shirt, make_variant
from tests.orders.codes import make_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    throttle.forget_all()


@pytest.fixture
def anna(chat):
    """At the confirmation of a shirt for 19.99."""
    make_shirt()
    person = chat.person("Anna")
    go_to_confirmation(chat, person)
    return person


def type_code(chat, person, *texts):
    chat.press(person, "Promo code")
    chat.say(person, *texts)


def test_a_code_is_shown_with_what_it_takes_off_and_the_order_has_it(chat, anna):
    make_code("Summer")
    type_code(chat, anna, "  sUMMER ")
    assert "🏷 Summer: −₽2" in anna.screen.text
    assert "Total: ₽17.99" in anna.screen.text
    assert not anna.screen.has_button("🏷 Promo code")
    chat.press(anna, "Confirm Order")
    order = Order.objects.get()
    assert (order.discount_amount, order.total_amount) == (2, Decimal("17.99"))
    assert "Discount: −₽2\nTotal: ₽17.99" in anna.screen.text
    assert ": −2\xa0₽" in chat.staff.messages[-1].text


def test_it_is_taken_away_with_a_button(chat, anna):
    make_code("SUMMER")
    type_code(chat, anna, "summer")
    chat.press(anna, "✕ Remove SUMMER")
    assert "SUMMER" not in anna.screen.text
    assert "Total: ₽19.99" in anna.screen.text
    chat.press(anna, "Confirm Order")
    assert Order.objects.get().discount_amount == 0
    assert PromoCode.objects.get().used == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"is_active": False}, "There is no promo code “SUMMER”. Check the spelling, please."),
        ({"total_limit": 0}, "Promo code “SUMMER” has been used up."),
        ({"customer_limit": 0}, "You have used promo code “SUMMER” already."),
        ({"minimum_sum": 25}, "Promo code “SUMMER” is for orders from ₽25: ₽5.01 more to go."),
    ],
)
def test_a_code_that_does_not_hold_is_refused_kindly_and_asked_again(chat, anna, facts, words):
    make_code(**facts)
    type_code(chat, anna, "SUMMER")
    assert f"⚠️ {words}" in anna.screen.text
    assert "What is your promo code?" in anna.screen.text
    make_code("OTHER", "50")
    chat.say(anna, "other")
    assert "🏷 OTHER: −₽10" in anna.screen.text


def test_for_other_goods(chat, anna):
    make_code(product=make_variant().product)
    type_code(chat, anna, "SUMMER")
    assert "“SUMMER” is not for the goods in your cart." in anna.screen.text
    chat.press(anna, "Back")
    assert "Check your order, please" in anna.screen.text


def test_a_gift_is_named(chat, anna):
    mug = make_variant("7.00")
    make_code("GIFT", None, kind="gift", gift=mug)
    type_code(chat, anna, "GIFT")
    assert "🎁 GIFT: Classic T-Shirt for free" in anna.screen.text
    assert "Total: ₽19.99" in anna.screen.text
    chat.press(anna, "Confirm Order")
    assert Order.objects.get().items.count() == 2


def test_two_codes_where_both_allow_it(chat, anna):
    make_code("TEN", "10", stackable=True)
    make_code("FIVE", "5", kind="fixed", stackable=True)
    type_code(chat, anna, "ten")
    type_code(chat, anna, "five")
    assert "Total: ₽12.99" in anna.screen.text
    chat.press(anna, "✕ Remove TEN")
    assert "Total: ₽14.99" in anna.screen.text


def test_a_code_that_ends_before_the_order_places_nothing_and_shows_the_new_total(chat, anna):
    promo = make_code()
    type_code(chat, anna, "SUMMER")
    PromoCode.objects.filter(pk=promo.pk).update(total_limit=0)
    chat.press(anna, "Confirm Order")
    assert "⚠️ Promo code “SUMMER” has been used up." in anna.screen.text
    assert "Total: ₽19.99" in anna.screen.text
    assert not Order.objects.exists()
    chat.press(anna, "Confirm Order")
    assert Order.objects.get().total_amount == Decimal("19.99")


def test_a_code_that_gives_less_by_now_is_shown_first(chat, anna):
    promo = make_code()
    type_code(chat, anna, "SUMMER")
    PromoCode.objects.filter(pk=promo.pk).update(value=5)
    chat.press(anna, "Confirm Order")
    assert "⚠️ The price has changed. Check the new total, please." in anna.screen.text
    assert "Total: ₽18.99" in anna.screen.text
    assert not Order.objects.exists()


def test_an_order_for_nothing_asks_for_no_payment(chat, anna):
    make_code("FREE", "100")
    type_code(chat, anna, "FREE")
    assert "Payment:" not in anna.screen.text
    assert not [label for label in labels(anna) if "Payment" in label]
    chat.press(anna, "Confirm Order")
    order = Order.objects.get()
    assert (order.total_amount, order.payment_status) == (0, "paid")


def test_guessing_is_slowed_down(chat, anna):
    make_code("GOOD")
    type_code(chat, anna, *[f"guess{number}" for number in range(11)])
    assert "Too many tries. Wait a minute, please." in anna.screen.text
    chat.say(anna, "GOOD")
    assert "Too many tries. Wait a minute, please." in anna.screen.text


def test_a_contact_is_no_code(chat, anna):
    chat.press(anna, "Promo code")
    anna.send_contact("+15551234567")
    chat.settle()
    assert "⚠️ Please answer in words." in anna.screen.text
    assert "What is your promo code?" in anna.screen.text
