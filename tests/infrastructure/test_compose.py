"""Every command of docker-compose.yml, started as the process it would be, with its environment."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.infrastructure.database import database_url
from tests.infrastructure.processes import (
    BIN,
    PYTHON,
    ROOT,
    Running,
    environment,
    free_port,
    run,
    started,
)

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}


def command(service: str, *, port: int = 0) -> list[str]:
    """The service's command with this machine's interpreter, and a port that is free here."""
    program, *arguments = OURS[service]["command"]
    program = PYTHON if program == "python" else f"{BIN}/{program}"
    return [program, *(str(port) if argument == "8000" else argument for argument in arguments)]


@pytest.fixture
def env(redis_url: str) -> Iterator[dict[str, str]]:
    """What the compose file gives its services, pointing at this machine's PostgreSQL and Redis."""
    with database_url("compose") as url:
        ours = {"DATABASE_URL": url, "REDIS_URL": redis_url}
        assert set(OURS["web"]["environment"]) == set(ours)
        yield environment(
            SECRET_KEY="a-secret-key-for-the-compose-file-0123456789-abcdefghij",
            PUBLIC_URL="https://shop.example",
            **ours,
        )


def test_every_service_of_ours_is_tried_here() -> None:
    assert set(OURS) == {"release", "web", "worker", "beat"}
    for service in ("web", "worker", "beat"):
        waits_for = OURS[service]["depends_on"]
        assert waits_for["release"]["condition"] == "service_completed_successfully"
        assert waits_for["postgres"]["condition"] == "service_healthy"
        assert waits_for["redis"]["condition"] == "service_healthy"


@pytest.mark.postgres
@pytest.mark.redis
def test_all_of_it_comes_up(env: dict[str, str], tmp_path: Path) -> None:
    release = run(command("release"), env)
    assert release.returncode == 0, release.stdout + release.stderr
    assert "sync_roles" in release.stdout

    port = free_port()
    with (
        started(command("web", port=port), env, tmp_path / "web") as web,
        started(command("worker"), env, tmp_path / "worker") as worker,
        started(command("beat"), env, tmp_path / "beat") as beat,
    ):
        web.wait_until(lambda: _is_ready(port))
        assert _probe(port) == 0
        worker.wait_for_log(" ready.")
        pong = run([f"{BIN}/celery", "-A", "config", "inspect", "ping", "--json"], env)
        assert [answer["ok"] for answer in json.loads(pong.stdout).values()] == ["pong"]
        beat.wait_for_log("beat v")
        _stop(web, worker, beat)


@pytest.mark.postgres
@pytest.mark.redis
def test_release_stops_at_a_failure(env: dict[str, str]) -> None:
    release = run(command("release"), {**env, "DATABASE_URL": "postgres://postgres@127.0.0.1:9/no"})
    assert release.returncode == 1
    assert "migrate failed: the release stops here." in release.stderr
    assert "sync_roles" not in release.stdout


def _probe(port: int) -> int:
    """The container's own health check."""
    return run(
        [PYTHON, "scripts/probe.py", f"http://127.0.0.1:{port}/health"], environment()
    ).returncode


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _stop(*services: Running) -> None:
    for service in services:
        assert service.stop() == 0, service.log
        assert "Traceback" not in service.log
