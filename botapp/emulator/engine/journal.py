"""What went over the wire, and what the page is told as it happens."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.errors import JSON

Listener = Callable[[JSON], None]


@dataclass(slots=True)
class Call:
    """One call of the Bot API: the method, its typed parameters, the answer."""

    number: int
    at: float
    method: str
    params: JSON
    status: int = 0
    answer: JSON = field(default_factory=dict)
    ms: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether Telegram took it."""
        return bool(self.answer.get("ok"))

    @property
    def result(self) -> Any:
        """What the bot got."""
        return self.answer.get("result")

    @property
    def description(self) -> str:
        """The words of the refusal."""
        return str(self.answer.get("description", ""))


@dataclass(slots=True)
class Sent:
    """One try to hand an update to the bot."""

    number: int
    at: float
    update: JSON
    attempt: int = 1
    status: int = 0
    answer: str = ""
    ms: float = 0.0


class Journal:
    """The last calls and updates, oldest first, and the listeners of live events."""

    def __init__(self, size: int = 2000) -> None:
        self.calls: deque[Call] = deque(maxlen=size)
        self.sent: deque[Sent] = deque(maxlen=size)
        self.listeners: list[Listener] = []
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """A running number shared by calls and updates, so that they sort."""
        return next(self._numbers)

    def emit(self, kind: str, **facts: Any) -> None:
        """Tells every listener; costs nothing when there is none."""
        if self.listeners:
            event = {"type": kind, **facts}
            for listener in list(self.listeners):
                listener(event)

    def add_call(self, call: Call) -> None:
        """Keeps a finished call."""
        self.calls.append(call)
        if self.listeners:
            self.emit("call", entry=call_json(call))

    def add_sent(self, sent: Sent) -> None:
        """Keeps a finished delivery."""
        self.sent.append(sent)
        if self.listeners:
            self.emit("update", entry=sent_json(sent))

    def clear(self) -> None:
        """Forgets the past; live events go on."""
        self.calls.clear()
        self.sent.clear()


def call_json(call: Call) -> JSON:
    """A call for the inspector; uploads as name and size."""
    return {
        "kind": "call",
        "number": call.number,
        "at": call.at,
        "name": call.method,
        "body": _plain(call.params),
        "status": call.status,
        "answer": call.answer,
        "ms": round(call.ms, 1),
    }


def sent_json(sent: Sent) -> JSON:
    """A delivery for the inspector."""
    kind = next((name for name in sent.update if name != "update_id"), "")
    return {**asdict(sent), "kind": "update", "name": kind, "body": sent.update}


def _plain(value: Any) -> Any:
    if isinstance(value, Upload):
        return f"<{value.name}, {len(value.body)} bytes>"
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
