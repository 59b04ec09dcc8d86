"""The methods served, each a function ``(engine, request) -> result``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botapp.emulator.engine.methods import (
    albums,
    chats,
    copying,
    editing,
    inline,
    payments,
    profile,
    queries,
    sending,
    updates,
)

METHODS: dict[str, Callable[..., Any]] = {
    **updates.METHODS,
    **sending.METHODS,
    **albums.METHODS,
    **copying.METHODS,
    **editing.METHODS,
    **queries.METHODS,
    **inline.METHODS,
    **payments.METHODS,
    **chats.METHODS,
    **profile.METHODS,
}
