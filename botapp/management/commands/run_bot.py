from __future__ import annotations

import asyncio
import signal
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from telegram import Bot, Update
from telegram.error import TelegramError

from botapp import application
from botapp.management.commands.set_webhook import UPDATES, introduce
from integrations.telegram.bot import sending_bot

log = structlog.get_logger(__name__)

_POLL_SECONDS = 30
_PAUSE_SECONDS = 3
_STOP_SECONDS = 10


class Command(BaseCommand):
    help = "Ask Telegram for updates (long polling): a real bot without a public address."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TELEGRAM_BOT_TOKEN:
            raise CommandError("TELEGRAM_BOT_TOKEN is empty: get a token from @BotFather.")
        self.stdout.write("The bot is running. Ctrl-C stops it.")
        asyncio.run(run())  # in the main thread: only there can signals be listened for


async def run() -> None:
    """Take updates in order and answer them, until the process is asked to stop."""
    polling = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, polling.cancel if polling else loop.stop)
    workers = None if settings.REDIS_URL else import_module(settings.EMBEDDED_WORKERS)
    await application.start()
    try:
        if workers is not None:
            await workers.start()
        await introduce()
        await _poll()
    except asyncio.CancelledError:
        log.info("bot.stopped")
    finally:
        await application.stop()
        if workers is not None:
            await workers.stop()


async def _poll() -> None:
    """Each batch is answered before the next is asked for, so that none is lost by a stop."""
    async with sending_bot() as bot:
        await bot.delete_webhook()
        queue = _Queue(bot)
        try:
            while True:
                await queue.take()
        finally:
            await queue.note_answered()


class _Queue:
    """Telegram's queue of updates; `answered` is the last one that needs no answer any more."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.answered = 0

    async def take(self) -> None:
        """Answer what came since; a stop meanwhile lets what was begun be finished."""
        try:
            updates = await self.bot.get_updates(
                self.answered + 1 if self.answered else None,
                timeout=_POLL_SECONDS,
                allowed_updates=UPDATES,
            )
        except TelegramError as error:
            log.warning("bot.telegram_away", error=str(error))
            await asyncio.sleep(_PAUSE_SECONDS)
            return
        if not updates:
            return
        work = asyncio.ensure_future(_answer_all(updates))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            done, _late = await asyncio.wait([work], timeout=_STOP_SECONDS)
            if done:
                self.answered = updates[-1].update_id
            raise
        self.answered = updates[-1].update_id

    async def note_answered(self) -> None:
        """Telegram drops what was answered last, instead of sending it again at the next start."""
        if self.answered:
            with suppress(TelegramError):
                await self.bot.get_updates(self.answered + 1, limit=1, timeout=0)


async def _answer_all(updates: Sequence[Update]) -> None:
    """Each chat's in order, the chats side by side."""
    chats: defaultdict[int, list[Update]] = defaultdict(list)
    for update in updates:
        chats[update.effective_chat.id if update.effective_chat else 0].append(update)
    await asyncio.gather(*(_answer_in_order(queue) for queue in chats.values()))


async def _answer_in_order(updates: list[Update]) -> None:
    for update in updates:
        await _answer(update)


async def _answer(update: Update) -> None:
    """Answer one update, trying again while Telegram is away, as its webhook would."""
    for pause in (1, 3, 10, None):
        try:
            await application.process(update)
        except Exception:
            log.exception("bot.update_failed", update_id=update.update_id)
            if pause is not None:
                await asyncio.sleep(pause)
        else:
            return
