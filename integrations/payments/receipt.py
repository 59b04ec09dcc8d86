"""What 54-ФЗ asks of a payment: a receipt, made by YooKassa.

https://yookassa.ru/developers/payment-acceptance/receipts/54fz/yoomoney/basics
"""

from __future__ import annotations

from typing import Any

from orders.payments import Charge, Line, Request
from shop.models import StoreSettings

_LONGEST_LINE = 128


def receipt_of(request: Request) -> dict[str, Any]:
    """The receipt to ask for; empty where the store asks for none, or knows no phone number."""
    vat_code = StoreSettings.current().receipt_vat_code
    if not vat_code or not request.phone_number:
        return {}
    # Money for the balance is an advance: what it pays for is not known yet.
    mode, subject = ("full_prepayment", "commodity") if request.order_id else ("advance", "payment")
    return {
        "customer": {"phone": request.phone_number.removeprefix("+")},
        "items": [
            {
                **_line(line, request.charge.currency),
                "vat_code": vat_code,
                "payment_mode": mode,
                "payment_subject": subject,
            }
            for line in request.lines
        ],
    }


def money(charge: Charge) -> dict[str, str]:
    return {"value": f"{charge.amount:.2f}", "currency": charge.currency}


def _line(line: Line, currency: str) -> dict[str, Any]:
    return {
        "description": line.title[:_LONGEST_LINE],
        "quantity": line.quantity,
        "amount": money(Charge(line.price, currency)),
    }
