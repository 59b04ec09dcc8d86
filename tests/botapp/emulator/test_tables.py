"""Our tables of fields against the official description, where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from botapp.emulator.engine import fields

OFFICIAL = Path(__file__).parents[4] / "shared" / "specs" / "telegram-bot-api.json"
TYPES = {
    "str": {"String"},
    "int": {"Integer"},
    "float": {"Float"},
    "bool": {"Boolean"},
    "chat": {"Integer", "String"},
    "file": {"InputFile", "String"},
    "upload": {"InputFile"},
    "markup": {"InlineKeyboardMarkup", "ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply"},
    "any": {"ChatAdministratorRights"},
}
# A narrower type than the description's, or one that it spells out.
EXCEPTIONS = {
    ("sendDocument", "thumbnail"): {"InputFile", "String"},
    ("sendMediaGroup", "media"): {
        "Array of InputMediaAudio",
        "Array of InputMediaDocument",
        "Array of InputMediaLivePhoto",
        "Array of InputMediaPhoto",
        "Array of InputMediaVideo",
    },
}
pytestmark = pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the official description of the Bot API is not at hand"
)


@pytest.fixture(scope="module")
def official() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(OFFICIAL.read_text())
    return found


def ours(line: str) -> dict[str, tuple[bool, set[str]]]:
    table = {}
    for word in line.split():
        name, _, kind = word.partition(":")
        table[name.rstrip("!")] = (name.endswith("!"), kinds(kind))
    return table


def kinds(kind: str) -> set[str]:
    if kind.startswith("["):
        return {f"Array of {inner}" for inner in kinds(kind[1:-1])}
    return TYPES.get(kind, {kind})


def theirs(rows: list[dict[str, Any]]) -> dict[str, tuple[bool, set[str]]]:
    return {row["name"]: (row["required"], set(row["types"])) for row in rows}


@pytest.mark.parametrize("method", sorted(fields.METHODS))
def test_fields_of_a_method(method: str, official: dict[str, Any]) -> None:
    table = ours(fields.METHODS[method])
    for (owner, name), types in EXCEPTIONS.items():
        if owner == method:
            table[name] = (table[name][0], types)
    assert table == theirs(official["methods"][method].get("fields") or [])


@pytest.mark.parametrize("name", sorted(fields.OBJECTS))
def test_fields_of_an_object(name: str, official: dict[str, Any]) -> None:
    assert ours(fields.OBJECTS[name]) == theirs(official["types"][name].get("fields") or [])


@pytest.mark.parametrize("union", sorted(fields.UNIONS))
def test_members_of_a_union_exist(union: str, official: dict[str, Any]) -> None:
    assert set(fields.UNIONS[union].values()) <= set(official["types"][union]["subtypes"])
