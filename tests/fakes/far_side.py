"""A service outside that is told things, and misbehaves as the test decides."""

from __future__ import annotations

from collections.abc import Callable

from tests.fakes.outside import Half, Outside, Reaction, Request, Trouble

__all__ = ["FarSide", "Request", "Trouble"]


class FarSide(Outside):
    """Subclasses say in `take` what a request does.

    `trouble` is asked for each request; `requests` are all that came, `taken` those that had
    their effect, `lost` those of them whose answer did not arrive.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.requests: list[Request] = []
        self.taken: list[Request] = []
        self.lost: list[Request] = []
        self.trouble: Callable[[Request], Trouble | None] = lambda request: None

    def take(self, request: Request) -> tuple[int, bytes] | tuple[int, bytes, dict[str, str]]:
        """Do what is asked for; status and body of the answer, and headers."""
        raise NotImplementedError

    def react(self, request: Request) -> Reaction:
        self.requests.append(request)
        trouble = self.trouble(request)
        if trouble not in (None, Trouble.LOST, Trouble.TRUNCATED):
            return trouble
        answer = self.take(request)
        self.taken.append(request)
        if trouble is None:
            return answer
        if trouble is Trouble.TRUNCATED:
            return Half(*answer[:2])
        self.lost.append(request)
        return trouble
