"""Google Sheets and Drive on this machine: real sockets, real answers, and trouble on demand.

What the store asks is held against Google's own description of the API (discovery): methods,
parameters and the names in bodies.
"""

from __future__ import annotations

import copy
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from gspread.utils import a1_range_to_grid_range, rowcol_to_a1

from tests.fakes import google_grid

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


# What a trouble does to a request: "before" an effect, or instead of the answer "after" it.
Trouble = Callable[[Call], str | None]


class FakeGoogle:
    """The state of both APIs. `books` by id; `trouble` says what goes wrong with a call."""

    def __init__(self) -> None:
        self.books: dict[str, FakeBook] = {}
        self.folders: dict[str, bool] = {}  # id → whether it is in a shared drive
        self.strangers: set[str] = set()  # e-mails with which nothing can be shared
        self.calls: list[Call] = []
        self.misbehaved: list[str] = []
        self.lock = threading.RLock()
        self.trouble: Trouble = lambda call: None
        self.url = ""

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

    # --- The APIs

    def answer(self, call: Call, path: str, query: dict[str, list[str]]) -> Any:
        with self.lock:
            if path == "/drive/v3/files":
                return (
                    self._make_file(call.body)
                    if call.name.endswith("create")
                    else self._find(query)
                )
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


# --- The server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    google: FakeGoogle

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query, keep_blank_values=True)
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size)) if size else None
        call = Call(self._method(parts.path, query, body), size, body)
        self.google.calls.append(call)
        trouble = self.google.trouble(call) or ""
        if trouble == "reset":
            return self._reset()
        if trouble == "garbage":
            return self._send(200, b"<html>Sorry\xff</html>")
        if trouble[:3].isdecimal():
            return self._fail(*trouble.split(" ", 1))
        try:
            answer = self.google.answer(call, parts.path, query)
        except Refused as refused:
            return self._send(refused.code, json.dumps(refused.body).encode())
        if trouble == "lost":
            return self._reset()
        if answer is None:
            return self._send(204, b"")
        return self._send(200, json.dumps(answer).encode())

    def _method(self, path: str, query: dict[str, list[str]], body: Any) -> str:
        if path.startswith("/drive/v3/files"):
            if query.get("supportsAllDrives", [""])[0].lower() != "true":
                self.google.misbehaved.append("Drive was asked without supportsAllDrives")
            kind = "permissions" if "/permissions" in path else "files"
            act = {"POST": "create", "GET": "list", "DELETE": "delete"}[self.command]
            return f"drive.{kind}.{act}"
        method = method_of(self.command, path)
        if method is None:
            self.google.misbehaved.append(f"no method: {self.command} {path}")
            return "?"
        unknown = set(query) - set(method.get("parameters", {})) - _COMMON
        self.google.misbehaved += [f"{method['id']}: parameter {name}" for name in unknown]
        for name, values in query.items():
            allowed = method.get("parameters", {}).get(name, {}).get("enum")
            if allowed and not set(values) <= set(allowed):
                self.google.misbehaved.append(f"{method['id']}: {name}={values}")
        if "request" in method:
            self.google.misbehaved += oddities(method["request"]["$ref"], body)
        return str(method["id"])

    def _fail(self, code: str, rest: str = "") -> None:
        error = {"code": int(code), "message": "Trouble", "status": "UNAVAILABLE"}
        headers = {}
        if rest.isdecimal():
            headers["Retry-After"] = rest
        elif rest:
            error["details"] = [{"reason": rest}]
        self._send(int(code), json.dumps({"error": error}).encode(), headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


@contextmanager
def serving() -> Iterator[FakeGoogle]:
    """Both APIs at `url` until the block ends; it fails when something unknown was asked."""
    google = FakeGoogle()
    handler = type("Handler", (_Handler,), {"google": google})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    google.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield google
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
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
