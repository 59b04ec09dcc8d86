"""Formatted text as Telegram keeps it: parsed, trimmed, entities in order and detected."""

from __future__ import annotations

import re
from typing import Any

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.html import parse_html, utf16
from botapp.emulator.engine.markdown import parse_markdown

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_SOURCE_LIMIT = 1 << 15

_MERGED = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_DETECTED = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
_KNOWN = (
    _DETECTED
    | _MERGED
    | {"blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention"}
    | {"custom_emoji", "date_time", "bank_card_number"}
)
_RANK = {kind: rank for rank, kind in enumerate(("expandable_blockquote", "blockquote", "pre"))}
_FOUND = re.compile(
    r"(?P<url>(?:https?://|tg://|www\.)[^\s<>\"]+[^\s<>\".,:;!?)\]}'»])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
    r"|(?<!\w)(?P<cashtag>\$[A-Z]{1,8})\b"
    r"|(?<![\w+])(?P<phone_number>\+\d[\d ()-]{8,18}\d)(?!\w)"
)
_HINTS = frozenset("@#/$:+.")


def formatted(text: str, parse_mode: str | None, entities: list[JSON] | None) -> Formatted:
    """The message text and its entities, as Telegram would keep them."""
    if len(text.encode()) > _SOURCE_LIMIT:
        raise bad_request("Text is too long")
    mode = (parse_mode or "").lower()
    if text and mode and mode != "none":
        if mode == "html":
            plain, found = parse_html(text)
        elif mode in {"markdown", "markdownv2"}:
            plain, found = parse_markdown(text, legacy=mode == "markdown")
        else:
            raise bad_request("Unsupported parse_mode")
    else:
        plain, found = text, _given(text, entities or [])
    return _tidied(plain.replace("\r", ""), found)


Formatted = tuple[str, list[JSON]]


def _given(text: str, entities: list[JSON]) -> list[JSON]:
    size = utf16(text)
    kept = []
    for entity in entities:
        if entity["type"] not in _KNOWN:
            raise bad_request("Can't parse MessageEntity: Unsupported type specified")
        if entity["offset"] < 0 or entity["offset"] + entity["length"] > size:
            place = entity["offset"]
            raise bad_request(
                f"Entity beginning at UTF-16 offset {place} ends after the end of the text"
                f" at UTF-16 offset {place + entity['length']}"
            )
        if entity["type"] not in _DETECTED and entity["length"] > 0:
            kept.append(dict(entity))
    return kept


def _tidied(text: str, entities: list[JSON]) -> Formatted:
    entities.sort(key=_order)
    trimmed = text.rstrip()
    end = utf16(trimmed)
    first = min((entity["offset"] for entity in entities), default=end)
    lead = min(len(trimmed) - len(trimmed.lstrip()), first)
    result: list[JSON] = []
    for entity in entities:
        entity["length"] = min(entity["length"], end - entity["offset"])
        entity["offset"] -= lead
        if entity["length"] > 0:
            _merge(result, entity)
    text = trimmed[lead:]
    result.extend(_detected(text, result))
    result.sort(key=_order)
    return text, result


def _order(entity: JSON) -> tuple[int, int, int]:
    return entity["offset"], -entity["length"], _RANK.get(entity["type"], len(_RANK))


def _merge(result: list[JSON], entity: JSON) -> None:
    for other in reversed(result):
        if other["type"] == entity["type"] and entity["type"] in _MERGED:
            end = other["offset"] + other["length"]
            if entity["offset"] <= end:
                other["length"] = max(end, entity["offset"] + entity["length"]) - other["offset"]
                return
        inside = entity["offset"] < other["offset"] + other["length"]
        if inside and other["type"] in {"pre", "code"}:
            return
    result.append(entity)


def _detected(text: str, known: list[JSON]) -> list[JSON]:
    if _HINTS.isdisjoint(text):
        return []
    blocked = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in known
        if entity["type"] in {"pre", "code", "text_link", "text_mention", "custom_emoji"}
    ]
    found = []
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or ""
        offset = utf16(text[: match.start(kind)])
        length = utf16(match.group(kind))
        if all(offset >= end or offset + length <= start for start, end in blocked):
            found.append({"type": kind, "offset": offset, "length": length})
    return found


def message_text(params: dict[str, Any], *, editing: bool = False) -> Formatted:
    """``text`` + ``parse_mode`` + ``entities`` of a call; 1–4096 units after parsing."""
    if not params.get("text"):
        raise bad_request("Message text is empty")
    text, entities = formatted(params["text"], params.get("parse_mode"), params.get("entities"))
    if not text:
        raise bad_request("Message text is empty" if editing else "text must be non-empty")
    if utf16(text) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG" if editing else "Message is too long")
    return text, entities


def caption(params: dict[str, Any]) -> Formatted:
    """``caption`` of a call or a media object; 0–1024 units after parsing."""
    text, entities = formatted(
        params.get("caption") or "", params.get("parse_mode"), params.get("caption_entities")
    )
    if utf16(text) > CAPTION_LIMIT:
        raise bad_request("Message caption is too long")
    return text, entities
