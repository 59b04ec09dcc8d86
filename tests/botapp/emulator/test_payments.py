"""Invoices: paid, refused by the bot, refused by the bank, left; Stars refunded once."""

from __future__ import annotations

from typing import Any

from botapp.emulator.engine import Engine, Person
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
        "createInvoiceLink", **STARS | {"currency": "RUB", "provider_token": "42:TEST:x"}
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


async def test_an_old_invoice_can_be_paid_again(engine: Engine, anna: Person, ok: Call) -> None:
    await ok("sendInvoice", chat_id=anna.id, **STARS)
    for _ in range(2):
        query = anna.pay()
        await ok("answerPreCheckoutQuery", pre_checkout_query_id=query.id, ok=True)
    rows = (await ok("getStarTransactions"))["transactions"]
    assert len({one["id"] for one in rows}) == 2


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
