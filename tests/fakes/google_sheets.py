"""Google Sheets and Drive on this machine: real sockets, real answers, and trouble on demand.

What the store asks is held against Google's own description of the API (discovery): methods,
parameters and the names in bodies.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from gspread.utils import a1_range_to_grid_range, rowcol_to_a1

from tests.fakes import google_grid
from tests.fakes.outside import Outside, Reaction, Request, Trouble

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs" / "google"
EMAIL = "store@project.iam.gserviceaccount.com"
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # local days, as in sheets
_COMMON = {"fields", "alt", "prettyPrint", "key", "quotaUser"}


@dataclass
class Day:
    """A cell that holds a date; `shown` is what people see."""

    day: date
    shown: str


@dataclass
class FakeTab:
    title: str
    number: int = 0
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)  # (row, column) from 1
    rows: int = 1000
    columns: int = 26
    frozen: int = 0
    frozen_columns: int = 0
    hidden: bool = False
    protected: bool = False
    merges: list[dict[str, int]] = field(default_factory=list)
    formats: list[dict[str, Any]] = field(default_factory=list)

    def fill(self, table: Any) -> FakeTab:
        for row, values in enumerate(table, 1):
            for column, value in enumerate(values, 1):
                if value not in (None, ""):
                    self.cells[row, column] = value
        self.rows = max(self.rows, len(table))
        return self

    def table(self) -> list[list[Any]]:
        """All values, from the first row to the last."""
        return self.window(1, 1, self.rows, self.columns)

    def window(self, top: int, left: int, bottom: int, right: int) -> list[list[Any]]:
        """As the API gives a range: without blanks at the end of rows and of the whole."""
        found: dict[int, dict[int, Any]] = {}
        for (row, column), value in self.cells.items():
            if top <= row <= bottom and left <= column <= right:
                found.setdefault(row, {})[column] = value
        return [
            [found[row].get(column, "") for column in range(left, max(found[row]) + 1)]
            if row in found
            else []
            for row in range(top, max(found, default=top - 1) + 1)
        ]


@dataclass
class FakeBook:
    title: str
    tabs: list[FakeTab]
    shared: str = "writer"  # "writer", "reader" or "" for nobody
    native: bool = True
    parents: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(
        default_factory=dict
    )  # e-mail → role, of those it is shared with


@dataclass
class Call:
    """A request that came: the method's name in the discovery, and its size."""

    name: str
    size: int
    body: Any


