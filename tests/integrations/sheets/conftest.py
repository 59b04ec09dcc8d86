from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from shop import throttle
from tests.fakes.google_sheets import EMAIL, SPECS, FakeGoogle, serving

KEY = json.dumps({"client_email": EMAIL, "project_id": "project", "private_key": "secret"})


@pytest.fixture
def google(settings: Any) -> Iterator[FakeGoogle]:
    """Google's part, played on this machine; the store's account and folder are set up."""
    if not SPECS.is_dir():
        pytest.skip("the description of Google's API is not here")
    throttle.forget_all()
    with serving() as fake:
        settings.GOOGLE_SERVICE_ACCOUNT_JSON = KEY
        settings.GOOGLE_SHEETS_URL = settings.GOOGLE_DRIVE_URL = fake.url
        settings.GOOGLE_DRIVE_FOLDER_ID = "folder"
        fake.folders["folder"] = True
        yield fake
    throttle.forget_all()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield
