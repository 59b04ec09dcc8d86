"""That an order's payment status is what its payments say, that as much went back as its refunds
say, and that a wallet holds the sum of its entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import ClassVar

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from orders.models import Order, Payment, Refund, Wallet, WalletEntry
from orders.reconcile import OfOrders
from orders.services.payment_status import status_of
from orders.services.request_refund import SURPLUS
from shop.reconciliation import Window

_WINDOW = 1_000
_NOTHING = Decimal(0)


class Payments(OfOrders):
    name: ClassVar[str] = "payments of orders"

    def read(self, orders: QuerySet[Order]) -> list[Order]:
        return list(orders.only("pk", "payment_status", "total_amount", "unclaimed_amount"))

    def differences(self, orders: Sequence[Order]) -> Iterator[tuple[int, str]]:
        moved, refunded = _moved(orders), _refunded(orders)
        for order in orders:
            paid, back = moved.get(order.pk, (_NOTHING, _NOTHING))
            status = status_of(order, paid=paid, back=back)
            if status != order.payment_status:
                words = f"#{order.pk}: is {order.payment_status}, its payments say {status}"
                yield order.pk, words
            told = refunded.get(order.pk, _NOTHING)
            if back != told:
                words = f"#{order.pk}: {back:.2f} went back, its refunds say {told:.2f}"
                yield order.pk, words


class Wallets:
    name: ClassVar[str] = "wallets"

    def look(self, after: int) -> Window:
        """A window of wallets, each with its entries by one statement."""
        entries = WalletEntry.objects.filter(wallet=OuterRef("pk")).order_by().values("wallet")
        total = Subquery(entries.annotate(total=Sum("amount")).values("total"))
        wallets = Wallet.objects.filter(pk__gt=after).annotate(told=Coalesce(total, _NOTHING))
        rows = list(
            wallets.order_by("pk").values_list("pk", "customer_id", "balance", "told")[:_WINDOW]
        )
        if not rows:
            return Window(None, 0, [])
        wrong = [
            f"wallet of {customer}: holds {balance:.2f}, its entries say {told:.2f}"
            for _pk, customer, balance, told in rows
            if balance != told
        ]
        return Window(rows[-1][0], len(rows), wrong)


def _moved(orders: Sequence[Order]) -> dict[int, tuple[Decimal, Decimal]]:
    """By order what came for it, and what of that went back."""
    paid = Payment.objects.filter(order__in=_ids(orders), status=Payment.Status.PAID)
    sums = paid.order_by().values("order").annotate(came=Sum("amount"), back=Sum("refunded_amount"))
    return {row["order"]: (row["came"], row["back"]) for row in sums}


def _refunded(orders: Sequence[Order]) -> dict[int, Decimal]:
    """By order what its refunds gave back, those into the customer's balance included."""
    done = Refund.objects.filter(payment__order__in=_ids(orders), status=Refund.Status.DONE)
    kept = WalletEntry.objects.filter(order__in=_ids(orders), reference__startswith=SURPLUS)
    found: dict[int, Decimal] = {}
    for rows, order in ((done, "payment__order"), (kept, "order")):
        for pk, amount in rows.order_by().values_list(order).annotate(back=Sum("amount")):
            found[pk] = found.get(pk, _NOTHING) + amount
    return found


def _ids(orders: Sequence[Order]) -> list[int]:
    return [order.pk for order in orders]
