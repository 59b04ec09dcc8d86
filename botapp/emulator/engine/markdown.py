"""MarkdownV2 and the old Markdown, for bots that prefer them to HTML.

Rules: https://core.telegram.org/bots/api#markdownv2-style.
"""

from __future__ import annotations

import re

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.html import utf16
from botapp.emulator.engine.links import link_entity

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
}
_LEGACY = {"*": "bold", "_": "italic"}
_LANGUAGE = re.compile(r"([A-Za-z0-9_+-]+)\n")
_EMOJI = re.compile(r"!\[([^\]]+)\]\(tg://emoji\?id=(\d+)\)")


def parse_markdown(source: str, *, legacy: bool) -> tuple[str, list[JSON]]:
    """Plain text and entities; raises ApiError "can't parse entities: …"."""
    return _Parser(source, legacy).parse()


class _Parser:
    def __init__(self, source: str, legacy: bool) -> None:
        self.source, self.legacy, self.at = source, legacy, 0
        self.marks = _LEGACY if legacy else _MARKS
        self.text: list[str] = []
        self.units = 0
        self.open: list[tuple[str, int, int]] = []
        self.entities: list[JSON] = []
        self.line_begins = True
        self.quote: int | None = None  # where the quotation began

    def parse(self) -> tuple[str, list[JSON]]:
        while self.at < len(self.source):
            if not self._quotation():
                self._step()
        self._end_quote("blockquote")
        if self.open:
            mark, _, begin = self.open[-1]
            kind = "text_link" if mark == "[" else self.marks[mark]
            place = len(self.source[:begin].encode())
            raise _refuse(f"Can't find end of {kind.title()} entity at byte offset {place}")
        return "".join(self.text), self.entities

    def _append(self, text: str) -> None:
        self.text.append(text)
        self.units += utf16(text)
        self.line_begins = text == "\n"

    def _quotation(self) -> bool:
        """Lines that begin with ">"; "||" at the end of the last one folds the quotation."""
        if self.legacy:
            return False
        source, at = self.source, self.at
        if source[at] == ">" and self.line_begins:
            if self.quote is None:
                self.quote = self.units
            self.line_begins = False
            self.at += 1
            return True
        if self.quote is None:
            return False
        ends_line = source[at + 2 : at + 3] in ("", "\n")
        if source.startswith("||", at) and ends_line and not self._is_open("||"):
            self._end_quote("expandable_blockquote")
            self.at += 2
            return True
        if source[at] == "\n" and source[at + 1 : at + 2] != ">":
            self._end_quote("blockquote")
        return False

    def _end_quote(self, kind: str) -> None:
        if self.quote is not None:
            self._entity({"type": kind}, self.quote)
            self.quote = None

    def _is_open(self, mark: str) -> bool:
        return any(opened == mark for opened, _, _ in self.open)

    def _step(self) -> None:
        source, at = self.source, self.at
        sign = source[at]
        if sign == "\\" and at + 1 < len(source) and ord(source[at + 1]) < 127:
            self._append(source[at + 1])
            self.at += 2
        elif sign == "`":
            self._code()
        elif not self.legacy and (emoji := _EMOJI.match(source, at)):
            offset = self.units
            self._append(emoji[1])
            self._entity({"type": "custom_emoji", "custom_emoji_id": emoji[2]}, offset)
            self.at = emoji.end()
        elif sign == "[" and not self._is_open("["):
            self.open.append(("[", self.units, at))
            self.at += 1
        elif sign == "]" and self.open and self.open[-1][0] == "[":
            self._link()
        elif mark := self._mark():
            self._toggle(mark)
        elif sign in _RESERVED and not self.legacy:
            raise _refuse(
                f"Character '{sign}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self._append(sign)
            self.at += 1

    def _mark(self) -> str | None:
        double = self.source[self.at : self.at + 2]
        if double in self.marks:
            return double
        single = self.source[self.at]
        return single if single in self.marks else None

    def _toggle(self, mark: str) -> None:
        if self.open and self.open[-1][0] == mark:
            _, offset, _ = self.open.pop()
            self._entity({"type": self.marks[mark]}, offset)
        else:
            self.open.append((mark, self.units, self.at))
        self.at += len(mark)

    def _entity(self, entity: JSON, offset: int) -> None:
        if self.units > offset:
            self.entities.append(entity | {"offset": offset, "length": self.units - offset})

    def _code(self) -> None:
        fence = "```" if self.source.startswith("```", self.at) else "`"
        end = self.source.find(fence, self.at + len(fence))
        if end < 0:
            kind = "Pre" if fence == "```" else "Code"
            place = len(self.source[: self.at].encode())
            raise _refuse(f"Can't find end of {kind} entity at byte offset {place}")
        body = self.source[self.at + len(fence) : end]
        entity: JSON = {"type": "pre" if fence == "```" else "code"}
        language = _LANGUAGE.match(body) if fence == "```" else None
        if language:
            entity["language"] = language[1]
            body = body[language.end() :]
        offset = self.units
        self._append(re.sub(r"\\(.)", r"\1", body.lstrip("\n") if fence == "```" else body))
        self._entity(entity, offset)
        self.at = end + len(fence)

    def _link(self) -> None:
        _, offset, _ = self.open.pop()
        self.at += 1
        if self.source.startswith("(", self.at):
            end = self.source.find(")", self.at)
            if end < 0:
                place = len(self.source[: self.at].encode())
                raise _refuse(f"Can't find end of a URL at byte offset {place}")
            url = self.source[self.at + 1 : end].replace("\\", "")
            self.at = end + 1
            if link := link_entity(url):
                self._entity(link, offset)


def _refuse(words: str) -> Exception:
    return bad_request("can't parse entities: " + words)
