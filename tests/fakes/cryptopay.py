"""Crypto Pay as its description says (https://help.send.tg/en/articles/10279948-crypto-pay-api)."""

from __future__ import annotations

import hashlib
import hmac
import json
from itertools import count
from typing import Any

from tests.fakes.provider_server import Answer, Asked, Server

TOKEN = "12345:AAzdcvbnm"


class CryptoPayServer(Server):
    def __init__(self) -> None:
        super().__init__()
        self.invoices: dict[str, dict[str, Any]] = {}
        self._numbers = count(501)

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("crypto-pay-api-token") != TOKEN:
            return 401, {"ok": False, "error": {"code": 401, "name": "UNAUTHORIZED"}}
        method = asked.path.removeprefix("/api/")
        if method == "createInvoice":
            return self._create(asked.body)
        if method == "getInvoices":
            return self._list(asked.body)
        return 405, {"ok": False, "error": {"code": 405, "name": "METHOD_NOT_FOUND"}}

    def _list(self, body: dict[str, Any]) -> Answer:
        wanted = body["invoice_ids"].split(",") if "invoice_ids" in body else [*self.invoices][::-1]
        found = [self.invoices[number] for number in wanted if number in self.invoices]
        count = body.get("count", 100)
        if not 1 <= count <= 1000:
            return 400, {"ok": False, "error": {"code": 400, "name": "COUNT_INVALID"}}
        return 200, {"ok": True, "result": {"items": found[:count]}}

    def pay(self, invoice_id: str, update_id: int = 1) -> tuple[bytes, str]:
        """The customer pays: body and signature of the webhook."""
        invoice = self.invoices[invoice_id]
        invoice.update(status="paid", paid_asset="USDT", paid_amount="0.21")
        update = {
            "update_id": update_id,
            "update_type": "invoice_paid",
            "request_date": "2026-11-21T10:00:00Z",
            "payload": invoice,
        }
        body = json.dumps(update).encode()
        return body, sign(body)

    def _create(self, body: dict[str, Any]) -> Answer:
        if body["currency_type"] != "fiat" or not 1 <= body["expires_in"] <= 2678400:
            return 400, {"ok": False, "error": {"code": 400, "name": "EXPIRES_IN_INVALID"}}
        number = str(next(self._numbers))
        self.invoices[number] = {
            "invoice_id": int(number),
            "hash": "IVnKTvQSVxvK",
            "status": "active",
            "currency_type": "fiat",
            "fiat": body["fiat"],
            "amount": body["amount"],
            "description": body["description"],
            "payload": body["payload"],
            "bot_invoice_url": f"https://t.me/CryptoBot?start=IV{number}",
            "mini_app_invoice_url": "https://t.me/CryptoBot/app",
            "web_app_invoice_url": "https://app.send.tg/invoices/IV",
            "created_at": "2026-11-21T10:00:00Z",
        }
        return 200, {"ok": True, "result": self.invoices[number]}


def sign(body: bytes, token: str = TOKEN) -> str:
    """`crypto-pay-api-signature` of a webhook's body."""
    key = hashlib.sha256(token.encode()).digest()
    return hmac.new(key, body, hashlib.sha256).hexdigest()
