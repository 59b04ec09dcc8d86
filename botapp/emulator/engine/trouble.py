"""Trouble on purpose: slow answers, 429, outages before or after taking effect, odd updates."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal

from botapp.emulator.engine.errors import JSON

Kind = Literal["latency", "429", "outage_before", "outage_after", "error"]


@dataclass
class Rule:
    """One kind of trouble, for ``times`` calls (None: until cleared)."""

    kind: Kind
    times: int | None = None
    method: str | None = None
    chat_id: int | None = None
    seconds: float = 0.0
    retry_after: int = 1
    code: int = 500
    words: str = "Internal Server Error"
    cut: bool = False

    def fits(self, kind: Kind, method: str, chat_id: object) -> bool:
        """Whether this call is meant; in a form ``chat_id`` is still text."""
        return (
            self.kind == kind
            and (self.method is None or self.method.lower() == method.lower())
            and (self.chat_id is None or str(self.chat_id) == str(chat_id))
        )


class Trouble:
    """Switches; everything is off at the start."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.copies = 1
        self.out_of_order = False
        self.limits: Limits | None = None

    def latency(self, seconds: float, *, method: str | None = None) -> None:
        """Every call takes ``seconds`` longer."""
        self._drop("latency")
        if seconds > 0:
            self.rules.append(Rule("latency", method=method, seconds=seconds))

    def too_many_requests(
        self,
        retry_after: int = 1,
        *,
        times: int | None = 1,
        method: str | None = None,
        chat_id: int | None = None,
    ) -> None:
        """429 with ``retry_after`` seconds; the call has no effect."""
        self.rules.append(
            Rule("429", times=times, method=method, chat_id=chat_id, retry_after=retry_after)
        )

    def outage(
        self,
        when: Literal["before", "after"],
        *,
        times: int | None = None,
        method: str | None = None,
        cut: bool = False,
    ) -> None:
        """502 (or a cut connection) instead of an answer, before or after the call took effect."""
        kind: Kind = "outage_before" if when == "before" else "outage_after"
        self.rules.append(Rule(kind, times=times, method=method, cut=cut))

    def error(
        self, code: int, words: str, *, times: int | None = 1, method: str | None = None
    ) -> None:
        """A refusal of your choice; the call has no effect."""
        self.rules.append(Rule("error", times=times, method=method, code=code, words=words))

    def duplicates(self, copies: int = 2) -> None:
        """Each update comes ``copies`` times; 1 switches it off."""
        self.copies = max(1, copies)

    def clear(self, kind: Kind | None = None) -> None:
        """No more trouble (of that kind)."""
        if kind is not None:
            self._drop(kind)
            return
        self.rules.clear()
        self.copies = 1
        self.out_of_order = False
        self.limits = None

    def take(self, kind: Kind, method: str, chat_id: object) -> Rule | None:
        """The rule that hits this call, if any; one of its times is used up."""
        for rule in self.rules:
            if rule.fits(kind, method, chat_id):
                if rule.times is not None:
                    rule.times -= 1
                    if rule.times <= 0:
                        self.rules.remove(rule)
                return rule
        return None

    def as_json(self) -> JSON:
        """The switches as they stand."""
        return {
            "rules": [asdict(rule) for rule in self.rules],
            "copies": self.copies,
            "out_of_order": self.out_of_order,
            "limits": self.limits is not None,
        }

    def _drop(self, kind: Kind) -> None:
        self.rules = [rule for rule in self.rules if rule.kind != kind]


class Limits:
    """Telegram's own limits: 30 messages a second, 20 a minute to a group, bursts of 5 to one."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._all: deque[float] = deque()
        self._chats: defaultdict[int, deque[float]] = defaultdict(deque)

    def wait(self, chat_id: int) -> int:
        """Seconds to wait before this message, 0 when it may go (and is counted)."""
        now = self._now()
        span, most = (60.0, 20) if chat_id < 0 else (5.0, 5)
        chat = self._chats[chat_id]
        for sent, seconds in ((self._all, 1.0), (chat, span)):
            while sent and sent[0] <= now - seconds:
                sent.popleft()
        if len(chat) >= most:
            return max(1, round(chat[0] + span - now))
        if len(self._all) >= 30:
            return 1
        self._all.append(now)
        chat.append(now)
        return 0
