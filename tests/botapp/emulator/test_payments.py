"""Invoices: paid, refused by the bot, refused by the bank, left; Stars refunded once."""

from __future__ import annotations

from typing import Any

import pytest

from botapp.emulator.engine import ActionError, Engine, Person
from tests.botapp.emulator.conftest import Call, Clock

STARS: dict[str, Any] = {
    "title": "Card",
    "description": "A gift card",
    "payload": "order-1",
    "currency": "XTR",
    "prices": [{"label": "Card", "amount": 500}],
}


def newest(engine: Engine) -> dict[str, Any]:
    update: dict[str, Any] = list(engine.state.pending.values())[-1]["update"]
    return update


async def test_paid_with_stars_and_refunded(
    engine: Engine, anna: Person, ok: Call, refused: Call
) -> None:
    message = await ok("sendInvoice", chat_id=anna.id, **STARS)
    assert message["invoice"]["total_amount"] == 500
    anna.pay()
    query = newest(engine)["pre_checkout_query"]
    assert query["invoice_payload"] == "order-1"
    assert (query["currency"], query["total_amount"]) == ("XTR", 500)
    await ok("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    paid = newest(engine)["message"]["successful_payment"]
    assert paid["invoice_payload"] == "order-1"

    (row,) = (await ok("getStarTransactions"))["transactions"]
    charge = paid["telegram_payment_charge_id"]
    assert (row["id"], row["amount"], row["source"]["user"]["id"]) == (charge, 500, anna.id)
    wish = {"user_id": anna.id, "telegram_payment_charge_id": charge}
    assert await ok("refundStarPayment", **wish) is True
    assert newest(engine)["message"]["refunded_payment"]["total_amount"] == 500
    assert await refused("refundStarPayment", **wish) == "Bad Request: CHARGE_ALREADY_REFUNDED"
    rows = (await ok("getStarTransactions"))["transactions"]
    assert ["source" in one for one in rows] == [True, False]
    assert (await ok("getStarTransactions", offset=1))["transactions"] == rows[1:]


async def test_the_bot_says_no(engine: Engine, anna: Person, ok: Call, refused: Call) -> None:
    await ok("sendInvoice", chat_id=anna.id, **STARS)
    query = anna.pay()
    events: list[dict[str, Any]] = []
    engine.journal.listeners.append(events.append)
    wish = {"pre_checkout_query_id": query.id, "ok": False}
    said = await refused("answerPreCheckoutQuery", **wish)
    assert said == 'Bad Request: parameter "error_message" is required'
    await ok("answerPreCheckoutQuery", **wish, error_message="Sold out")
    (told,) = [one for one in events if one["type"] == "payment"]
    assert (told["outcome"], told["text"]) == ("rejected", "Sold out")
    assert "successful_payment" not in str(anna.messages)


async def test_the_bank_says_no(engine: Engine, anna: Person, ok: Call) -> None:
    link = await ok(
        "createInvoiceLink", **STARS | {"currency": "USD", "provider_token": "42:TEST:x"}
    )
    query = anna.pay(slug=link.rpartition("$")[2], declined=True)
    await ok("answerPreCheckoutQuery", pre_checkout_query_id=query.id, ok=True)
    assert "successful_payment" not in str(anna.messages)
    assert (await ok("getStarTransactions"))["transactions"] == []


async def test_ten_seconds_to_answer(
    engine: Engine, anna: Person, ok: Call, refused: Call, clock: Clock
) -> None:
    await ok("sendInvoice", chat_id=anna.id, **STARS)
    query = anna.pay()
    clock.at += 10.5
    said = await refused("answerPreCheckoutQuery", pre_checkout_query_id=query.id, ok=True)
    assert said.startswith("Bad Request: query is too old")
    assert "successful_payment" not in str(anna.messages)


async def test_a_paid_invoice_is_a_receipt_and_its_copy_can_be_paid(
    engine: Engine, anna: Person, ok: Call
) -> None:
    invoice = await ok("sendInvoice", chat_id=anna.id, **STARS)
    events: list[dict[str, Any]] = []
    engine.journal.listeners.append(events.append)
    query = anna.pay()
    await ok("answerPreCheckoutQuery", pre_checkout_query_id=query.id, ok=True)
    (told,) = [one["message"] for one in events if one["type"] == "edited"]
    assert told == invoice | {"is_paid": True}
    with pytest.raises(ActionError, match="this invoice is paid"):
        anna.pay()

    place = {"from_chat_id": anna.id, "message_id": invoice["message_id"]}
    copy = await ok("forwardMessage", chat_id=anna.id, **place)
    assert "is_paid" not in copy
    query = anna.pay(message_id=copy["message_id"])
    await ok("answerPreCheckoutQuery", pre_checkout_query_id=query.id, ok=True)
    rows = (await ok("getStarTransactions"))["transactions"]
    assert len({one["id"] for one in rows}) == 2


async def test_in_a_group_an_invoice_can_be_paid_by_many(staff: Person, ok: Call) -> None:
    await ok("sendInvoice", chat_id=staff.chat.id, **STARS)
    for _ in range(2):
        query = staff.pay()
        await ok("answerPreCheckoutQuery", pre_checkout_query_id=query.id, ok=True)


@pytest.mark.parametrize(
    ("currency", "amount", "words"),
    [
        ("USD", 99, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ("USD", 1_000_001, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ("RUB", 1_999, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ("JPY", 107, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ("USD", 0, "total price must be positive"),
        ("BYN", 10**12, "too big amount of the currency specified"),
    ],
)
async def test_too_little_and_too_much_are_refused(
    anna: Person, ok: Call, refused: Call, currency: str, amount: int, words: str
) -> None:
    wish = GOODS | {"chat_id": anna.id, "currency": currency}
    price = {"label": "Shirt", "amount": amount}
    assert await refused("sendInvoice", **wish | {"prices": [price]}) == f"Bad Request: {words}"
    enough = {"USD": 100, "RUB": 7_487, "JPY": 108, "BYN": 1}[currency]
    await ok("sendInvoice", **wish | {"prices": [price | {"amount": enough}]})


GOODS = STARS | {
    "currency": "EUR",
    "provider_token": "42:TEST:x",
    "prices": [{"label": "Shirt", "amount": 1999}, {"label": "Wrapping", "amount": 100}],
}
PARCEL = GOODS | {
    "need_name": True,
    "need_phone_number": True,
    "need_email": True,
    "need_shipping_address": True,
    "is_flexible": True,
    "max_tip_amount": 500,
    "suggested_tip_amounts": [100, 300],
}
ADDRESS = {
    "country_code": "GB",
    "state": "",
    "city": "London",
    "street_line1": "10 Downing Street",
    "street_line2": "",
    "post_code": "SW1A 2AA",
}
INFO = {
    "name": "Anna Reed",
    "phone_number": "447700900123",
    "email": "anna@example.com",
    "shipping_address": ADDRESS,
}
WAYS = [
    {"id": "post", "title": "By post", "prices": [{"label": "Post", "amount": 450}]},
    {"id": "self", "title": "I come myself", "prices": [{"label": "Nothing", "amount": 0}]},
]


async def test_the_whole_form_with_delivery_and_tip(engine: Engine, anna: Person, ok: Call) -> None:
    await ok("sendInvoice", chat_id=anna.id, **PARCEL)
    typed = INFO | {"phone_number": "+44 7700 900123"}
    typed["shipping_address"] = ADDRESS | {"country_code": "gb", "planet": "Earth"}
    anna.ask_shipping(order_info=typed)
    asked = newest(engine)["shipping_query"]
    assert asked["shipping_address"] == ADDRESS
    assert asked["invoice_payload"] == "order-1"
    assert asked["from"]["id"] == anna.id
    wish = {"shipping_query_id": asked["id"], "ok": True, "shipping_options": WAYS}
    await ok("answerShippingQuery", **wish)
    anna.pay(order_info=typed, shipping_option="post", tip=300)
    query = newest(engine)["pre_checkout_query"]
    assert query["total_amount"] == 1999 + 100 + 450 + 300
    assert query["shipping_option_id"] == "post"
    assert query["order_info"] == INFO
    await ok("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)

    paid = newest(engine)["message"]["successful_payment"]

    assert paid["total_amount"] == 2849
    assert (paid["shipping_option_id"], paid["order_info"]) == ("post", INFO)
    assert paid["currency"] == "EUR"
    assert paid["provider_payment_charge_id"]


async def test_what_was_not_asked_for_is_not_told(engine: Engine, anna: Person, ok: Call) -> None:
    await ok("sendInvoice", chat_id=anna.id, **GOODS, need_email=True)
    anna.pay(order_info=INFO)
    assert newest(engine)["pre_checkout_query"]["order_info"] == {"email": "anna@example.com"}


async def test_stars_ask_for_nothing(engine: Engine, anna: Person, ok: Call) -> None:
    await ok("sendInvoice", chat_id=anna.id, **STARS, need_name=True, is_flexible=True)
    anna.pay()
    assert "order_info" not in newest(engine)["pre_checkout_query"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "a name is needed"),
        ({"phone_number": "12"}, "a phone number is needed"),
        ({"email": "anna@"}, "an e-mail address is needed"),
        ({"shipping_address": ADDRESS | {"city": ""}}, "the address needs"),
        ({"shipping_address": ADDRESS | {"country_code": "GBR"}}, "the address needs"),
        ({"shipping_address": None}, "the address needs"),
    ],
)
async def test_a_form_that_is_not_filled_in_asks_nothing_of_the_bot(
    engine: Engine, anna: Person, ok: Call, change: dict[str, Any], words: str
) -> None:
    await ok("sendInvoice", chat_id=anna.id, **PARCEL)
    for act in (anna.ask_shipping, anna.pay):
        with pytest.raises(ActionError, match=words):
            act(order_info=INFO | change)
    assert not engine.state.pending


async def test_delivery_is_chosen_among_what_was_offered_for_this_invoice(
    engine: Engine, anna: Person, ok: Call
) -> None:
    other = await ok("sendInvoice", chat_id=anna.id, **PARCEL)
    await ok("sendInvoice", chat_id=anna.id, **PARCEL)
    query = anna.ask_shipping(message_id=other["message_id"], order_info=INFO)
    wish = {"shipping_query_id": query.id, "ok": True, "shipping_options": WAYS}
    await ok("answerShippingQuery", **wish)
    engine.updates.forget()

    with pytest.raises(ActionError, match="choose a way of delivery"):
        anna.pay(order_info=INFO, shipping_option="post")
    with pytest.raises(ActionError, match="choose a way of delivery"):
        anna.pay(message_id=other["message_id"], order_info=INFO, shipping_option="drone")
    for tip in (501, -1):
        with pytest.raises(ActionError, match="tip"):
            anna.pay(
                message_id=other["message_id"], order_info=INFO, shipping_option="post", tip=tip
            )
    assert not engine.state.pending


async def test_there_is_no_way_there(
    engine: Engine, anna: Person, ok: Call, refused: Call, clock: Clock
) -> None:
    await ok("sendInvoice", chat_id=anna.id, **PARCEL)
    query = anna.ask_shipping(order_info=INFO)
    events: list[dict[str, Any]] = []
    engine.journal.listeners.append(events.append)
    wish = {"shipping_query_id": query.id, "ok": False, "error_message": "Not to the moon"}
    await ok("answerShippingQuery", **wish)
    (told,) = [one for one in events if one["type"] == "shipping"]
    assert (told["query_id"], told["options"], told["text"]) == (query.id, [], "Not to the moon")
    assert (await refused("answerShippingQuery", **wish)).startswith(
        "Bad Request: query is too old"
    )
    late = anna.ask_shipping(order_info=INFO)
    clock.at += 10.5
    wish = {"shipping_query_id": late.id, "ok": True, "shipping_options": WAYS}
    assert (await refused("answerShippingQuery", **wish)).startswith(
        "Bad Request: query is too old"
    )


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"ok": True}, 'parameter "shipping_options" is required'),
        ({"ok": False}, 'parameter "error_message" is required'),
        ({"ok": True, "shipping_options": []}, "there must be at least one shipping option"),
        (
            {"ok": True, "shipping_options": [WAYS[0] | {"id": ""}]},
            "can't parse shipping option: ShippingOption identifier must be non-empty",
        ),
        (
            {"ok": True, "shipping_options": [WAYS[0] | {"title": ""}]},
            "can't parse shipping option: ShippingOption title must be non-empty",
        ),
        (
            {"ok": True, "shipping_options": [WAYS[0] | {"prices": []}]},
            "can't parse shipping option: Can't parse shipping option prices: There must be",
        ),
        ({"ok": True, "shipping_options": [WAYS[0], WAYS[0]]}, "SHIPPING_ID_DUPLICATE"),
        ({"ok": True, "shipping_options": ["post"]}, "can't parse shipping option: "),
    ],
)
async def test_bad_ways_of_delivery_are_refused(
    anna: Person, ok: Call, refused: Call, wish: dict[str, Any], words: str
) -> None:
    await ok("sendInvoice", chat_id=anna.id, **PARCEL)
    query = anna.ask_shipping(order_info=INFO)
    said = await refused("answerShippingQuery", shipping_query_id=query.id, **wish)
    assert said.startswith(f"Bad Request: {words}")


