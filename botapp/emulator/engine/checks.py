"""Checks every value of a call against the tables of ``fields`` and makes it typed.

Strict on purpose: a field Telegram does not know, or of another type, is refused, because in
a real chat it would silently do nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botapp.emulator.engine import fields
from botapp.emulator.engine.errors import JSON, ApiError, FieldError, bad_request

Checker = Callable[[Any, str], Any]
_NUMBER = re.compile(r"-?\d{1,19}$")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    body: bytes
    mime: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    required: bool
    kind: str
    check: Checker


def checked(
    method: str, values: Mapping[str, Any], uploads: Mapping[str, Upload], *, from_form: bool
) -> JSON:
    """Typed parameters of a call; raises ApiError in Telegram's words."""
    table = _method(method)
    result: JSON = {}
    for name, value in values.items():
        field = table.get(name)
        if field is None:
            raise bad_request(f'unknown parameter "{name}" of {method}')
        if value is None or (value == "" and field.kind != "str" and (from_form or field.required)):
            continue
        if from_form or (isinstance(value, str) and field.kind not in {"str", "file", "chat"}):
            value = _from_text(field, value)
        try:
            result[name] = field.check(value, name)
        except FieldError as error:
            raise bad_request(str(error)) from error
    for name, upload in uploads.items():
        field = table.get(name)
        if field is not None and field.kind in {"file", "upload"}:
            result[name] = upload
    for name in table.required:
        if name not in result:
            raise bad_request(fields.MISSING.get(name, f'Parameter "{name}" is required'))
    return result


def _from_text(field: _Field, value: str) -> Any:
    kind = field.kind
    if kind in {"str", "file", "chat", "upload"}:
        return value
    if kind == "int":
        return int(value) if _NUMBER.match(value.strip()) else value
    if kind == "float":
        try:
            return float(value)
        except ValueError:
            return value
    if kind == "bool":
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
            value.strip().lower(), value
        )
    try:
        return json.loads(value)
    except ValueError:
        words = fields.BAD_JSON.get(field.name, f"Can't parse {field.name} JSON object")
        raise bad_request(words) from None


def _must(name: str, kind: str) -> FieldError:
    return FieldError(f'Field "{name}" must be of type {kind}')


def _string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise _must(name, "String")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise FieldError("strings must be encoded in UTF-8") from None
    return value


def _integer(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _must(name, "Number")
    return value


def _float(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _must(name, "Number")
    return float(value)


def _boolean(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise _must(name, "Boolean")
    return value


def _chat(value: Any, name: str) -> int | str:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise _must(name, "Number")
    if isinstance(value, str) and _NUMBER.match(value):
        return int(value)
    return value


def _any(value: Any, name: str) -> Any:
    return value


_SCALARS: dict[str, Checker] = {
    "str": _string,
    "int": _integer,
    "float": _float,
    "bool": _boolean,
    "chat": _chat,
    "file": _string,
    "upload": _string,
    "any": _any,
}


class _Table(dict[str, _Field]):
    """Fields by name; ``required`` are the names that must be there."""

    required: tuple[str, ...] = ()


_METHODS: dict[str, _Table] = {}
_OBJECTS: dict[str, _Table] = {}


def _method(method: str) -> _Table:
    table = _METHODS.get(method)
    if table is None:
        table = _METHODS[method] = _table(fields.METHODS[method])
    return table


def _table(line: str) -> _Table:
    table = _Table()
    for word in line.split():
        name, _, kind = word.partition(":")
        required = name.endswith("!")
        name = name.rstrip("!")
        table[name] = _Field(name, required, kind, _checker(kind))
    table.required = tuple(field.name for field in table.values() if field.required)
    return table


def _checker(kind: str) -> Checker:
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind.startswith("["):
        return _array(_checker(kind[1:-1]), nested=kind.startswith("[["))
    if kind in fields.UNIONS:
        return _union(kind)
    if kind in fields.BY_FIELD:
        return _by_field(kind)
    return _titled(kind, _object(kind))


def _array(item: Checker, *, nested: bool) -> Checker:
    def check(value: Any, name: str) -> list[Any]:
        if not isinstance(value, list):
            raise FieldError(fields.NOT_ARRAY.get(name, f'Field "{name}" must be of type Array'))
        if nested and not all(isinstance(row, list) for row in value):
            suffix = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
            raise FieldError(f'Field "{name}"{suffix} must be an Array of Arrays')
        return [item(element, name) for element in value]

    return check


def _object(kind: str) -> Checker:
    def check(value: Any, name: str) -> JSON:
        if kind == "KeyboardButton" and isinstance(value, str):
            return {"text": value}
        if not isinstance(value, dict):
            raise FieldError(fields.NOT_OBJECT.get(kind, "expected an Object"))
        table = _OBJECTS.get(kind)
        if table is None:
            table = _OBJECTS[kind] = _table(fields.OBJECTS[kind])
        result: JSON = {}
        for key, element in value.items():
            field = table.get(key)
            if field is None:
                raise FieldError(f'unknown field "{key}" of {kind}')
            if element is not None:
                result[key] = field.check(element, key)
        for required in table.required:
            if required not in result:
                raise FieldError(f'Can\'t find field "{required}"')
        return result

    return check


def _titled(kind: str, check: Checker) -> Checker:
    title = fields.TITLES.get(kind)
    if title is None:
        return check

    def outer(value: Any, name: str) -> Any:
        try:
            return check(value, name)
        except FieldError as error:
            raise _cannot_parse(title, error) from error

    return outer


def _cannot_parse(title: str, error: FieldError) -> ApiError:
    return bad_request(f"Can't parse {title}: {error}")


def _union(kind: str) -> Checker:
    members = {key: _object(name) for key, name in fields.UNIONS[kind].items()}

    def check(value: Any, name: str) -> Any:
        if not isinstance(value, dict):
            raise FieldError(fields.NOT_OBJECT.get(kind, "expected an Object"))
        if "type" not in value:
            raise FieldError('Can\'t find field "type"')
        member = members.get(_string(value["type"], "type"))
        if member is None:
            raise FieldError(f'type "{value["type"]}" is unsupported')
        if value["type"] == "photo" and "photo_file_id" in value:
            member = _object("InlineQueryResultCachedPhoto")
        return member(value, name)

    return _titled(kind, check)


def _by_field(kind: str) -> Checker:
    members = {key: _object(name) for key, name in fields.BY_FIELD[kind].items()}

    def check(value: Any, name: str) -> Any:
        if not isinstance(value, dict):
            raise FieldError(fields.NOT_OBJECT.get(kind, "expected an Object"))
        for key, member in members.items():
            if key in value:
                return member(value, name)
        if value:
            raise FieldError(f'unknown field "{next(iter(value))}" of {name}')
        return {}

    return check
