"""What Google really answered once, understood; and what is asked, as others ask it.

The recordings are gspread's own: https://github.com/burnash/gspread/tree/master/tests/cassettes
"""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from catalog.files.problems import FileError
from catalog.files.sheets import Columns
from integrations.sheets import client, making, reading, tabs, writing
from integrations.sheets.address import Address
from integrations.sheets.client import GoogleClient
from integrations.sheets.reading import rows_of
from tests.fakes.google_sheets import SPECS

CASSETTES = SPECS / "gspread_cassettes"
pytestmark = [
    pytest.mark.skipif(not CASSETTES.is_dir(), reason="the recordings are not at hand"),
    pytest.mark.django_db,  # the status page hears how Google answers
]


class Player:
    """A session that answers what was recorded, one after the other, for a method and a path."""

    def __init__(self, name: str) -> None:
        self.tape = json.loads((CASSETTES / f"{name}.json").read_text())["interactions"]
        self.asked: list[tuple[str, str, Any]] = []

    def spreadsheet(self) -> str:
        uris = [one["request"]["uri"] for one in self.tape]
        return next(uri for uri in uris if "/v4/spreadsheets/" in uri).split("/")[5].split("?")[0]

    def request(self, *, method: str, url: str, data: Any = None, **_: Any) -> requests.Response:
        path = urlsplit(url).path
        self.asked.append((method, path, json.loads(data) if data else None))
        for place, one in enumerate(self.tape):
            uri = urlsplit(one["request"]["uri"])
            if one["request"]["method"] == method and uri.path == path:
                self.tape = self.tape[place + 1 :]
                answer = requests.Response()
                answer.status_code = one["response"]["status"]["code"]
                answer.raw = io.BytesIO(one["response"]["body"]["string"].encode())
                return answer
        raise AssertionError(f"nobody recorded {method} {path}")


@pytest.fixture
def play(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.GOOGLE_SERVICE_ACCOUNT_JSON = '{"client_email": "store@project.example"}'
    settings.GOOGLE_DRIVE_FOLDER_ID = "folder"

    def start(name: str) -> tuple[GoogleClient, Player]:
        player = Player(name)
        monkeypatch.setattr(client, "session_of", lambda who: player)
        return GoogleClient(), player

    return start


def test_a_sheet_of_somebody_else(play: Any) -> None:
    google, _player = play("ClientTest.test_access_private_spreadsheet")

    with pytest.raises(FileError) as refused:
        tabs.open_book(google, "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc")

    assert refused.value.code == "sheet_not_shared"
    assert refused.value.details["address"] == "store@project.example"


def test_a_sheet_that_never_was(play: Any) -> None:
    google, _player = play("ClientTest.test_access_non_existing_spreadsheet")

    with pytest.raises(FileError) as refused:
        tabs.open_book(google, "test")

    assert refused.value.code == "sheet_missing"


def test_a_spreadsheet_with_its_tabs(play: Any) -> None:
    google, player = play("SpreadsheetTest.test_add_del_worksheet")
    player.tape = player.tape[7:]  # three tabs have been added by then
    (key,) = {player.spreadsheet()}

    book = tabs.open_book(google, key)

    assert book.title == "Test SpreadsheetTest test_add_del_worksheet"
    assert [(tab.number, tab.title, tab.rows, tab.columns) for tab in book.tabs] == [
        (0, "Sheet1", 1000, 26),
        (1877059582, "test_add_del_worksheet 1", 1, 1),
        (580173816, "test_add_del_worksheet 2", 1, 1),
        (1396229743, "test_add_del_worksheet 3", 1, 1),
    ]
    assert book.tab(Address(key, 580173816)).range("A1") == "'test_add_del_worksheet 2'!A1"


def test_merged_cells_are_found(play: Any) -> None:
    google, player = play("WorksheetTest.test_get_merge_cells_and_unmerge_cells")
    player.tape = player.tape[9:]

    (tab,) = tabs.open_book(google, player.spreadsheet()).tabs

    with pytest.raises(FileError) as refused:
        reading._refuse_merged(tab, [["sku"], ["A"]])
    assert (refused.value.code, refused.value.details) == ("merged_heading", {"cells": "A1:B2"})


def test_rows_with_gaps(play: Any) -> None:
    google, player = play("WorksheetTest.test_get_all_records")

    answer = google.values_get(player.spreadsheet(), "'Sheet1'")

    assert rows_of(answer) == [
        ["A1", "B1", "", "D1"], ["1", "b2", "1.45"], [], ["A4", "0.4", "", "4"],
    ]  # fmt: skip


def test_several_ranges_at_once(play: Any) -> None:
    google, player = play("SpreadsheetTest.test_values_batch_get")

    answer = google.values_batch_get(player.spreadsheet(), ["A:A", "B:B"])

    assert [rows_of(one) for one in answer["valueRanges"][:2]] == [
        [["🍇"], ["🍐"]], [["🍉"], ["🍎"]],
    ]  # fmt: skip


def test_rows_are_written_as_gspread_writes_them(play: Any) -> None:
    google, player = play("WorksheetTest.test_batch_update")
    key = player.spreadsheet()
    recorded = next(
        json.loads(one["request"]["body"])
        for one in player.tape
        if one["request"]["uri"].endswith("values:batchUpdate")
    )

    done = writing.write_rows(
        google, Address(key), Columns(["A1", "B1", "", "D1"]), [["A4", "B4", None, "D4"]], after=0
    )

    assert done == 1
    _method, _path, sent = player.asked[-1]
    sent["data"][1]["range"] = sent["data"][1]["range"].replace("2", "4")  # theirs leaves a gap
    assert [one.pop("majorDimension") for one in sent["data"]] == ["ROWS", "ROWS"]
    assert sent == recorded


def test_a_new_spreadsheet(play: Any) -> None:
    google, player = play("ClientTest.test_create")

    key = making._make(google, "Orders", "export-1", "folder")

    assert key == "1XLwNvMVKOBj4WpSrTy5gnCOuCQI-HqVj-7jNx9o_Jtg"
    assert player.asked == [
        (
            "POST",
            "/drive/v3/files",
            {
                "name": "Orders",
                "mimeType": "application/vnd.google-apps.spreadsheet",
                "parents": ["folder"],
                "appProperties": {"store_key": "export-1"},
            },
        )
    ]
