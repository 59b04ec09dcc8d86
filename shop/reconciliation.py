"""Each night everything is looked through for what cannot be true, a window of ids at a time.

The rooms name in `settings.RECONCILED` what they look through. Memory and statements stay small
however large the store is; the position between two parts travels with the task.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from shop import outbox

log = structlog.get_logger(__name__)

MOST_TOLD = 30


@dataclass(frozen=True)
class Window:
    """What a look at some rows found; `last` is the id to go on after, None at the end."""

    last: int | None
    looked_at: int
    differences: Sequence[str]


class Reconciled(Protocol):
    """One thing to look through; named in the registry by its class."""

    name: ClassVar[str]

    def look(self, after: int) -> Window:
        """Look at the rows with ids above `after`; differences in a few words each."""
        ...


def advance(cursor: dict[str, Any], *, seconds: float) -> str | dict[str, Any]:
    """Look on from `cursor` (empty: from the start) for about `seconds`.

    The new cursor; at the end, what was found in a line, after the staff have been told.
    """
    until = time.monotonic() + seconds
    state: dict[str, Any] = {
        "at": 0, "after": 0, "looked_at": {}, "count": 0, "told": [], **cursor,
    }  # fmt: skip
    things: list[Reconciled] = [import_string(path)() for path in settings.RECONCILED]
    while state["at"] < len(things):
        thing = things[state["at"]]
        window = thing.look(state["after"])
        state["looked_at"][thing.name] = state["looked_at"].get(thing.name, 0) + window.looked_at
        state["count"] += len(window.differences)
        state["told"] = [*state["told"], *window.differences][:MOST_TOLD]
        for difference in window.differences:
            log.error("reconciliation.difference", of=thing.name, difference=difference)
        if window.last is None:
            state["at"], state["after"] = state["at"] + 1, 0
        else:
            state["after"] = window.last
        if time.monotonic() > until:
            return state
    if state["count"]:
        outbox.publish("differences_found", {"count": state["count"], "differences": state["told"]})
    return _summary(state)


def _summary(state: dict[str, Any]) -> str:
    looked = ", ".join(f"{name}: {count}" for name, count in state["looked_at"].items())
    found = f"; differences: {state['count']}" if state["count"] else "; no differences"
    return " | ".join([looked + found, *state["told"][:3]])
