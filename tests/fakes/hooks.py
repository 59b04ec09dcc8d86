"""A server of the store's own programmers, who take each event once and are seldom well."""

from __future__ import annotations

from typing import Any

from tests.fakes.far_side import FarSide, Request


class Hooks(FarSide):
    """`told` are the events that had their effect: id → the bodies, more than one when repeated."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.told: dict[str, list[dict[str, Any]]] = {}

    @property
    def repeats(self) -> int:
        return sum(len(bodies) - 1 for bodies in self.told.values())

    def take(self, request: Request) -> tuple[int, bytes]:
        body = request.json
        event_id = request.headers["x-store-event-id"]
        assert event_id == str(body["id"])
        assert request.headers["x-store-event"] == body["type"]
        self.told.setdefault(event_id, []).append(body)
        return 200, b"thanks"
