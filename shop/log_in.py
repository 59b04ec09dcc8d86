"""How often somebody may try to log in: by name and address, by name, and by address."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from shop.throttle import Hit, Limit, forget, hit, longest_wait, take_back


class TooManyAttemptsError(Exception):
    """To be tried again in `wait` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


@dataclass(frozen=True)
class Attempt:
    """A try that was let through. It counts, unless it turns out well."""

    hits: Sequence[Hit]

    def succeeded(self) -> None:
        for one in self.hits:
            take_back(one)


def attempt(*limits: tuple[str, str]) -> Attempt:
    """Count a try under each (name of a limit, who). Raises TooManyAttemptsError, counting nothing.

    It is counted before it is made: a hundred guesses at once are let through no more than in a row.
    """
    hits: list[Hit] = []
    for name, who in limits:
        one = hit(Limit.named(name), who)
        if not one.allowed:
            Attempt(hits).succeeded()
            raise TooManyAttemptsError(one.retry_after)
        hits.append(one)
    return Attempt(hits)


def attempt_log_in(username: str, address: str) -> Attempt:
    """Raises TooManyAttemptsError."""
    name = _name(username)
    return attempt(
        ("log_in_address", address), ("log_in", f"{name}:{address}"), ("log_in_name", name)
    )


def attempt_code(user_id: int) -> Attempt:
    """A guess at somebody's second factor. Raises TooManyAttemptsError."""
    return attempt(("second_factor", str(user_id)), ("second_factor_day", str(user_id)))


def locked_for(username: str, user_id: int) -> int:
    """For how many seconds more this person cannot log in from everywhere or from somewhere."""
    return max(longest_wait(Limit.named(name), who) for name, who in _locks(username, user_id))


def unlock(username: str, user_id: int) -> None:
    """Forget every wrong try at this person's log-in."""
    for name, who in _locks(username, user_id):
        forget(Limit.named(name), who)


def _locks(username: str, user_id: int) -> list[tuple[str, str]]:
    name = _name(username)
    return [
        ("log_in", name), ("log_in_name", name),
        ("second_factor", str(user_id)), ("second_factor_day", str(user_id)),
    ]  # fmt: skip


def _name(username: str) -> str:
    return hashlib.sha256(username.casefold().encode()).hexdigest()[:32]
