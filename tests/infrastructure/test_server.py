"""The store under a real uvicorn, on SQLite and without Redis: lifespan, webhook, static files."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.infrastructure.migrated import migrated_sqlite
from tests.infrastructure.processes import PYTHON, Running, environment, run, web

SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    folder = tmp_path_factory.mktemp("server")
    env = environment(
        SECRET_KEY="a-secret-key-for-a-test-server-0123456789-abcdefghijk",
        DATABASE_URL=migrated_sqlite(folder / "store.sqlite3"),
        TELEGRAM_BOT_TOKEN="1234567890:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0",
        TELEGRAM_WEBHOOK_SECRET="s3cret",
        TELEGRAM_API_URL="http://127.0.0.1:9",
    )
    with web(env, folder / "log") as started:
        yield started
        running, _ = started
        assert running.stop() == 0, running.log
        assert "Application shutdown complete" in running.log
        assert "Traceback" not in running.log
        assert "Warning" not in running.log


def test_ready_has_every_part(server: tuple[Running, str]) -> None:
    answer = httpx.get(f"{server[1]}/ready")
    assert answer.status_code == 200
    assert set(answer.json()["parts"]) == {"database", "cache", "broker", "bot"}
    assert {part["status"] for part in answer.json()["parts"].values()} == {"ok"}


def test_the_request_id_comes_back_and_stands_in_the_log(server: tuple[Running, str]) -> None:
    running, url = server
    answer = httpx.get(f"{url}/", headers={"X-Request-ID": "from-the-proxy.1"})
    assert answer.headers["X-Request-ID"] == "from-the-proxy.1"
    running.wait_until(lambda: "from-the-proxy.1" in running.log)
    (line,) = [line for line in running.log.splitlines() if "from-the-proxy.1" in line]
    found = json.loads(line)
    assert (found["event"], found["path"], found["status"]) == ("http_request", "/", 200)


@pytest.mark.parametrize("given", ["", "x" * 65, 'a"b', "one two"])
def test_a_strange_request_id_is_replaced(server: tuple[Running, str], given: str) -> None:
    answer = httpx.get(f"{server[1]}/health", headers={"X-Request-ID": given})
    assert len(answer.headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("path", ["/telegram/webhook", "/telegram/webhook/"])
def test_the_webhook_asks_for_the_secret_at_both_addresses(
    server: tuple[Running, str], path: str
) -> None:
    assert httpx.post(server[1] + path, json={"update_id": 1}).status_code == 403
    garbage = httpx.post(server[1] + path, headers=SECRET, content=b"not json")
    assert garbage.status_code == 200
    assert garbage.headers["X-Request-ID"]
    assert garbage.headers["X-Content-Type-Options"] == "nosniff"


def test_another_method_on_the_webhook_is_not_the_webhook(server: tuple[Running, str]) -> None:
    assert httpx.get(f"{server[1]}/telegram/webhook", headers=SECRET).status_code == 404


def test_a_body_over_the_limit_is_refused(server: tuple[Running, str]) -> None:
    url = f"{server[1]}/telegram/webhook"
    refused = httpx.post(url, headers=SECRET, content=b"x" * (1024 * 1024 + 1))
    assert refused.status_code == 413
    assert refused.json()["error"] == {
        "code": "body_too_large",
        "message": "An update is smaller than 1 MB.",
        "details": {},
    }
    assert httpx.post(url, headers=SECRET, content=b"x" * (1024 * 1024)).status_code == 200


def test_a_body_that_only_announces_too_much_is_refused_unread(server: tuple[Running, str]) -> None:
    host, port = server[1].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            b"POST /telegram/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"
        )
        assert b" 413 " in connection.recv(1000).splitlines()[0]


def test_a_body_without_a_length_is_cut_off_at_the_limit(server: tuple[Running, str]) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    answer = httpx.post(f"{server[1]}/telegram/webhook", headers=SECRET, content=endless())
    assert answer.status_code == 413


def test_static_files_need_no_collecting(server: tuple[Running, str]) -> None:
    page = httpx.get(f"{server[1]}/admin/", follow_redirects=True)
    assert page.status_code == 200
    sheet = httpx.get(f"{server[1]}/static/unfold/css/styles.css")
    assert sheet.status_code == 200
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert len(sheet.content) > 10_000
    again = httpx.get(
        f"{server[1]}/static/unfold/css/styles.css",
        headers={"If-Modified-Since": sheet.headers["Last-Modified"]},
    )
    assert (again.status_code, again.content) == (304, b"")


def test_the_admin_takes_nothing_from_elsewhere(server: tuple[Running, str]) -> None:
    page = httpx.get(f"{server[1]}/admin/login/").text
    assert "//fonts." not in page
    assert 'src="http' not in page
    assert 'rel="stylesheet" href="http' not in page


def test_no_emulator_outside_the_demo(server: tuple[Running, str]) -> None:
    assert httpx.get(f"{server[1]}/emulator/").status_code == 404


def test_the_embedded_beat_and_worker_deliver(server: tuple[Running, str], tmp_path: Path) -> None:
    """An event whose delivery nobody asked for is found by the schedule."""
    running, _ = server
    database = running.log_path.parent / "store.sqlite3"
    env = environment(
        SECRET_KEY="a-secret-key-for-a-test-server-0123456789-abcdefghijk",
        DATABASE_URL=f"sqlite:///{database}",
    )
    code = """
from django.utils import timezone
from shop.models import Delivery, Event
event = Event.objects.create(name="test.event", payload={})
Delivery.objects.create(event=event, subscriber="nobody", due_at=timezone.now())
"""
    written = run([PYTHON, "manage.py", "shell", "-v0", "-c", code], env)
    assert written.returncode == 0, written.stderr
    running.wait_for_log("no subscriber named nobody", seconds=20)
