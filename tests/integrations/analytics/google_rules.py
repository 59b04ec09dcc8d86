"""Google's own rules of a request to the Measurement Protocol, where they are at hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

_FOLDER = Path(__file__).resolve().parents[4] / "shared" / "specs" / "ga4"
AT_HAND = _FOLDER.is_dir()
_MOST_BYTES = 130_000
_LONGEST_NAME = 40


@cache
def _rules() -> tuple[jsonschema.Draft7Validator, dict[str, list[str]]]:
    schema = json.loads((_FOLDER / "measurement-protocol.schema.json").read_text())
    reserved = json.loads((_FOLDER / "reserved_names.json").read_text())
    return jsonschema.Draft7Validator(schema), reserved


def check(body: dict[str, Any], size: int) -> None:
    """Fail when Google's validator, the table of reserved names or the limits refuse the body."""
    validator, reserved = _rules()
    validator.validate(body)
    assert size < _MOST_BYTES
    assert 1 <= len(body["events"]) <= 25
    for event in body["events"]:
        assert event["name"] not in reserved["reserved_event_names"]
        params = event["params"]
        assert len(params) <= 25
        for name, value in params.items():
            assert len(name) <= _LONGEST_NAME
            assert not name.startswith(tuple(reserved["reserved_name_prefixes"]))
            assert isinstance(value, list) or len(str(value)) <= 100
        assert len(params.get("items", [])) <= 200
