"""The admin's front page: a frame for the panels that the rooms name in DASHBOARD_PANELS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.models import StoreSettings
from shop.periods import LENGTHS, TODAY, YEAR, Period
from shop.roles import VIEW_FIGURES

T = TypeVar("T")

_LABELS: dict[str, Any] = {
    TODAY: _("Today"),
    "7": _("7 days"),
    "30": _("30 days"),
    "90": _("90 days"),
    YEAR: _("Year"),
}


@dataclass(frozen=True)
class Link:
    """A choice among others, and whether it is the one in force."""

    label: Any
    url: str
    is_on: bool = False


@dataclass(frozen=True)
class Tile:
    """A number that may need somebody now; `tone` is `danger`, `warning`, `info` or ""."""

    label: Any
    number: int
    icon: str
    url: str
    note: Any = ""
    tone: str = ""


@dataclass
class Board:
    """What the panels of one page have in common: who looks, at which period, in what currency."""

    request: HttpRequest
    now: datetime = field(default_factory=timezone.now)
    _shared: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def period(self) -> Period:
        return Period.asked(self.request.GET.dict(), self.today.first)

    @cached_property
    def today(self) -> Period:
        day = timezone.localdate(self.now, timezone.get_default_timezone())
        return Period(day, day, TODAY)

    @cached_property
    def currency(self) -> str:
        asked = self.request.GET.get("currency", "").upper()
        return asked if asked.isalpha() and len(asked) == 3 else StoreSettings.current().currency

    def may(self, permission: str) -> bool:
        return bool(self.request.user.has_perm(permission))

    def shared(self, make: Callable[[Board], T]) -> T:
        """What `make` gives for this board, made once for all the panels that ask."""
        if make not in self._shared:
            self._shared[make] = make(self)
        return cast("T", self._shared[make])

    def here(self, **changed: str) -> str:
        """The address of this page with its choices, some of them changed."""
        choices = {
            **self.period.query,
            **{
                name: self.request.GET[name]
                for name in ("by", "currency")
                if name in self.request.GET
            },
        }
        if {"period", "from", "to"}.intersection(changed):
            choices = {k: v for k, v in choices.items() if k not in ("period", "from", "to")}
        return "?" + urlencode(choices | changed)

    @property
    def pages(self) -> list[Link]:
        """The periods to choose from."""
        return [
            Link(_LABELS[name], self.here(period=name), self.period.name == name)
            for name in LENGTHS
        ]


class Panel(Protocol):
    """A part of the front page; named in the registry by its class."""

    template: ClassVar[str]
    width: ClassVar[str]  # "third", "half", "two-thirds" or "full"
    title: ClassVar[Any]

    def is_for(self, board: Board) -> bool:
        """Whether this person is shown the panel."""

    def tiles(self, board: Board) -> Sequence[Tile]:
        """Numbers for the top of the page."""

    def content(self, board: Board) -> Mapping[str, Any] | None:
        """The context of the template; None when there is nothing to show."""


class BasePanel:
    """A panel for those who may see the store's figures, with nothing in it."""

    template: ClassVar[str] = ""
    width: ClassVar[str] = "half"
    title: ClassVar[Any] = ""

    def is_for(self, board: Board) -> bool:
        return board.may(VIEW_FIGURES)

    def tiles(self, board: Board) -> Sequence[Tile]:
        return ()

    def content(self, board: Board) -> Mapping[str, Any] | None:
        return None


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's callback: the context of `admin/index.html` with the panels of this person."""
    board = Board(request)
    panels: list[Panel] = [import_string(path)() for path in settings.DASHBOARD_PANELS]
    mine = [panel for panel in panels if panel.is_for(board)]
    return context | {
        "title": _("Overview"),
        "board": board,
        "sees_figures": board.may(VIEW_FIGURES),
        "tiles": [tile for panel in mine for tile in panel.tiles(board)],
        "panels": [
            (panel.width, html) for panel in mine if (html := _rendered(panel, board)) is not None
        ],
    }


def list_url(model: str, **filters: Any) -> str:
    """The list of `app.model` in the admin, filtered; lists of values repeat the parameter."""
    app, name = model.split(".")
    address = reverse(f"admin:{app}_{name}_changelist")
    return f"{address}?{urlencode(filters, doseq=True)}" if filters else address


def _rendered(panel: Panel, board: Board) -> SafeString | None:
    content = panel.content(board)
    if content is None:
        return None
    context = {"board": board, "title": panel.title, **content}
    return render_to_string(panel.template, context, request=board.request)
