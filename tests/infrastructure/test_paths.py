"""Addresses answer with and without their slash; health says what is and is not well."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from config import health as config_health
from shop.paths import path_both


def echo(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(str(number))


urlpatterns = [path_both("things/<int:number>/", echo, name="thing"), path("", echo)]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/things/7", "/things/7/"])
def test_both_forms_answer_themselves(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, b"7")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/things/7//", "/things", "/things/x/"])
def test_nothing_else_does(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.urls(__name__)
def test_the_address_we_give_has_no_slash() -> None:
    assert reverse("thing", args=[7]) == "/things/7"


@pytest.mark.parametrize("address", ["/health", "/health/"])
def test_health_needs_no_database(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("address", ["/admin", "/admin/"])
def test_the_admin_leads_to_its_own_door(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/ready", "/ready/"])
def test_ready_names_each_part(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config_health, "_bot_started", True)
    answer = client.get(address)
    parts = answer.json()["parts"]
    assert answer.status_code == 200
    assert {name: part["status"] for name, part in parts.items()} == {
        "database": "ok",
        "cache": "ok",
        "broker": "ok",
        "bot": "ok",
    }


@pytest.mark.django_db
def test_ready_is_503_without_a_broker_and_keeps_the_reason_to_itself(client: Client) -> None:
    with override_settings(
        HEALTH_CHECKS={"a": f"{__name__}.fails", "b": "shop.health.check_cache"}
    ):
        answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failed"
    assert answer.json()["parts"]["a"] == {"status": "failed"}
    assert answer.json()["parts"]["b"]["status"] == "ok"
    assert b"password" not in answer.content


@pytest.mark.django_db
def test_a_store_without_a_bot_is_ready(client: Client) -> None:
    with override_settings(TELEGRAM_BOT_TOKEN="", HEALTH_CHECKS={"bot": "config.health.check_bot"}):
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()["parts"]) == (200, {"bot": {"status": "off"}})


def fails() -> None:
    raise RuntimeError("redis://user:password@host is away")


def test_the_landing_page_points_to_the_admin(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'href="/admin/"' in page
    assert "/emulator/" not in page
    with override_settings(DEMO=True):
        assert "/emulator/" in client.get("/").content.decode()


def test_a_picture_is_shown_and_anything_else_is_downloaded(client: Client) -> None:
    picture = default_storage.save("p/one.png", ContentFile(b"\x89PNG"))
    page = default_storage.save("p/page.html", ContentFile(b"<script>"))
    shown, downloaded = client.get(f"/media/{picture}"), client.get(f"/media/{page}")
    assert (shown["Content-Type"], shown["Content-Disposition"]) == ("image/png", "inline")
    assert downloaded["Content-Disposition"] == "attachment"
    assert shown.content == b"\x89PNG"


@pytest.mark.parametrize("name", ["nothing.png", "../manage.py", "..%2fmanage.py", "p/../../x"])
def test_media_hands_out_nothing_else(client: Client, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404
