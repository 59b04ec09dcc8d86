"""Wallets that are spent by many at once, and carts in opposite order."""

from collections import Counter
from decimal import Decimal

import pytest
from django.conf import settings

from orders.lines import Line
from orders.models import Payment, Wallet, WalletEntry
from orders.services import move_wallet as moving
from orders.services.place_order import place_order
from orders.wallet import WalletProvider
from shop.errors import ErrorCode, StoreError
from tests.factories import JOHN, make_customer, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS = 6
AT_ONCE = min(60, settings.DB_POOL_MAX)  # DB_POOL_MAX=60 lets all of them meet


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    listen(monkeypatch)
    pay_by(monkeypatch, FarSide(), WalletProvider())


def spending(customer, amount, number):
    return lambda: moving.move_wallet(
        customer=customer,
        currency="RUB",
        amount=Decimal(amount),
        kind=WalletEntry.Kind.CORRECTION,
        reference=f"{number}",
        actor="test",
    )


def test_many_spend_no_more_than_there_is():
    anna = make_customer()
    spending(anna, 40, "gift")()
    results = together([spending(anna, -10, number) for number in range(HANDS)])
    kinds = Counter(r.code if isinstance(r, StoreError) else type(r) for r in results)
    assert kinds == {WalletEntry: 4, ErrorCode.WALLET_TOO_SMALL: HANDS - 4}
    assert Wallet.objects.get().balance == 0


def test_the_same_reference_at_once_counts_once():
    anna = make_customer()
    together([spending(anna, 10, "the same")] * HANDS)
    assert Wallet.objects.get().balance == 10


def test_without_the_lock_the_ledger_tells_untruths(monkeypatch):
    """The control: all start from the same balance."""
    anna = make_customer()
    spending(anna, 100, "gift")()
    everybody_has_looked = meeting(HANDS)

    def look_without_locking(customer, currency):
        found = Wallet.objects.get(customer=customer, currency=currency)
        everybody_has_looked()
        return found

    monkeypatch.setattr(moving, "lock_wallet", look_without_locking)
    together([spending(anna, -10, number) for number in range(HANDS)])
    total = sum(WalletEntry.objects.values_list("amount", flat=True))
    assert Wallet.objects.get().balance != total


def test_wallets_pay_carts_in_opposite_order_without_a_deadlock():
    variants = [make_variant(stock=100) for _ in range(4)]
    customers = [make_customer() for _ in range(60)]
    for customer in customers:
        spending(customer, 100, f"gift {customer.pk}")()

    def buying(customer, number):
        chosen = variants if number % 2 else list(reversed(variants))
        return lambda: place_order(
            customer=customer,
            lines=[Line(variant.pk, 1) for variant in chosen],
            contact=JOHN,
            comment="",
            source="test",
            use_wallet=True,
        )

    jobs = [buying(customer, n) for n, customer in enumerate(customers)]
    results = [
        result
        for first in range(0, len(jobs), AT_ONCE)
        for result in together(jobs[first : first + AT_ONCE])
    ]
    assert [result for result in results if isinstance(result, Exception)] == []
    assert set(Wallet.objects.values_list("balance", flat=True)) == {60}
    assert Payment.objects.filter(provider="wallet", status="paid").count() == 60
