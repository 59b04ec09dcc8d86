"""The service account: its key as text or as a file, the address to share with, no sign-in here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from google.auth.exceptions import RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession

from catalog.files.problems import FileError
from integrations.sheets import client
from integrations.sheets.account import account, is_set_up, session_of
from integrations.sheets.address import read_address
from integrations.sheets.client import GoogleClient
from shop.errors import DeliveryError

pytestmark = pytest.mark.django_db  # the status page hears how Google answers

EMAIL = "store@project.iam.gserviceaccount.com"
KEY = {"client_email": EMAIL, "project_id": "project", "private_key": "x", "token_uri": "y"}


def test_the_key_as_text_and_as_a_file(settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text(json.dumps(KEY))

    for setting in (json.dumps(KEY), str(file)):
        settings.GOOGLE_SERVICE_ACCOUNT_JSON = setting
        assert (is_set_up(), account().email, account().project) == (True, EMAIL, "project")


@pytest.mark.parametrize("setting", ["{", "{}", "/nowhere/key.json", '{"client_email": '])
def test_a_key_that_cannot_be_read(settings: Any, setting: str) -> None:
    settings.GOOGLE_SERVICE_ACCOUNT_JSON = setting

    with pytest.raises(FileError) as refused:
        account()

    assert refused.value.code == "sheet_account"


def test_without_a_key_it_is_off(settings: Any) -> None:
    settings.GOOGLE_SERVICE_ACCOUNT_JSON = ""

    assert not is_set_up()
    with pytest.raises(FileError) as refused:
        account()
    assert refused.value.code == "sheets_off"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9"])
def test_on_this_machine_nobody_signs_in(settings: Any, url: str) -> None:
    settings.GOOGLE_SERVICE_ACCOUNT_JSON = json.dumps(KEY)
    settings.GOOGLE_SHEETS_URL = url

    assert type(session_of(account())) is requests.Session


def test_elsewhere_requests_are_signed(settings: Any) -> None:
    private = rsa.generate_private_key(65537, 2048).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    settings.GOOGLE_SERVICE_ACCOUNT_JSON = json.dumps(KEY | {"private_key": private.decode()})

    session = session_of(account())

    assert isinstance(session, AuthorizedSession)
    assert session.credentials.service_account_email == EMAIL


def test_a_damaged_private_key_is_said(settings: Any) -> None:
    settings.GOOGLE_SERVICE_ACCOUNT_JSON = json.dumps(KEY)

    with pytest.raises(FileError) as refused:
        session_of(account())

    assert refused.value.code == "sheet_account"


class Session:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def request(self, **_: Any) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RefreshError("invalid_grant"), FileError),
        (RefreshError("internal", retryable=True), DeliveryError),
        (TransportError("refused"), DeliveryError),
        (requests.ConnectTimeout("slow"), DeliveryError),
    ],
)
def test_a_sign_in_that_fails(
    settings: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: type[Exception]
) -> None:
    settings.GOOGLE_SERVICE_ACCOUNT_JSON = json.dumps(KEY)
    monkeypatch.setattr(client, "session_of", lambda who: Session(error))

    with pytest.raises(kind):
        GoogleClient().spreadsheets_get("key")


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("https://docs.google.com/spreadsheets/d/abc_D-1/edit?gid=0#gid=12", "abc_D-1/edit#gid=12"),
        ("https://docs.google.com/spreadsheets/d/abc_D-1/edit?usp=sharing", "abc_D-1/edit"),
        (" https://docs.google.com/spreadsheets/u/1/d/abc_D-1 ", "abc_D-1/edit"),
        ("docs.google.com/spreadsheets/d/abc_D-1/edit#gid=0&range=A1", "abc_D-1/edit#gid=0"),
        ("1XLwNvMVKOBj4WpSrTy5gnCOuCQI-HqVj", "1XLwNvMVKOBj4WpSrTy5gnCOuCQI-HqVj/edit"),
    ],
)
def test_an_address_however_it_was_copied(text: str, tidy: str) -> None:
    assert str(read_address(text)) == f"https://docs.google.com/spreadsheets/d/{tidy}"
