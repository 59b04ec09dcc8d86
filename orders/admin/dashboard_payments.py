"""On the front page: money that waits for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from orders.models import Payment, Refund
from shop.admin.dashboard import BasePanel, Board, Tile, list_url
from shop.roles import REFUND_PAYMENT

LATE = timedelta(hours=1)
_MOST = 10_000


class StuckPayments(BasePanel):
    """What could not go back by itself, and refunds that providers do not answer."""

    def is_for(self, board: Board) -> bool:
        return board.may(REFUND_PAYMENT) and board.may("orders.view_payment")

    def tiles(self, board: Board) -> Sequence[Tile]:
        hand = Payment.objects.filter(needs_hand=True).order_by().values(one=Value(1))
        asked = Refund.objects.filter(status=Refund.Status.ASKED, created_at__lt=board.now - LATE)
        late_ones = asked.order_by().values(one=Value(2))
        found = Counter(one["one"] for one in hand.union(late_ones, all=True)[:_MOST])
        waiting, late = found[1], found[2]
        tiles = []
        if waiting:
            tiles.append(
                Tile(
                    label=_("Money to be returned"),
                    number=waiting,
                    icon="currency_exchange",
                    url=list_url("orders.payment", needs_hand__exact=1),
                    note=_("Not needed, and not gone back"),
                    tone="danger",
                )
            )
        if late:
            tiles.append(
                Tile(
                    label=_("Refunds on their way"),
                    number=late,
                    icon="hourglass_top",
                    url=list_url("orders.refund", status__exact=Refund.Status.ASKED.value),
                    note=_("For over an hour"),
                    tone="warning",
                )
            )
        return tiles
