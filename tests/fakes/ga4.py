"""Google Analytics by its Measurement Protocol: takes anything, and says nothing about it."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.far_side import FarSide, Request

MEASUREMENT_ID = "G-TEST123456"
API_SECRET = "the-secret-of-the-measurement-protocol"


class GoogleAnalytics(FarSide):
    """`bodies` are those that were taken, `events` all theirs, in the order they came."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.found: list[dict[str, str]] = []
        """What is wrong with anything, as `/debug` sees it."""
        self.bodies: list[dict[str, Any]] = []

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in body["events"]]

    def take(self, request: Request) -> tuple[int, bytes]:
        assert request.path in ("/mp/collect", "/debug/mp/collect")
        assert request.query == {"measurement_id": MEASUREMENT_ID, "api_secret": API_SECRET}
        if request.path == "/debug/mp/collect":
            return 200, json.dumps({"validationMessages": self.found}).encode()
        self.bodies.append(request.json)
        return 204, b""
