from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override
from telegram import BotCommand, MenuButtonCommands
from telegram.error import TelegramError

from botapp.sections import sections
from integrations.telegram.bot import sending_bot

UPDATES = ("message", "callback_query", "my_chat_member")

_COMMANDS = ("catalog", "cart", "orders", "help", "cancel", "start")


class Command(BaseCommand):
    help = "Tell Telegram where the bot's updates go, which commands it has, and its menu button."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TELEGRAM_BOT_TOKEN:
            self.stdout.write("TELEGRAM_BOT_TOKEN is empty: the bot is off, nothing to set.")
            return
        url = f"{settings.PUBLIC_URL}/telegram/webhook"
        try:
            async_to_sync(register)(url)
        except TelegramError as error:
            raise CommandError(f"Telegram did not take the webhook {url}: {error}") from error
        self.stdout.write(self.style.SUCCESS(f"Updates go to {url}"))


async def register(url: str) -> None:
    """Set the webhook at `url` and introduce the bot."""
    async with sending_bot() as bot:
        await bot.set_webhook(
            url, secret_token=settings.TELEGRAM_WEBHOOK_SECRET, allowed_updates=UPDATES
        )
    await introduce()


async def introduce() -> None:
    """Set the commands in each language (English where none is known) and the menu button."""
    async with sending_bot() as bot:
        await bot.set_my_commands(commands("en"))
        for language in settings.STORE_LANGUAGES:
            await bot.set_my_commands(commands(language), language_code=language)
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


def commands(language: str) -> list[BotCommand]:
    """The bot's commands with their descriptions in `language`."""
    texts = sections().descriptions
    with override(language):
        return [BotCommand(name, str(texts[name])) for name in sorted(texts, key=_place)]


def _place(name: str) -> int:
    """What is used most comes first; what a section adds goes before `/help`."""
    return _COMMANDS.index(name) if name in _COMMANDS else _COMMANDS.index("help") - 1
