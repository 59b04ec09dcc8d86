"""A way to pay whose far side does what the test says, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from orders import payments
from orders.payments import (
    Charge,
    Created,
    How,
    Notice,
    Provider,
    Receipt,
    Refunded,
    Request,
    State,
)


class FarSide(Provider):
    """Pays by a link; keeps payments and refunds by our key, as providers do."""

    title = "Far side"
    how = How.LINK

    def __init__(
        self, name: str = "far", *, in_part: bool = True, refunds: bool = True, rate: int = 0
    ) -> None:
        self.name = name  # type: ignore[misc]
        self.refunds, self.refunds_in_part = refunds, in_part  # type: ignore[misc]
        self.rate = rate
        self.created: dict[str, Request] = {}
        self.given_back: dict[str, tuple[str, Charge]] = {}
        self.failures: list[Exception] = []
        self.refund_state = State.PAID
        self.says: dict[str, Notice] = {}

    def is_on(self, currency: str) -> bool:
        return currency == "RUB"

    def charge(self, amount: Decimal, currency: str) -> Charge:
        return Charge(amount / self.rate, "XTR") if self.rate else Charge(amount, currency)

    def create(self, request: Request) -> Created:
        self._maybe_fail()
        self.created.setdefault(request.key, request)
        return Created(f"ext-{request.key}", "https://far.example/pay", {"id": "1"})

    def fetch(self, external_id: str) -> Notice:
        self._maybe_fail()
        return self.says.get(external_id, Notice(external_id, State.OPEN))

    def refund(
        self,
        external_id: str,
        charge: Charge,
        *,
        key: str,
        customer_id: int,
        receipt: Receipt | None = None,
    ) -> Refunded:
        self._maybe_fail()
        self.given_back.setdefault(key, (external_id, charge))
        return Refunded(self.refund_state, f"back-{key}")

    def fetch_refund(self, external_id: str) -> Refunded:
        self._maybe_fail()
        return Refunded(self.refund_state, external_id)

    def _maybe_fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)


def pay_by(monkeypatch: pytest.MonkeyPatch, *ways: Provider) -> Sequence[Provider]:
    """Make `ways` the only ways to pay."""
    registry = {way.name: way for way in ways}
    monkeypatch.setattr(payments, "providers", lambda: registry)
    return ways
