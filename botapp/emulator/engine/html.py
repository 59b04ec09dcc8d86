"""Telegram's HTML: text and entities out of markup, refusals in Telegram's words.

Rules: https://core.telegram.org/bots/api#html-style. Offsets of entities are UTF-16 units,
offsets in refusals are bytes of UTF-8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.links import link_entity

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = {*_SIMPLE, "a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,8})|(lt|gt|amp|quot));?")
_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_UNTIL_SPACE = re.compile(r"[^\s>]*")
_PLAIN = re.compile(r"[^<&]+")


@dataclass
class _Open:
    tag: str
    argument: str
    moment: int
    offset: int
    start: int


def utf16(text: str) -> int:
    """Length in UTF-16 code units, the measure of all Telegram lengths."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[JSON]]:
    """Plain text and its entities; raises ApiError "can't parse entities: …"."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.entities: list[JSON] = []

    def parse(self) -> tuple[str, list[JSON]]:
        source = self.source
        while self.at < len(source):
            sign = source[self.at]
            if sign == "<":
                if source.startswith("</", self.at):
                    self._end_tag()
                else:
                    self._start_tag()
            elif sign == "&":
                self._append(self._character())
            else:
                self._append(self._skip(_PLAIN))
        if self.open:
            tag = self.open[-1].tag
            raise _refuse(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return "".join(self.parts), self.entities

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.units += utf16(text)

    def _character(self) -> str:
        found = _CHARACTER.match(self.source, self.at)
        if found:
            decimal, hexadecimal, name = found.groups()
            code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
            if name or (0 < code < 0x110000 and not 0xD800 <= code < 0xE000):
                self.at = found.end()
                return _NAMED[name] if name else chr(code)
        self.at += 1
        return "&"

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        text = found.group() if found else ""
        self.at += len(text)
        return text

    def _peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._skip(_UNTIL_SPACE).lower()
        if not self._peek():
            raise _refuse(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag not in _TAGS:
            raise _refuse(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        argument, moment = "", 0
        while self._peek() != ">":
            self._skip(_SPACE)
            if self._peek() == ">":
                break
            name, value = self._attribute(tag, begin)
            if (tag == "a" and name == "href") or (tag == "tg-emoji" and name == "emoji-id"):
                argument = value or ""
            elif tag == "code" and name == "class" and (value or "").startswith("language-"):
                argument = (value or "")[9:]
            elif tag == "span" and name == "class" and (value or "").startswith("tg-"):
                argument = (value or "")[3:]
            elif tag == "blockquote" and name == "expandable":
                argument = "1"
            elif tag == "tg-time" and name == "unix":
                moment = int(value) if value and value.isdigit() else 0
            elif tag == "tg-time" and name == "format":
                argument = value or ""
        if tag == "span" and argument != "spoiler":
            place = self._bytes(begin)
            raise _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
        self.at += 1
        self.open.append(_Open(tag, argument, moment, self.units, len(self.parts)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        name = self._skip(_NAME)
        if not name:
            place = self._bytes(begin)
            if not self._peek():
                raise _refuse(f'Unclosed start tag "{tag}" at byte offset {place}')
            raise _refuse(f'Empty attribute name in the tag "{tag}" at byte offset {place}')
        self._skip(_SPACE)
        if self._peek() not in ("=", ""):
            return name, None
        self.at += 1
        self._skip(_SPACE)
        quote = self._peek()
        if not quote:
            raise _refuse(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        value = self._quoted() if quote in "'\"" else self._token()
        if not self._peek():
            raise _refuse(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        return name, value

    def _quoted(self) -> str:
        quote = self._peek()
        self.at += 1
        value: list[str] = []
        while self._peek() and self._peek() != quote:
            if self._peek() == "&":
                value.append(self._character())
            else:
                value.append(self._peek())
                self.at += 1
        if self._peek():
            self.at += 1
        return "".join(value)

    def _token(self) -> str:
        begin = self.at
        value = self._skip(_TOKEN).lower()
        if self._peek() and not self._peek().isspace() and self._peek() != ">":
            place = self._bytes(begin)
            raise _refuse(f"Unexpected end of name token at byte offset {place}")
        return value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _refuse(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self.at += 2
        name = self._skip(_UNTIL_SPACE).lower()
        self._skip(_SPACE)
        if self._peek() != ">":
            raise _refuse(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        opened = self.open[-1]
        if name and name != opened.tag:
            raise _refuse(
                f"Unmatched end tag at byte offset {self._bytes(begin)}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self.open.pop()
        if self.units > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        place = {"offset": opened.offset, "length": self.units - opened.offset}
        last = self.entities[-1] if self.entities else {}
        same = last.get("offset") == place["offset"] and last.get("length") == place["length"]
        tag, argument = opened.tag, opened.argument
        if tag in _SIMPLE:
            self.entities.append({"type": _SIMPLE[tag], **place})
        elif tag == "a":
            if link := link_entity(argument or "".join(self.parts[opened.start :])):
                self.entities.append(link | place)
        elif tag == "tg-emoji":
            if not argument.isdigit() or not int(argument):
                raise bad_request("Invalid custom emoji identifier specified")
            self.entities.append({"type": "custom_emoji", **place, "custom_emoji_id": argument})
        elif tag == "tg-time":
            if set(argument) - set("tTdDwWrR") or (len(argument) > 1 and set(argument) & set("rR")):
                raise bad_request("Invalid date-time format specified")
            if opened.moment:
                moment: JSON = {"type": "date_time", **place, "unix_time": opened.moment}
                self.entities.append(moment | ({"date_time_format": argument} if argument else {}))
        elif tag == "pre":
            if same and last["type"] == "code" and last.get("language"):
                last["type"] = "pre"
            else:
                self.entities.append({"type": "pre", **place})
        elif tag == "code":
            if same and last["type"] == "pre" and argument:
                last["language"] = argument
            else:
                named = {"language": argument} if argument else {}
                self.entities.append({"type": "code", **place, **named})
        else:
            kind = "expandable_blockquote" if argument else "blockquote"
            self.entities.append({"type": kind, **place})


def _refuse(words: str) -> Exception:
    return bad_request("can't parse entities: " + words)
