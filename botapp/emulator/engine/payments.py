"""Money changing hands: a payment after the bot's yes, and a refund of Stars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.state import Query

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine


def pay(engine: Engine, query: Query) -> None:
    """The service message ``successful_payment``, and the entry among the Stars."""
    facts = query.body["facts"]
    user = engine.state.users[query.user_id]
    charge = f"emulated_charge_{engine.state.next_number()}"
    payment: JSON = facts | {
        "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": f"provider_{charge}",
    }
    period = query.body.get("subscription_period")
    if period:
        payment |= {
            "subscription_expiration_date": int(engine.now()) + period,
            "is_recurring": True,
            "is_first_recurring": True,
        }
    chat = engine.state.chats[query.user_id]
    message = engine.post(chat, {"successful_payment": payment}, user=user)
    engine.updates.add("message", message.body, chat.id)
    _keep_receipt(engine, query)
    if facts["currency"] == "XTR":
        partner = {
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": user.as_json(),
            "invoice_payload": facts["invoice_payload"],
            **({"subscription_period": period} if period else {}),
        }
        engine.state.transactions.append(
            {
                "id": charge,
                "amount": facts["total_amount"],
                "date": int(engine.now()),
                "source": partner,
            }
        )


def _keep_receipt(engine: Engine, query: Query) -> None:
    """In the chat with the bot the invoice becomes a receipt; anywhere else it can be paid again.

    https://core.telegram.org/bots/payments#8-checkout
    """
    chat = engine.state.chats[query.chat_id]
    invoice = chat.messages.get(query.body["source"].get("message_id"))
    if invoice is None or not chat.private:
        return
    paid = query.body | query.body["facts"]
    names = ("prices", "tip", "total_amount", "order_info")
    facts = {name: paid[name] for name in names if name in paid}
    invoice.receipt = {"date": int(engine.now())} | facts
    engine.state.touched.add(chat.id)
    engine.journal.emit("edited", chat_id=chat.id, message=invoice.shown)


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