class Refused(Exception):  # noqa: N818
    def __init__(self, code: int, status: str, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        error: dict[str, Any] = {"code": code, "message": message, "status": status}
        if reason:
            error["errors"] = [{"reason": reason, "message": message}]
        self.body = {"error": error}


class FakeGoogle(Outside):
    """The state of both APIs. `books` by id; `trouble` says what goes wrong with a call."""

    content_type = "application/json; charset=UTF-8"

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.books: dict[str, FakeBook] = {}
        self.folders: dict[str, bool] = {}  # id → whether it is in a shared drive
        self.strangers: set[str] = set()  # e-mails with which nothing can be shared
        self.calls: list[Call] = []
        self.misbehaved: list[str] = []
        self.trouble: Callable[[Call], str | None] = lambda call: None

    def book(self, key: str = "sheet-of-goods", *tabs: FakeTab, **options: Any) -> FakeBook:
        book = FakeBook("Goods", list(tabs) or [FakeTab("Sheet1")], **options)
        self.books[key] = book
        return book

    def next(self, *answers: str, only: str = "") -> None:
        """Let the next calls (of the method `only`) go wrong: `500`, `429`, `429 7`, `403 reason`,
        `garbage`, `reset`, or `lost`: done, but the answer never comes."""
        waiting = list(answers)

        def trouble(call: Call) -> str | None:
            return waiting.pop(0) if waiting and only in call.name else None

        self.trouble = trouble

    def named(self, name: str) -> list[Call]:
        return [call for call in self.calls if call.name == name]

    def react(self, request: Request) -> Reaction:
        query = parse_qs(request.query_string, keep_blank_values=True)
        body = request.json if request.body else None
        name = self._method(request, query, body)
        call = Call(name, len(request.body), body)
        self.calls.append(call)
        trouble = self.trouble(call) or ""
        if trouble == "reset":
            return Trouble.RESET
        if trouble == "garbage":
            return 200, b"<html>Sorry\xff</html>"
        if trouble[:3].isdecimal():
            return _failure(*trouble.split(" ", 1))
        try:
            answer = self.answer(call, request.path, query)
        except Refused as refused:
            return refused.code, json.dumps(refused.body).encode()
        if trouble == "lost":
            return Trouble.LOST
        return (204, b"") if answer is None else (200, json.dumps(answer).encode())

    def _method(self, request: Request, query: dict[str, list[str]], body: Any) -> str:
        """The method's name; what Google does not know is noted in `misbehaved`."""
        if request.path.startswith("/drive/v3/files"):
            if query.get("supportsAllDrives", [""])[0].lower() != "true":
                self.misbehaved.append("Drive was asked without supportsAllDrives")
            kind = "permissions" if "/permissions" in request.path else "files"
            act = {"POST": "create", "GET": "list", "DELETE": "delete"}[request.method]
            return f"drive.{kind}.{act}"
        method = method_of(request.method, request.path)
        if method is None:
            self.misbehaved.append(f"no method: {request.method} {request.path}")
            return "?"
        unknown = set(query) - set(method.get("parameters", {})) - _COMMON
        self.misbehaved += [f"{method['id']}: parameter {name}" for name in unknown]
        for name, values in query.items():
            allowed = method.get("parameters", {}).get(name, {}).get("enum")
            if allowed and not set(values) <= set(allowed):
                self.misbehaved.append(f"{method['id']}: {name}={values}")
        if "request" in method:
            self.misbehaved += oddities(method["request"]["$ref"], body)
        return str(method["id"])

    # --- The APIs

    def answer(self, call: Call, path: str, query: dict[str, list[str]]) -> Any:
        if path == "/drive/v3/files":
            return self._make_file(call.body) if call.name.endswith("create") else self._find(query)
        if path.startswith("/drive/v3/files/"):
            return self._permissions(path.split("/"), call)
        found = re.fullmatch(r"/v4/spreadsheets/([^/:]+)(.*)", path)
        assert found
        book = self.books.get(found[1])
        if book is None:
            raise Refused(404, "NOT_FOUND", "Requested entity was not found.")
        writes = call.name.endswith("pdate")
        if not book.shared or (writes and book.shared != "writer"):
            raise Refused(403, "PERMISSION_DENIED", "The caller does not have permission")
        if not book.native:
            text = "This operation is not supported for this document"
            raise Refused(400, "FAILED_PRECONDITION", text)
        key, rest = found[1], found[2]
        if call.name == "sheets.spreadsheets.get":
            return self._get(key, book)
        if call.name == "sheets.spreadsheets.values.get":
            return self._values(book, unquote(rest.removeprefix("/values/")), query)
        if call.name == "sheets.spreadsheets.values.batchGet":
            ranges = [self._values(book, one, query) for one in query["ranges"]]
            return {"spreadsheetId": key, "valueRanges": ranges}
        if call.name == "sheets.spreadsheets.values.batchUpdate":
            return self._write(key, book, call.body)
        return self._batch(key, book, call.body)

    def _get(self, key: str, book: FakeBook) -> dict[str, Any]:
        return {
            "spreadsheetId": key,
            "properties": {"title": book.title},
            "sheets": [
                {
                    "properties": {
                        "sheetId": tab.number,
                        "title": tab.title,
                        "sheetType": "GRID",
                        **({"hidden": True} if tab.hidden else {}),
                        "gridProperties": {
                            "rowCount": tab.rows,
                            "columnCount": tab.columns,
                            **({"frozenRowCount": tab.frozen} if tab.frozen else {}),
                            **(
                                {"frozenColumnCount": tab.frozen_columns}
                                if tab.frozen_columns
                                else {}
                            ),
                        },
                    },
                    **({"merges": tab.merges} if tab.merges else {}),
                }
                for tab in book.tabs
            ],
        }

    def _values(self, book: FakeBook, name: str, query: dict[str, list[str]]) -> dict[str, Any]:
        tab, top, left, bottom, right = _area(book, name)
        if bottom > tab.rows and "!" in name:
            text = f"Range ({name}) exceeds grid limits. Max rows: {tab.rows}"
            if top > tab.rows:
                raise Refused(400, "INVALID_ARGUMENT", text)
        rows = tab.window(top, left, bottom, right)
        plain = query.get("dateTimeRenderOption", ["SERIAL_NUMBER"])[0] == "SERIAL_NUMBER"
        plain = plain and query.get("valueRenderOption", [""])[0] == "UNFORMATTED_VALUE"
        values = [[_shown(value, plain) for value in row] for row in rows]
        answer: dict[str, Any] = {"range": name, "majorDimension": "ROWS"}
        return {**answer, "values": values} if values else answer

    def _write(self, key: str, book: FakeBook, body: Any) -> dict[str, Any]:
        assert body["valueInputOption"] == "RAW"
        parts = [(one, *_area(book, one["range"])) for one in body["data"]]
        for one, tab, top, left, bottom, right in parts:
            if tab.protected:
                text = (
                    "You are trying to edit a protected cell or object. Please contact the "
                    "spreadsheet owner to remove protection if you need to edit."
                )
                raise Refused(400, "INVALID_ARGUMENT", f"Invalid data[0]: {text}")
            if bottom > tab.rows or right > tab.columns:
                text = f"Range ({one['range']}) exceeds grid limits. Max rows: {tab.rows}"
                raise Refused(400, "INVALID_ARGUMENT", text)
            assert len(one["values"]) <= bottom - top + 1
            assert all(len(row) <= right - left + 1 for row in one["values"])
        for one, tab, top, left, *_ in parts:
            for row, values in enumerate(one["values"], top):
                for column, value in enumerate(values, left):
                    if value is None:
                        continue
                    if value == "":
                        tab.cells.pop((row, column), None)
                    else:
                        tab.cells[row, column] = value
        return {"spreadsheetId": key, "totalUpdatedRows": sum(len(p[0]["values"]) for p in parts)}

    def _batch(self, key: str, book: FakeBook, body: Any) -> dict[str, Any]:
        replies, before = [], copy.deepcopy(book.tabs)
        try:
            for request in body["requests"]:
                ((kind, details),) = request.items()
                replies.append(getattr(self, f"_do_{kind}")(book, details) or {})
        except Refused:
            for tab, was in zip(book.tabs, before, strict=False):  # all of it or nothing
                tab.__dict__.update(was.__dict__)
            del book.tabs[len(before) :]
            raise
        return {"spreadsheetId": key, "replies": replies}

    def _do_updateSheetProperties(self, book: FakeBook, details: Any) -> None:  # noqa: N802
        google_grid.update_properties(_by_number(book, details["properties"]["sheetId"]), details)

    def _do_insertDimension(self, book: FakeBook, details: Any) -> None:  # noqa: N802
        google_grid.insert(_by_number(book, details["range"]["sheetId"]), details)

    def _do_deleteDimension(self, book: FakeBook, details: Any) -> None:  # noqa: N802
        google_grid.delete(_by_number(book, details["range"]["sheetId"]), details)

    def _do_mergeCells(self, book: FakeBook, details: Any) -> None:  # noqa: N802
        google_grid.merge(_by_number(book, details["range"]["sheetId"]), details)

    def _do_unmergeCells(self, book: FakeBook, details: Any) -> None:  # noqa: N802
        google_grid.unmerge(_by_number(book, details["range"]["sheetId"]), details)

    def _do_updateCells(self, book: FakeBook, details: Any) -> None:  # noqa: N802
        google_grid.update_cells(_by_number(book, details["start"]["sheetId"]), details)

    def _do_repeatCell(self, book: FakeBook, details: Any) -> None:  # noqa: N802
        tab = _by_number(book, details["range"]["sheetId"])
        if tab.protected:
            text = "You are trying to edit a protected cell or object."
            raise Refused(400, "INVALID_ARGUMENT", f"Invalid requests[1].repeatCell: {text}")
        if details not in tab.formats:
            tab.formats.append(details)

    def _do_addSheet(self, book: FakeBook, details: Any) -> dict[str, Any]:  # noqa: N802
        properties = details["properties"]
        if any(tab.number == properties["sheetId"] for tab in book.tabs):
            text = f"Sheet with id {properties['sheetId']} already exists"
            raise Refused(400, "INVALID_ARGUMENT", text)
        if any(tab.title.lower() == properties["title"].lower() for tab in book.tabs):
            text = f'A sheet with the name "{properties["title"]}" already exists.'
            raise Refused(400, "INVALID_ARGUMENT", text)
        book.tabs.append(FakeTab(properties["title"], properties["sheetId"]))
        return {"addSheet": {"properties": properties}}

    def _make_file(self, body: Any) -> dict[str, Any]:
        (folder,) = body["parents"]
        if folder not in self.folders:
            raise Refused(404, "NOT_FOUND", f"File not found: {folder}.", "notFound")
        if not self.folders[folder]:
            text = "Service Accounts do not have storage quota. Leverage shared drives."
            raise Refused(403, "PERMISSION_DENIED", text, "storageQuotaExceeded")
        key = f"made-{len(self.books)}-{'x' * 20}"
        self.books[key] = FakeBook(
            body["name"],
            [FakeTab("Sheet1")],
            parents=[folder],
            properties=dict(body.get("appProperties", {})),
        )
        return {"id": key}

    def _permissions(self, path: list[str], call: Call) -> dict[str, Any] | None:
        book = self.books.get(path[4])
        if book is None:
            raise Refused(404, "NOT_FOUND", f"File not found: {path[4]}.", "notFound")
        if call.name.endswith("list"):
            people = [{"id": f"of-{one}", "emailAddress": one} for one in book.people]
            return {"permissions": people}
        if call.name.endswith("delete"):
            del book.people[path[6].removeprefix("of-")]
            return None
        email = call.body["emailAddress"]
        if email in self.strangers:
            text = "Bad Request. User message: You cannot share this item with this address."
            raise Refused(400, "INVALID_ARGUMENT", text, "invalidSharingRequest")
        assert call.body["type"] == "user"
        book.people[email] = call.body["role"]
        return {"id": f"of-{email}"}

    def _find(self, query: dict[str, list[str]]) -> dict[str, Any]:
        found = re.search(r"key='(\w+)' and value='([\w-]+)'", query["q"][0])
        assert found
        return {
            "files": [
                {"id": key}
                for key, book in self.books.items()
                if book.properties.get(found[1]) == found[2]
            ]
        }


def _failure(code: str, rest: str = "") -> tuple[int, bytes, dict[str, str]]:
    """An answer of trouble; `rest` is the seconds to wait, or a reason."""
    error: dict[str, Any] = {"code": int(code), "message": "Trouble", "status": "UNAVAILABLE"}
    headers = {}
    if rest.isdecimal():
        headers["Retry-After"] = rest
    elif rest:
        error["details"] = [{"reason": rest}]
    return int(code), json.dumps({"error": error}).encode(), headers


def serial(moment: datetime) -> float:
    return (moment - _EPOCH) / timedelta(days=1)


def _shown(value: Any, plain: bool) -> Any:
    if not isinstance(value, Day):
        return value
    return (value.day - _EPOCH.date()).days if plain else value.shown


def _by_number(book: FakeBook, number: int) -> FakeTab:
    for tab in book.tabs:
        if tab.number == number:
            return tab
    raise Refused(400, "INVALID_ARGUMENT", f"No grid with id: {number}")


def _area(book: FakeBook, name: str) -> tuple[FakeTab, int, int, int, int]:
    title, _, cells = name.rpartition("!") if "!" in name else (name, "", "")
    title = title.removeprefix("'").removesuffix("'").replace("''", "'")
    tab = next((tab for tab in book.tabs if tab.title == title), None)
    if tab is None:
        raise Refused(400, "INVALID_ARGUMENT", f"Unable to parse range: {name}")
    grid = a1_range_to_grid_range(cells) if cells else {}
    return (
        tab,
        grid.get("startRowIndex", 0) + 1,
        grid.get("startColumnIndex", 0) + 1,
        grid.get("endRowIndex", tab.rows),
        grid.get("endColumnIndex", tab.columns),
    )


# --- Google's description


@cache
def discovery() -> dict[str, Any]:
    return dict(json.loads((SPECS / "sheets.v4.discovery.json").read_text("utf-8")))


@cache
def _methods() -> list[tuple[str, re.Pattern[str], dict[str, Any]]]:
    found: list[tuple[str, re.Pattern[str], dict[str, Any]]] = []

    def walk(node: dict[str, Any]) -> None:
        for method in node.get("methods", {}).values():
            pattern = re.sub(r"\{[^}]+\}", "[^/:]+", method.get("flatPath") or method["path"])
            if "/values/{range}" in method["path"]:
                pattern = pattern.replace("values/[^/:]+", "values/[^/]+")
            found.append((method["httpMethod"], re.compile("/" + pattern), method))
        for inner in node.get("resources", {}).values():
            walk(inner)

    walk(discovery())
    return found


def method_of(verb: str, path: str) -> dict[str, Any] | None:
    """The method of the Sheets API that a request is meant for."""
    return next(
        (one for http, pattern, one in _methods() if http == verb and pattern.fullmatch(path)), None
    )


def oddities(schema: str, value: Any, where: str = "") -> Iterator[str]:
    """The names in `value` that the schema does not know, and values of another kind."""
    known = discovery()["schemas"][schema]["properties"]
    if not isinstance(value, dict):
        yield f"{where or schema} is no object"
        return
    for name, inner in value.items():
        place = f"{where or schema}.{name}"
        if name not in known:
            yield f"{place} is not known"
        else:
            yield from _odd(known[name], inner, place)


def _odd(kind: dict[str, Any], value: Any, place: str) -> Iterator[str]:
    if "$ref" in kind:
        yield from oddities(kind["$ref"], value, place)
    elif kind["type"] == "array":
        for number, one in enumerate(value if isinstance(value, list) else []):
            yield from _odd(kind["items"], one, f"{place}[{number}]")
        if not isinstance(value, list):
            yield f"{place} is no list"
    elif "enum" in kind and value not in kind["enum"]:
        yield f"{place} is {value!r}"
    else:
        types = {"integer": int, "string": str, "boolean": bool}
        if kind["type"] in types and not isinstance(value, types[kind["type"]]):
            yield f"{place} is {value!r}"


@contextmanager
def serving() -> Iterator[FakeGoogle]:
    """Both APIs at `url` until the block ends; it fails when something unknown was asked."""
    with FakeGoogle() as google:
        yield google
    assert google.misbehaved == []


__all__ = [
    "EMAIL",
    "SPECS",
    "Day",
    "FakeBook",
    "FakeGoogle",
    "FakeTab",
    "rowcol_to_a1",
    "serial",
    "serving",
]
