"""On the front page: what the store could not tell others."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from shop.admin.dashboard import BasePanel, Board, Tile, list_url
from shop.models import Delivery


class FailedDeliveries(BasePanel):
    def is_for(self, board: Board) -> bool:
        return board.may("shop.view_delivery")

    def tiles(self, board: Board) -> Sequence[Tile]:
        parked = Delivery.objects.filter(status=Delivery.Status.PARKED).count()
        return [
            Tile(
                label=_("Failed deliveries"),
                number=parked,
                icon="sync_problem",
                url=list_url("shop.delivery", status__exact=Delivery.Status.PARKED.value),
                note=_("Messages that never left the store") if parked else _("All went out"),
                tone="danger" if parked else "",
            )
        ]
