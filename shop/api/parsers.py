"""Bodies read strictly: bounded, UTF-8, and only what JSON itself knows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser, FormParser

from shop.api.errors import BodyTooLarge, MalformedBody

DEEPEST = 32
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class StrictJSONParser(BaseParser):
    """JSON without NaN, lone surrogates and bottomless nesting; at most `view.max_body` bytes."""

    media_type = "application/json"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = read_bounded(stream, parser_context)
        try:
            found = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise MalformedBody(_("The body is not JSON.")) from error
        if _depth_passes(found, DEEPEST):
            raise MalformedBody(_("The body is nested too deeply."))
        if _SURROGATE.search(raw) and not _is_text(found):
            raise MalformedBody(_("The body holds half of a character."))
        return found


class BoundedFormParser(FormParser):
    """A plain HTML form, for the log-in; it is short."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        from django.http import QueryDict

        raw = read_bounded(stream, parser_context)
        try:
            return QueryDict(raw, encoding="utf-8")
        except ValueError as error:
            raise MalformedBody(_("The body is not a form.")) from error


def read_bounded(stream: Any, context: Mapping[str, Any] | None) -> bytes:
    """The whole body; raises BodyTooLarge past the view's limit."""
    most = getattr((context or {}).get("view"), "max_body", 0)
    raw: bytes = stream.read(most + 1)
    if len(raw) > most:
        raise BodyTooLarge()
    return raw


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _depth_passes(value: Any, most: int) -> bool:
    level = [value]
    for _step in range(most):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _is_text(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
