"""`make demo` as a newcomer meets it, in a copy of the checkout with its own `var/`."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.infrastructure.processes import ROOT, Running, environment, free_port, run

ASIDE = shutil.ignore_patterns(
    ".git", ".venv", "var", ".env", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as cloned, with the packages that are installed already."""
    copy = tmp_path_factory.mktemp("demo") / "store"
    shutil.copytree(ROOT, copy, ignore=ASIDE)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


@pytest.fixture
def start(checkout: Path, tmp_path: Path) -> Iterator[object]:
    running: list[Running] = []

    def begin(**env: str) -> tuple[Running, str]:
        port = free_port()
        log = tmp_path / f"log{len(running)}"
        with log.open("wb") as out:
            process = subprocess.Popen(
                ["make", "demo", f"PORT={port}"],
                cwd=checkout,
                env=environment(**env),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Whoever runs the tests in the background has Ctrl-C ignored, and that is inherited.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
            )
        demo = Running(process, log)
        running.append(demo)
        demo.wait_for_log("The store is open", seconds=400)
        return demo, f"http://127.0.0.1:{port}"

    yield begin
    for demo in running:
        if demo.process.poll() is None:
            os.killpg(demo.process.pid, signal.SIGKILL)
            demo.process.wait()


def ends_well(demo: Running) -> bool:
    """It let the server close everything, and `make` is gone."""
    try:
        demo.process.wait(30)
    except subprocess.TimeoutExpired:
        return False  # whoever asks shows the log
    deadline = time.monotonic() + 20
    while "Finished server process" not in demo.log and time.monotonic() < deadline:
        time.sleep(0.1)
    return "Application shutdown complete" in demo.log and "Traceback" not in demo.log


def count(checkout: Path, table: str) -> int:
    with sqlite3.connect(checkout / "var/store.sqlite3") as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_the_demo_opens_keeps_its_data_and_begins_anew_when_told(checkout: Path, start) -> None:
    # A developer's own database and bot must not be touched by a demo.
    demo, url = start(
        DATABASE_URL="postgres://postgres@127.0.0.1:9/mine",
        REDIS_URL="redis://127.0.0.1:9/0",
        TELEGRAM_BOT_TOKEN="1:a",
    )
    assert httpx.get(f"{url}/emulator/").status_code == 200
    assert httpx.get(f"{url}/ready").json()["status"] == "ok"
    assert httpx.get(f"{url}/admin/", follow_redirects=True).status_code == 200
    assert f"{url}/emulator/" in demo.log
    products = count(checkout, "catalog_product")
    assert products >= 60
    key = checkout / "var/demo.key"
    kept = key.read_text()
    assert key.stat().st_mode & 0o077 == 0
    assert count(checkout, "orders_digitalcode") == 40  # kept with it
    name, password = logged_in_by(demo.log)
    assert log_in(url, name, password)

    port = url.rsplit(":", 1)[1]
    second = run(["make", "-C", str(checkout), "demo", f"PORT={port}"], environment())
    assert second.returncode != 0
    assert f"Port {port} cannot be used." in second.stdout + second.stderr

    reset = run(["make", "-C", str(checkout), "demo-reset"], environment())
    assert reset.returncode != 0
    assert "The demo is running: stop it first" in reset.stderr
    elsewhere = run(["make", "-C", str(checkout), "demo", f"PORT={free_port()}"], environment())
    assert "The demo runs already" in elsewhere.stderr
    assert count(checkout, "catalog_product") == products
    assert log_in(url, name, password)

    os.killpg(demo.process.pid, signal.SIGINT)  # Ctrl-C: the terminal tells the whole group
    assert ends_well(demo), demo.log

    with sqlite3.connect(checkout / "var/store.sqlite3") as database:
        database.create_function("audit_says", 1, lambda _fact: None)  # nobody is recorded
        database.execute("UPDATE catalog_product SET sort_order = 4242 WHERE id = 1")
    again, url = start()
    assert logged_in_by(again.log) == (name, password)
    assert key.read_text() == kept
    assert log_in(url, name, password)
    assert count(checkout, "catalog_product WHERE sort_order = 4242") == 1
    again.process.terminate()  # a supervisor tells make alone
    assert ends_well(again), again.log

    alone, url = start()
    for file in (checkout / "var").glob("store.sqlite3*"):
        file.unlink()
    # A store without its tables would open for an owner who sees everything gone.
    assert httpx.get(f"{url}/ready").status_code == 503
    assert httpx.get(f"{url}/api/v1/categories").status_code == 503
    assert not (checkout / "var/store.sqlite3").exists()
    alone.process.terminate()
    alone.process.wait(30)

    reset = run(["make", "-C", str(checkout), "demo-reset"], environment())
    assert reset.returncode == 0, reset.stderr
    assert not (checkout / "var/store.sqlite3").exists()
    assert not key.exists()


def test_a_database_without_a_table_is_nobody_s(checkout: Path) -> None:
    database = checkout / "var/store.sqlite3"
    database.parent.mkdir(exist_ok=True)
    with sqlite3.connect(database) as empty:
        empty.execute("PRAGMA journal_mode=WAL")
    (checkout / "var/demo-begun").unlink(missing_ok=True)
    reset = run(["make", "-C", str(checkout), "demo-reset"], environment())
    assert reset.returncode == 0, reset.stderr
    assert not database.exists()


def test_reset_leaves_a_database_that_it_did_not_make(checkout: Path) -> None:
    run(["make", "-C", str(checkout), "demo-reset"], environment())
    database = checkout / "var/store.sqlite3"
    database.parent.mkdir(exist_ok=True)
    database.write_bytes(b"somebody's shop")
    reset = run(["make", "-C", str(checkout), "demo-reset"], environment())
    assert reset.returncode != 0
    assert database.read_bytes() == b"somebody's shop"
    database.unlink()


def test_an_old_python_is_told_what_is_needed(checkout: Path, tmp_path: Path) -> None:
    """On a machine whose only Python is 3.9, with nothing installed yet."""
    fake = tmp_path / "bin"
    fake.mkdir()
    for name in ("bash", "dirname", "rm"):
        (fake / name).symlink_to(shutil.which(name))
    old = fake / "python3"
    old.write_text('#!/bin/bash\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    old.chmod(0o755)
    bare = tmp_path / "bare"
    (bare / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts/install.sh", bare / "scripts")
    shutil.copy(ROOT / "requirements.txt", bare)
    done = run([str(bare / "scripts/install.sh"), "requirements.txt"], {"PATH": str(fake)})
    assert done.returncode == 1
    assert "needs Python 3.11 or newer. Found: Python 3.9.2" in done.stderr


def logged_in_by(log: str) -> tuple[str, str]:
    """The name and password that the demo prints."""
    found = re.search(r"/admin/ +user (\S+), password (\S+)", log)
    assert found, log
    return found[1], found[2]


def log_in(url: str, name: str, password: str) -> bool:
    with httpx.Client(base_url=url, follow_redirects=True) as browser:
        browser.get("/admin/login/")
        form = {
            "username": name,
            "password": password,
            "csrfmiddlewaretoken": browser.cookies["csrftoken"],
            "next": "/admin/",
        }
        page = browser.post("/admin/login/", data=form, headers={"Referer": f"{url}/admin/login/"})
        return page.status_code == 200 and "/admin/logout/" in page.text
