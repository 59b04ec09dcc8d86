"""What the bot's buttons carry: a small typed codec for callback data.

The data of a button is `1<action>[:<field>…]`, numbers in base 36, lists joined by dots;
the leading `1` is the codec's version. Telegram allows 64 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Self

VERSION = "1"
MAX_BYTES = 64
_LARGEST = (1 << 63) - 1
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class UnknownCallbackError(ValueError):
    """The data is of an older codec, of no known action, or no button's of ours."""


@dataclass(frozen=True)
class Callback:
    """What a press of a button asks for; subclasses name an `action` and have int fields."""

    action: ClassVar[str] = ""
    _actions: ClassVar[dict[str, type[Callback]]] = {}

    def __init_subclass__(cls) -> None:
        if cls.action in Callback._actions:
            raise TypeError(f"action {cls.action!r} is taken")
        Callback._actions[cls.action] = cls

    def pack(self) -> str:
        """The callback data; ValueError when it is longer than Telegram allows."""
        parts = [f"{VERSION}{self.action}"]
        parts += [_pack_field(getattr(self, field.name)) for field in fields(self)]
        data = ":".join(parts)
        if len(data) > MAX_BYTES:
            raise ValueError(f"callback data too long: {data}")
        return data

    @staticmethod
    def unpack(data: str) -> Callback:
        """The callback that `pack` made `data` of. Raises UnknownCallbackError for anything else."""
        head, *parts = data.split(":")
        kind = Callback._actions.get(head[1:])
        if not head.startswith(VERSION) or kind is None:
            raise UnknownCallbackError(data)
        return kind._read(parts, data)

    @classmethod
    def _read(cls, parts: list[str], data: str) -> Self:
        expected = fields(cls)
        if len(parts) != len(expected):
            raise UnknownCallbackError(data)
        try:
            values = [
                _unpack_list(part) if field.type.startswith("tuple") else _number(part)
                for field, part in zip(expected, parts, strict=True)
            ]
        except ValueError as error:
            raise UnknownCallbackError(data) from error
        return cls(*values)


def _pack_field(value: int | tuple[int, ...]) -> str:
    return ".".join(map(_base36, value)) if isinstance(value, tuple) else _base36(value)


def _unpack_list(part: str) -> tuple[int, ...]:
    return tuple(_number(number) for number in part.split(".")) if part else ()


def _number(part: str) -> int:
    """The number that `_base36` wrote; ValueError for others, and for what no id can be."""
    number = int(part, 36)
    if abs(number) > _LARGEST or _base36(number) != part:
        raise ValueError(part)
    return number


def _base36(number: int) -> str:
    if number < 0:
        return "-" + _base36(-number)
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits
