"""Real processes for tests: started with an environment of their own, stopped whatever happens."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
BIN = Path(sys.executable).parent


def chromium_path() -> str | None:
    """Debian's Chromium, or one by another name."""
    return next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**values: str) -> dict[str, str]:
    """What any process needs, plus `values`; nothing else of the developer's shell, no `.env`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "ENV_FILE": "", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "default", **values}


def run(
    command: Sequence[str], env: Mapping[str, str], seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=seconds, check=False
    )


class Running:
    """A started process and the log that it writes."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log_path = log

    @property
    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def wait_until(self, happened: Callable[[], bool], seconds: float = 40) -> None:
        """Fail with the log when the process ends or the time passes before `happened()`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if happened():
                return
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode}:\n{self.log}")
            time.sleep(0.1)
        raise AssertionError(f"not within {seconds} s:\n{self.log}")

    def wait_for_log(self, text: str, seconds: float = 40) -> None:
        self.wait_until(lambda: text in self.log, seconds)

    def stop(self) -> int:
        """Ask it to end, as an orchestrator does: 0 when it did so of its own accord.

        uvicorn ends cleanly and then dies of the signal all the same; that is 0 here too.
        """
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(20)
            return 0 if code == -signal.SIGTERM else code
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"it did not end when asked:\n{self.log}") from None


@contextmanager
def started(command: Sequence[str], env: Mapping[str, str], log: Path) -> Iterator[Running]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    running = Running(process, log)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def web(env: Mapping[str, str], log: Path, *arguments: str) -> Iterator[tuple[Running, str]]:
    """The store under uvicorn, once it answers; with its address."""
    port = free_port()
    command = [f"{BIN}/uvicorn", "config.asgi:application", "--port", str(port), *arguments]
    with started(command, env, log) as server:
        url = f"http://127.0.0.1:{port}"
        server.wait_until(lambda: _answers(f"{url}/health"))
        yield server, url


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False
