"""The limits that a marketplace enforces, and what was asked beyond them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class TokenBucket:
    """Holds `burst` tokens, gains one per `interval` seconds."""

    burst: int
    interval: float
    tokens: float = field(init=False)
    seen_at: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.tokens = float(self.burst)

    def take(self, now: float) -> float:
        """0, or the seconds until a token is there."""
        self._gain(now)
        if self.tokens < 1 - 1e-9:
            return (1 - self.tokens) * self.interval
        self.tokens -= 1
        return 0.0

    def fine(self, tokens: int, now: float) -> None:
        self._gain(now)
        self.tokens -= tokens

    def until_full(self) -> float:
        return (self.burst - self.tokens) * self.interval

    def _gain(self, now: float) -> None:
        self.tokens = min(self.burst, self.tokens + (now - self.seen_at) / self.interval)
        self.seen_at = now


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


class Enforced:
    """Buckets by (account, group); `exceeded` lists whoever asked too early."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.exceeded: list[tuple[str, str]] = []
        self._buckets: dict[tuple[str, str], TokenBucket] = {}

    def bucket(self, account: str, group: str, burst: int, interval: float) -> TokenBucket:
        key = (account, group)
        if key not in self._buckets:
            self._buckets[key] = TokenBucket(burst, interval)
            self._buckets[key].seen_at = self.clock()
        return self._buckets[key]

    def take(self, account: str, group: str, bucket: TokenBucket) -> float:
        wait = bucket.take(self.clock())
        if wait:
            self.exceeded.append((account, group))
        return wait
