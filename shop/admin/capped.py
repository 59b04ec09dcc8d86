"""Pages of long lists: rows are counted up to a limit, so that no list costs its whole table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

if TYPE_CHECKING:
    _Base = Paginator[Any]
else:
    _Base = Paginator

MOST_COUNTED = 10_000


class CappedPaginator(_Base):
    """Counts `most` rows at the most; `is_capped` says that there are more.

    What lies behind them is found by filters, as nobody turns two hundred pages.
    """

    template_name = "admin/capped_pagination.html"
    most = MOST_COUNTED
    counts_in_order = False

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        assert isinstance(rows, QuerySet)
        if not self.counts_in_order:
            rows = rows.order_by()
        # The bare keys: no column that only the page shows is worked out for the count.
        return rows.values("pk")[: self.most + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most)

    @property
    def is_capped(self) -> bool:
        return self._counted > self.most


class CappedList(ChangeList):
    """A list whose head says nothing of numbers: what is known of them stands at its foot."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.full_result_count = self.result_count
