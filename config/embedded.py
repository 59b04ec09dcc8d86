"""Worker and beat as threads of the web process: the demo, and a store without Redis."""

import asyncio
import threading
from typing import Any

import structlog
from celery.beat import EmbeddedService
from celery.exceptions import WorkerShutdown, WorkerTerminate
from celery.worker import WorkController

from config.celery import app

CONCURRENCY = 4
STOP_SECONDS = 10

log = structlog.get_logger(__name__)


class _Workers:
    """One worker and one beat, each in a thread that dies with the process."""

    def __init__(self) -> None:
        self.worker: Any = WorkController(
            app=app,
            hostname="embedded@%h",
            pool="threads",
            concurrency=CONCURRENCY,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        self.thread = threading.Thread(target=self._run, name="embedded-worker", daemon=True)
        self.beat: Any = EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler)

    def _run(self) -> None:
        try:
            self.worker.start()
        except (WorkerShutdown, WorkerTerminate, SystemExit):
            log.info("embedded_worker_stopped")
        except Exception:
            log.exception("embedded_worker_failed")

    def start(self) -> None:
        self.thread.start()
        self.beat.start()

    def stop(self) -> None:
        """Stop taking tasks, let the running ones end, and wait for that a little."""
        self.beat.stop()
        self.worker.stop()
        self.thread.join(STOP_SECONDS)


_running: _Workers | None = None


async def start() -> None:
    """Start them in this process; a second call does nothing."""
    global _running  # one per process, like the process itself
    if _running is None:
        _running = await asyncio.to_thread(_Workers)  # Celery closes database connections here
        _running.start()


async def stop() -> None:
    """Stop what `start` started, without holding up the event loop."""
    global _running
    if _running is not None:
        workers, _running = _running, None
        await asyncio.to_thread(workers.stop)
