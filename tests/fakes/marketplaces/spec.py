"""The marketplaces' own descriptions (OpenAPI), against which asked and answered are held."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

SPECS = Path(__file__).resolve().parents[4] / "shared" / "specs"
_TYPES = {"object", "array", "string", "integer", "number", "boolean"}
_FEW = 3  # of a long list so many rows are looked at


class Spec:
    """`refused` lists what was asked or answered otherwise than described."""

    def __init__(self, *files: str) -> None:
        self.documents = [_load(name) for name in files]
        self.wrong: list[str] = []

    def knows(self, method: str, path: str) -> bool:
        return self._find(method, path) is not None

    def look_at_request(self, method: str, path: str, query: dict[str, str], body: Any) -> None:
        """Note what is not as described: missing, misnamed, of another type."""
        found = self._find(method, path)
        if found is None:
            self.wrong.append(f"{method} {path} is not described")
            return
        document, operation, shared = found
        for parameter in [*shared, *operation.get("parameters", ())]:
            parameter = _resolved(document, parameter)
            is_needed = parameter["in"] == "query" and parameter.get("required")
            if is_needed and parameter["name"] not in query:
                self.wrong.append(f"{method} {path} lacks ?{parameter['name']}")
        known = {_resolved(document, one)["name"] for one in operation.get("parameters", ())}
        self.wrong += [f"{method} {path}: ?{name}" for name in query if name not in known]
        content = _resolved(document, operation.get("requestBody", {})).get("content", {})
        if schema := content.get("application/json", {}).get("schema"):
            self._hold(f"{method} {path} asked", _validator(document, schema), body)

    def look_at_answer(self, method: str, path: str, status: int, body: Any) -> None:
        found = self._find(method, path)
        if found is None:
            return
        document, operation, _shared = found
        responses = operation["responses"]
        answer = responses.get(str(status)) or responses.get("default", {})
        content = _resolved(document, answer).get("content", {})
        if schema := content.get("application/json", {}).get("schema"):
            self._hold(f"{method} {path} answered", _validator(document, schema), body)

    def _hold(self, what: str, validator: Draft7Validator, body: Any) -> None:
        for error in list(validator.iter_errors(_shortened(body)))[:3]:
            place = ".".join(map(str, error.absolute_path))
            self.wrong.append(f"{what}: {place}: {error.message[:200]}")

    def _find(self, method: str, path: str) -> tuple[Any, Any, Any] | None:
        for document in self.documents:
            for template, item in document["paths"].items():
                if method.lower() in item and _matches(template, path):
                    return document, item[method.lower()], item.get("parameters", ())
        return None


@cache
def _load(name: str) -> Any:
    raw = (SPECS / name).read_text("utf-8")
    if name.endswith(".json"):
        return json.loads(raw)
    return yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def _matches(template: str, path: str) -> bool:
    pattern = re.sub(r"\\\{\w+\\\}", r"[^/]+", re.escape(template))
    return re.fullmatch(pattern, path) is not None


_validators: dict[int, Draft7Validator] = {}


def _validator(document: Any, schema: Any) -> Draft7Validator:
    if id(schema) not in _validators:
        _validators[id(schema)] = Draft7Validator(_strict(document, schema))
    return _validators[id(schema)]


def _resolved(document: Any, node: Any) -> Any:
    while isinstance(node, dict) and "$ref" in node:
        found = document
        for part in node["$ref"].lstrip("#/").split("/"):
            found = found[part]
        node = found
    return node


def _strict(document: Any, schema: Any, depth: int = 0) -> dict[str, Any]:
    """JSON Schema of an OpenAPI one, in which unknown names are errors."""
    schema = _merged(document, _resolved(document, schema))
    found: dict[str, Any] = {}
    kind = schema.get("type")
    if kind in _TYPES:
        found["type"] = [kind, "null"] if schema.get("nullable") else kind
    for name in ("enum", "minItems", "maxItems"):
        if name in schema:
            found[name] = schema[name]
    # Ozon demands a `quant_size` that it does not describe: only what is described can be asked.
    if needed := [one for one in schema.get("required", ()) if one in schema.get("properties", ())]:
        found["required"] = needed
    if kind in ("integer", "number"):
        found |= {name: schema[name] for name in ("minimum", "maximum") if name in schema}
    if depth > 9:
        return found
    if "properties" in schema:
        properties = schema["properties"].items()
        found["properties"] = {name: _strict(document, one, depth + 1) for name, one in properties}
        found["additionalProperties"] = False
    if "items" in schema and isinstance(schema["items"], dict):
        found["items"] = _strict(document, schema["items"], depth + 1)
    return found


def _merged(document: Any, schema: Any) -> Any:
    if "allOf" not in schema:
        return schema
    merged: dict[str, Any] = {}
    for part in schema["allOf"]:
        part = _merged(document, _resolved(document, part))
        properties = {**merged.get("properties", {}), **part.get("properties", {})}
        required = [*merged.get("required", []), *part.get("required", [])]
        merged |= part
        if properties:
            merged["properties"] = properties
        if required:
            merged["required"] = required
    return merged


def _shortened(body: Any) -> Any:
    if isinstance(body, list):
        return [_shortened(one) for one in (body if _is_ids(body) else body[:_FEW])]
    if isinstance(body, dict):
        return {name: _shortened(one) for name, one in body.items()}
    return body


def _is_ids(rows: list[Any]) -> bool:
    return bool(rows) and not isinstance(rows[0], dict)
