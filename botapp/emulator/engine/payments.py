"""Money changing hands: a payment after the bot's yes, and a refund of Stars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.state import Query

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine


def pay(engine: Engine, query: Query) -> None:
    """The service message ``successful_payment``, and the entry among the Stars."""
    invoice = query.body["invoice"]
    user = engine.state.users[query.user_id]
    charge = f"emulated_charge_{engine.state.next_number()}"
    payment: JSON = {
        "currency": invoice["currency"],
        "total_amount": invoice["total_amount"],
        "invoice_payload": invoice["payload"],
        "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": f"provider_{charge}",
    }
    period = invoice.get("subscription_period")
    if period:
        payment |= {
            "subscription_expiration_date": int(engine.now()) + period,
            "is_recurring": True,
            "is_first_recurring": True,
        }
    if query.body.get("order_info"):
        payment["order_info"] = query.body["order_info"]
    chat = engine.state.chats[query.user_id]
    message = engine.post(chat, {"successful_payment": payment}, user=user)
    engine.updates.add("message", message.body, chat.id)
    if invoice["currency"] == "XTR":
        partner = {
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": user.as_json(),
            "invoice_payload": invoice["payload"],
            **({"subscription_period": period} if period else {}),
        }
        engine.state.transactions.append(
            {
                "id": charge,
                "amount": invoice["total_amount"],
                "date": int(engine.now()),
                "source": partner,
            }
        )


def refund(engine: Engine, user_id: int, charge: str) -> None:
    """Stars go back to the person; "CHARGE_ALREADY_REFUNDED" the second time."""
    rows = [row for row in engine.state.transactions if row["id"] == charge]
    paid = next((row for row in rows if "source" in row), None)
    if paid is None or paid["source"]["user"]["id"] != user_id:
        raise bad_request("CHARGE_NOT_FOUND")
    if any("receiver" in row for row in rows):
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    engine.state.transactions.append(
        {
            "id": charge,
            "amount": paid["amount"],
            "date": int(engine.now()),
            "receiver": paid["source"],
        }
    )
    body = {
        "currency": "XTR",
        "total_amount": paid["amount"],
        "invoice_payload": paid["source"]["invoice_payload"],
        "telegram_payment_charge_id": charge,
    }
    chat = engine.state.chats[user_id]
    message = engine.post(chat, {"refunded_payment": body}, user=engine.state.users[user_id])
    engine.updates.add("message", message.body, chat.id)
