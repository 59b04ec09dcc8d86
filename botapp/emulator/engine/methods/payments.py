"""Invoices, pre-checkout answers, Stars and their refunds.

https://core.telegram.org/bots/payments, https://core.telegram.org/bots/payments-stars
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botapp.emulator.engine.currencies import is_supported
from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.html import utf16
from botapp.emulator.engine.methods.common import refuse_business, send
from botapp.emulator.engine.methods.queries import take_query
from botapp.emulator.engine.orderform import questions
from botapp.emulator.engine.payments import pay, refund

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request

_PRE_CHECKOUT_SECONDS = 10.0
_SUBSCRIPTION = 2_592_000
_MOST_A_PERIOD = 10_000
_MOST = 9999_9999_9999  # twelve digits, whatever the currency


def check_invoice(engine: Engine, params: JSON) -> JSON:
    """The invoice's facts; raises ApiError."""
    if not 1 <= utf16(params["title"]) <= 32:
        raise bad_request("INVOICE_TITLE_INVALID")
    if not 1 <= utf16(params["description"]) <= 255:
        raise bad_request("INVOICE_DESCRIPTION_INVALID")
    if not 1 <= len(params["payload"].encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    if not is_supported(params["currency"]):
        raise bad_request("CURRENCY_INVALID")
    prices = params["prices"]
    if not prices:
        raise bad_request("There must be at least one price")
    if any(not price["label"] for price in prices):
        raise bad_request("Can't parse labeled price: LabeledPrice label must be non-empty")
    total = _total([price["amount"] for price in prices])
    stars = params["currency"] == "XTR"
    if stars and (len(prices) != 1 or params.get("max_tip_amount")):
        raise bad_request("STARS_INVOICE_INVALID")
    if stars == bool(params.get("provider_token")):
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    largest = engine.largest_sums.get(params["currency"])
    if largest and not largest // 10_000 <= total <= largest:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    _check_tips(params)
    return {
        "title": params["title"],
        "description": params["description"],
        "payload": params["payload"],
        "currency": params["currency"],
        "total_amount": total,
        "start_parameter": params.get("start_parameter", ""),
        "prices": prices,
        "photo_url": params.get("photo_url", ""),
        "photo_width": params.get("photo_width", 0),
        "photo_height": params.get("photo_height", 0),
        "asks": questions(params),
        "is_flexible": params.get("is_flexible", False) and not stars,
        "max_tip_amount": params.get("max_tip_amount", 0),
        "suggested_tip_amounts": params.get("suggested_tip_amounts", []),
    }


def _total(amounts: list[int]) -> int:
    total = sum(amounts)
    if any(abs(amount) > _MOST for amount in amounts):
        raise bad_request("Too big amount of the currency specified")
    if total <= 0:
        raise bad_request("Total price must be positive")
    if total > _MOST:
        raise bad_request("Total price is too big")
    return total


def _check_tips(params: JSON) -> None:
    tips = params.get("suggested_tip_amounts", [])
    if not 0 <= params.get("max_tip_amount", 0) <= _MOST:
        raise bad_request("Invalid max_tip_amount of the currency specified")
    if len(tips) > 4:
        raise bad_request("There can be at most 4 suggested tip amounts")
    if any(tip <= 0 for tip in tips):
        raise bad_request("Suggested tip amount must be positive")
    if any(tip > params.get("max_tip_amount", 0) for tip in tips):
        raise bad_request("Suggested tip amount can't be bigger than max_tip_amount")
    if tips != sorted(set(tips)):
        raise bad_request("TIP_AMOUNTS_INVALID")


def send_invoice(engine: Engine, request: Request) -> JSON:
    """A message with a Pay button."""
    chat = engine.writable_chat(request.params["chat_id"])
    invoice = check_invoice(engine, request.params)
    names = ("title", "description", "start_parameter", "currency", "total_amount")
    content = {"invoice": {name: invoice[name] for name in names}}
    return send(engine, request, content, chat=chat, invoice=invoice).body


def create_invoice_link(engine: Engine, request: Request) -> str:
    """An address that anybody can pay at."""
    refuse_business(request.params)
    invoice = check_invoice(engine, request.params)
    period = request.params.get("subscription_period")
    if period and (
        period != _SUBSCRIPTION
        or invoice["currency"] != "XTR"
        or invoice["total_amount"] > _MOST_A_PERIOD
    ):
        raise bad_request("SUBSCRIPTION_PERIOD_INVALID")
    slug = f"emu{engine.state.next_number():06d}"
    engine.state.invoices[slug] = invoice | ({"subscription_period": period} if period else {})
    return f"https://t.me/${slug}"


def answer_shipping_query(engine: Engine, request: Request) -> bool:
    """The ways of delivery to an address, or why there is none."""
    params = request.params
    options = params.get("shipping_options", [])
    if params["ok"]:
        _check_options(params)
    elif not params.get("error_message"):
        raise bad_request('Parameter "error_message" is required')
    query = take_query(engine, params["shipping_query_id"], "shipping", _PRE_CHECKOUT_SECONDS)
    query.answer = {
        "options": options if params["ok"] else [],
        "text": "" if params["ok"] else params["error_message"],
    }
    engine.journal.emit("shipping", chat_id=query.chat_id, query_id=query.id, **query.answer)
    return True


def _check_options(params: JSON) -> None:
    if "shipping_options" not in params:
        raise bad_request('Parameter "shipping_options" is required')
    options = params["shipping_options"]
    if not options:
        raise bad_request("There must be at least one shipping option")
    for option in options:
        for name, words in (("id", "identifier"), ("title", "title")):
            if not option[name]:
                raise bad_request(
                    f"Can't parse shipping option: ShippingOption {words} must be non-empty"
                )
        if not option["prices"]:
            raise bad_request(
                "Can't parse shipping option: Can't parse shipping option prices: "
                "There must be at least one price"
            )
    if len({option["id"] for option in options}) < len(options):
        raise bad_request("SHIPPING_ID_DUPLICATE")


def answer_pre_checkout_query(engine: Engine, request: Request) -> bool:
    """The bot's yes or no, within ten seconds; a yes takes the money."""
    params = request.params
    if not params["ok"] and not params.get("error_message"):
        raise bad_request('Parameter "error_message" is required')
    number = params["pre_checkout_query_id"]
    query = take_query(engine, number, "pre_checkout", _PRE_CHECKOUT_SECONDS)
    query.answer = {"ok": params["ok"], "text": params.get("error_message", "")}
    if not params["ok"]:
        outcome = "rejected"
    elif query.body["declined"]:
        outcome = "declined"
    else:
        pay(engine, query)
        outcome = "paid"
    engine.journal.emit(
        "payment",
        chat_id=query.chat_id,
        query_id=query.id,
        outcome=outcome,
        text=query.answer["text"],
        source=query.body["source"],
    )
    return True


def refund_star_payment(engine: Engine, request: Request) -> bool:
    """Gives the Stars back, once."""
    refund(engine, request.params["user_id"], request.params["telegram_payment_charge_id"])
    return True


def edit_user_star_subscription(engine: Engine, request: Request) -> bool:
    """Extends it no more, or again; the emulator's days are too short for a renewal."""
    charge, user = request.params["telegram_payment_charge_id"], request.params["user_id"]
    partners = [row.get("source", {}) for row in engine.state.transactions if row["id"] == charge]
    if not any(
        "subscription_period" in partner and partner["user"]["id"] == user for partner in partners
    ):
        raise bad_request("SUBSCRIPTION_NOT_FOUND")
    return True


def get_star_transactions(engine: Engine, request: Request) -> JSON:
    """Transactions in order of time, at most 100 from ``offset``."""
    offset, limit = request.params.get("offset", 0), request.params.get("limit", 100)
    if offset < 0 or not 1 <= limit <= 100:
        raise bad_request("LIMIT_INVALID")
    return {"transactions": engine.state.transactions[offset : offset + limit]}


METHODS: dict[str, Callable[..., Any]] = {
    "sendInvoice": send_invoice,
    "createInvoiceLink": create_invoice_link,
    "answerShippingQuery": answer_shipping_query,
    "answerPreCheckoutQuery": answer_pre_checkout_query,
    "refundStarPayment": refund_star_payment,
    "editUserStarSubscription": edit_user_star_subscription,
    "getStarTransactions": get_star_transactions,
}
