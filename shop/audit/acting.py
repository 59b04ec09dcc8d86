"""Who is acting now, and from where: what the audit log writes beside each change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum

import structlog

SYSTEM = "system"
_LONGEST = 150


class Channel(StrEnum):
    """Where a change came from; `SYSTEM` is a command, a migration or a shell."""

    ADMIN = "admin"
    API = "api"
    WEB = "web"
    BOT = "bot"
    JOB = "job"
    SYSTEM = "system"


@dataclass(frozen=True)
class Acting:
    """`actor` is `staff:<name>`, `customer:<id>`, `client:<name>`, `seller:<member's id>` or
    `system`; a function is asked when something is written. `reference` names what the change is a
    part of: `import:7`, a job."""

    actor: str | Callable[[], str] = SYSTEM
    channel: Channel = Channel.SYSTEM
    reference: str = ""
    recorded: bool = True

    def words(self) -> dict[str, str]:
        """What stands in the log; nothing when nothing is to be recorded."""
        if not self.recorded:
            return {}
        actor = self.actor() if callable(self.actor) else self.actor
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        return {
            "actor": actor[:_LONGEST],
            "channel": self.channel.value,
            "reference": self.reference[:_LONGEST],
            "request_id": str(request_id)[:64],
        }


_NOBODY_SAID = Acting()
_now: ContextVar[Acting] = ContextVar("audit_acting", default=_NOBODY_SAID)


def current() -> Acting:
    return _now.get()


@contextmanager
def acting(
    actor: str | Callable[[], str] = SYSTEM, *, channel: Channel, reference: str = ""
) -> Iterator[None]:
    """Whatever changes within is this actor's doing."""
    token = _now.set(Acting(actor, channel, reference))
    try:
        yield
    finally:
        _now.reset(token)


def act_as(actor: str, *, reference: str = "") -> None:
    """From here to the end of what is being done, it is this actor's doing."""
    _now.set(replace(_now.get(), actor=actor, reference=reference or _now.get().reference))


def begin(*, channel: Channel, reference: str) -> None:
    """The system begins a piece of work; `end` ends it."""
    _now.set(Acting(channel=channel, reference=reference))


def end() -> None:
    _now.set(_NOBODY_SAID)


@contextmanager
def unrecorded() -> Iterator[None]:
    """What changes within is no history: the demo's invented past alone."""
    token = _now.set(Acting(recorded=False))
    try:
        yield
    finally:
        _now.reset(token)
