"""The demo store in a copy of the checkout: data of its own, one process, the same port for life."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import httpx

from tests.infrastructure.processes import BIN, PYTHON, ROOT, Running, environment, free_port

OWNER, OWNER_PASSWORD = "owner", "demo-owner"
# As the demo is started: open event streams do not hold up its end.
_SERVER = ("--no-access-log", "--timeout-graceful-shutdown", "3")
_ASIDE = shutil.ignore_patterns(
    ".git", ".venv", "var", ".env", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache",
    ".hypothesis", "celerybeat-schedule*",
)  # fmt: skip


def filled(folder: Path, *seed_options: str) -> Path:
    """A copy of the checkout at `folder`, its store migrated and filled by `seed_demo`."""
    shutil.copytree(ROOT, folder, ignore=_ASIDE)
    (folder / "var").mkdir()
    env = _environment(folder, "http://127.0.0.1:8000")
    for command in (["migrate", "--verbosity", "0"], ["seed_demo", *seed_options]):
        done = subprocess.run(
            [PYTHON, "manage.py", *command],
            cwd=folder, env=env, capture_output=True, text=True, timeout=400, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


class DemoStore:
    """A filled folder under uvicorn."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: Running | None = None
        self._starts = 0

    @property
    def log(self) -> str:
        """What the process that was started last has written."""
        return self._running.log if self._running else ""

    def start(self) -> None:
        """Returns once it answers."""
        env = _environment(self.folder, self.url)
        self._starts += 1
        log = self.folder / "var" / f"server{self._starts}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [f"{BIN}/uvicorn", "config.asgi:application", "--port", str(self.port), *_SERVER],
                cwd=self.folder, env=env, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        self._running = Running(process, log)
        self._running.wait_until(self._answers)

    def introduce_bot(self) -> None:
        """Puts the commands into the chat's menu, as `make demo` does."""
        env = _environment(self.folder, self.url)
        subprocess.run(
            [PYTHON, "manage.py", "set_webhook"],
            cwd=self.folder, env=env, capture_output=True, timeout=60, check=True,
        )  # fmt: skip

    def stop(self) -> None:
        """As Ctrl-C does: it ends of its own accord, or the test fails."""
        if self._running is not None:
            running, self._running = self._running, None
            try:
                assert running.stop() == 0, running.log
            finally:
                if running.process.poll() is None:
                    os.killpg(running.process.pid, signal.SIGKILL)
                    running.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=2).status_code == 200
        except httpx.TransportError:
            return False


def _environment(folder: Path, url: str) -> dict[str, str]:
    return environment(
        DEMO="1",
        DJANGO_SETTINGS_MODULE="config.settings.production",
        DATABASE_URL=f"sqlite:///{folder}/var/store.sqlite3",
        PUBLIC_URL=url,
        LOG_FORMAT="console",
    )
