"""What 54-ФЗ asks of a payment: a receipt, made by YooKassa.

https://yookassa.ru/developers/payment-acceptance/receipts/54fz/yoomoney/basics
"""

from __future__ import annotations

from typing import Any

from orders.payments import Charge, Line, Receipt
from shop.models import StoreSettings

_LONGEST_LINE = 128


def makes_receipts() -> bool:
    """Whether the store asks for receipts."""
    return bool(StoreSettings.current().receipt_vat_code)


def receipt_of(receipt: Receipt, currency: str) -> dict[str, Any]:
    """The receipt to ask for; empty where the store asks for none, or knows no phone number."""
    vat_code = StoreSettings.current().receipt_vat_code
    if not vat_code or not receipt.phone_number:
        return {}
    # Money for the balance is an advance: what it pays for is not known yet.
    mode, subject = (
        ("advance", "payment") if receipt.is_advance else ("full_prepayment", "commodity")
    )
    return {
        "customer": {"phone": receipt.phone_number.removeprefix("+")},
        "items": [
            {
                **_line(line, currency),
                "vat_code": vat_code,
                "payment_mode": mode,
                "payment_subject": subject,
            }
            for line in receipt.lines
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
