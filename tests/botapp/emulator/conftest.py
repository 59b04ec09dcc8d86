"""An engine with a clock of its own, two people and the staff's group."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from botapp.emulator.engine import Answer, Engine, Person, Upload, customer, staff_chat

TOKEN = "42:TEST"


class Clock:
    """Stands still until told; sleeping moves it on."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def png(width: int = 640, height: int = 480, shade: int = 0) -> bytes:
    """A grey picture; different shades are different files."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = (b"\x00" + bytes([shade]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def photo(shade: int = 0, **size: int) -> Upload:
    return Upload("shirt.png", png(shade=shade, **size), "image/png")


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def button(text: str = "Buy", data: str = "buy") -> dict[str, Any]:
    return {"text": text, "callback_data": data}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(clock: Clock) -> Engine:
    return Engine(TOKEN, now=clock, sleep=clock.sleep)


@pytest.fixture
def anna(engine: Engine) -> Person:
    person = customer(engine, "Anna")
    person.start()
    engine.updates.forget()
    return person


@pytest.fixture
def staff(engine: Engine) -> Person:
    return staff_chat(engine)


Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def ok(engine: Engine) -> Call:
    """Calls a method and gives its result; anything but 200 fails the test."""

    async def call(method: str, uploads: dict[str, Upload] | None = None, **values: Any) -> Any:
        answer = await engine.call(method, values, uploads)
        assert answer.status == 200, answer.body
        return answer.body["result"]

    return call


@pytest.fixture
def refused(engine: Engine) -> Call:
    """Calls a method that must be refused and gives the words; the code must be 400 or named."""

    async def call(
        method: str,
        uploads: dict[str, Upload] | None = None,
        code: int = 400,
        **values: Any,
    ) -> str:
        answer: Answer = await engine.call(method, values, uploads)
        assert answer.status == code, answer.body
        assert answer.body["ok"] is False
        assert answer.body["error_code"] == code
        assert "result" not in answer.body
        description: str = answer.body["description"]
        return description

    return call
