"""A code is bought in the chat: no address, Stars, the code at once, and again from the order."""

from decimal import Decimal

import pytest

from botapp.actions import ShowGoods
from integrations.payments.stars import Stars
from orders.models import DigitalCode, Order
from orders.services.confirm_payment import confirm_payment
from orders.services.request_payment import request_payment
from orders.services.upload_codes import upload_codes
from shop.models import Customer, StoreSettings
from tests.botapp.ways import ANSWERS, labels, start
from tests.factories import make_order, make_product, new_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(chat):
    store = StoreSettings.current()
    store.star_rate = Decimal("1.5")
    store.save()
    game = make_product("Game", variants=[new_variant("15.00", 0)]).variants.get()
    upload_codes(variant=game, codes=["SECRET-1", "SECRET-2"], actor="x")
    person = chat.person("Anna")
    person.send("/start")
    chat.settle()
    chat.press(person, "Catalog", "Clothing", "Game", "Add to Cart", "My Cart", "Checkout")
    chat.press(person, "I Agree")
    return person


def texts(person):
    return [message.text for message in person.messages if message.from_bot]


def test_the_way_to_a_code(chat, anna):
    chat.say(anna, *ANSWERS[:2])
    assert "Payment: Telegram Stars" in anna.screen.text
    assert "📍" not in anna.screen.text
    assert not [label for label in labels(anna) if "On delivery" in label]
    chat.press(anna, "Change my details")
    assert [label[0] for label in labels(anna)[:2]] == ["👤", "📱"]
    assert not [label for label in labels(anna) if "📍" in label]
    chat.press(anna, "Back", "Main Menu", "Continue checkout")
    assert anna.screen.has_button("Confirm Order")
    chat.press(anna, "Confirm Order")
    chat.settle()
    assert not [text for text in texts(anna) if "SECRET" in text]

    chat.engine.trouble.duplicates(2)
    anna.pay()
    chat.settle()
    order = Order.objects.get()
    assert (order.status, order.shipping_address) == ("delivered", "")
    assert sum("SECRET-1" in text for text in texts(anna)) == 1
    assert not [text for text in texts(chat.staff) if "SECRET" in text]

    anna.send("/orders")
    chat.settle()
    chat.press(anna, f"#{order.pk}", "What I bought")
    assert "SECRET-1" in anna.screen.text
    assert "SECRET-2" not in anna.screen.text


def test_more_codes_than_a_message_holds_come_in_a_file_once(chat):
    store = StoreSettings.current()
    store.star_rate = Decimal("1.5")
    store.save()
    game = make_product("Game", variants=[new_variant("15.00", 0)]).variants.get()
    codes = [f"SECRET-{number:03}-{'x' * 90}" for number in range(60)]
    upload_codes(variant=game, codes=codes, actor="x")
    anna = chat.person("Anna")
    start(chat, anna)
    customer = Customer.objects.get()
    order = make_order(customer, {game: 60})
    confirm_payment(
        payment=request_payment(order=order, provider=Stars()), external_id="x-1", charge=None
    )
    chat.engine.trouble.duplicates(2)
    chat.settle()
    assert len(chat.calls("sendDocument")) == 1
    state = chat.engine.state
    (file,) = [one for one in state.files.values() if one.name == f"order-{order.pk}.txt"]
    assert state.bodies[file.digest].decode().splitlines() == ["Game", *codes]
    assert not [text for text in texts(anna) if "SECRET" in text]

    anna.send("/orders")
    chat.settle()
    chat.press(anna, f"#{order.pk}", "What I bought")
    assert "more: they are in the file" in anna.screen.text
    chat.press(anna, "All as a file")
    assert len(chat.calls("sendDocument")) == 2


def test_nobody_else_is_shown_it(chat, anna):
    chat.say(anna, *ANSWERS[:2])
    chat.press(anna, "Confirm Order")
    chat.settle()
    anna.pay()
    chat.settle()
    order = Order.objects.get()
    boris = chat.person("Boris")
    boris.send("/start")
    chat.settle()
    boris.press_data(boris.screen.id, ShowGoods(order.pk).pack())
    chat.settle()
    assert not [text for text in texts(boris) if "SECRET" in text]


def test_codes_that_come_late_come_alone(chat):
    store = StoreSettings.current()
    store.star_rate = Decimal("1.5")
    store.save()
    game, sequel = (
        make_product(name, variants=[new_variant("15.00", 0)]).variants.get()
        for name in ("Game", "Sequel")
    )
    upload_codes(variant=game, codes=["SECRET-1"], actor="x")
    upload_codes(variant=sequel, codes=["GONE"], actor="x")
    anna = chat.person("Anna")
    start(chat, anna)
    order = make_order(Customer.objects.get(), {game: 1, sequel: 1})
    DigitalCode.objects.filter(variant=sequel).delete()
    confirm_payment(
        payment=request_payment(order=order, provider=Stars()), external_id="x-1", charge=None
    )
    chat.settle()
    upload_codes(variant=sequel, codes=["SECRET-2"], actor="x")
    chat.settle()
    told = [text for text in texts(anna) if "SECRET" in text]
    assert [("SECRET-1" in text, "SECRET-2" in text) for text in told] == [
        (True, False), (False, True),
    ]  # fmt: skip
    anna.send("/orders")
    chat.settle()
    chat.press(anna, f"#{order.pk}", "What I bought")
    assert "SECRET-1" in anna.screen.text
    assert "SECRET-2" in anna.screen.text
