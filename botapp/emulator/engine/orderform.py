"""What an invoice asks of its payer before any money moves: who, where to, how, and a tip.

https://core.telegram.org/bots/payments, https://core.telegram.org/bots/api#orderinfo
"""

from __future__ import annotations

import re

from botapp.emulator.engine.errors import JSON, ActionError

_FIELDS = {
    "need_name": "name",
    "need_phone_number": "phone_number",
    "need_email": "email",
    "need_shipping_address": "shipping_address",
}
_ADDRESS = ("country_code", "state", "city", "street_line1", "street_line2", "post_code")
_MAY_BE_EMPTY = {"state", "street_line2"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+$")
_PHONE = re.compile(r"\d{7,15}$")
_COUNTRY = re.compile(r"[A-Z]{2}$")


def questions(params: JSON) -> list[str]:
    """The fields of OrderInfo that the invoice asks for; none where it is paid in Stars."""
    if params["currency"] == "XTR":
        return []
    needs = dict(params)
    if params.get("is_flexible"):  # a price by delivery cannot do without the address
        needs["need_shipping_address"] = True
    return [field for need, field in _FIELDS.items() if needs.get(need)]


def order_info(invoice: JSON, given: JSON) -> JSON:
    """OrderInfo of what was asked and nothing else; ActionError on what a person would be told."""
    return {field: _CHECKS[field](given.get(field)) for field in invoice.get("asks", [])}


def tip_of(invoice: JSON, tip: int) -> int:
    """The tip; ActionError when the invoice takes none as large."""
    if not 0 <= tip <= invoice.get("max_tip_amount", 0):
        raise ActionError("this tip is not possible")
    return tip


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ActionError("a name is needed")
    return value.strip()


def _phone(value: object) -> str:
    digits = re.sub(r"[\s()+-]", "", value) if isinstance(value, str) else ""
    if not _PHONE.match(digits):
        raise ActionError("a phone number is needed")
    return digits


def _email(value: object) -> str:
    if not isinstance(value, str) or not _EMAIL.match(value.strip()):
        raise ActionError("an e-mail address is needed")
    return value.strip()


def _address(value: object) -> JSON:
    lines = value if isinstance(value, dict) else {}
    address = {name: str(lines.get(name) or "").strip() for name in _ADDRESS}
    address["country_code"] = address["country_code"].upper()
    missing = [name for name in _ADDRESS if not address[name] and name not in _MAY_BE_EMPTY]
    if missing or not _COUNTRY.match(address["country_code"]):
        raise ActionError("the address needs a country, a city, a street and a postcode")
    return address


_CHECKS = {"name": _name, "phone_number": _phone, "email": _email, "shipping_address": _address}