async def test_a_subscription_of_thirty_days(
    engine: Engine, anna: Person, ok: Call, refused: Call, clock: Clock
) -> None:
    link = await ok("createInvoiceLink", **STARS, subscription_period=2_592_000)
    query = anna.pay(slug=link.rpartition("$")[2])
    await ok("answerPreCheckoutQuery", pre_checkout_query_id=query.id, ok=True)
    paid = newest(engine)["message"]["successful_payment"]
    assert (paid["is_recurring"], paid["is_first_recurring"]) == (True, True)
    assert paid["subscription_expiration_date"] == int(clock.at) + 2_592_000
    (row,) = (await ok("getStarTransactions"))["transactions"]
    assert row["source"]["subscription_period"] == 2_592_000
    wish = {"telegram_payment_charge_id": row["id"], "is_canceled": True}
    assert await ok("editUserStarSubscription", user_id=anna.id, **wish) is True
    refusal = await refused("editUserStarSubscription", user_id=anna.id + 1, **wish)
    assert refusal == "Bad Request: SUBSCRIPTION_NOT_FOUND"
    dear = STARS | {"prices": [{"label": "Card", "amount": 10_001}]}
    refusal = await refused("createInvoiceLink", **dear, subscription_period=2_592_000)
    assert refusal == "Bad Request: SUBSCRIPTION_PERIOD_INVALID"
