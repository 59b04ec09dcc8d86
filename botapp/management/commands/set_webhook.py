from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override
from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.error import TelegramError

from botapp.sections import sections
from integrations.telegram.bot import sending_bot
from shop.models import StoreSettings

MAX_DESCRIPTION = 512
UPDATES = ("message", "callback_query", "my_chat_member", "pre_checkout_query")

_COMMANDS = ("catalog", "cart", "orders", "help", "cancel", "start")


class Command(BaseCommand):
    help = "Tell Telegram where the bot's updates go, its commands and description."

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
    """Set commands and descriptions in each language (English for all others) and the menu button."""
    async with sending_bot() as bot:
        for language, code in [("en", ""), *((code, code) for code in settings.STORE_LANGUAGES)]:
            await bot.set_my_commands(commands(language), language_code=code or None)
            await describe(bot, code, *await sync_to_async(descriptions)(language))
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def describe(bot: Bot, code: str, short: str, long: str) -> None:
    """Set what the bot says of itself where that changes: Telegram takes few such changes a day."""
    if (await bot.get_my_short_description(code or None)).short_description != short:
        await bot.set_my_short_description(short, language_code=code or None)
    if (await bot.get_my_description(code or None)).description != long:
        await bot.set_my_description(long, language_code=code or None)


def commands(language: str) -> list[BotCommand]:
    """The bot's commands with their descriptions in `language`."""
    texts = sections().descriptions
    with override(language):
        return [BotCommand(name, str(texts[name])) for name in sorted(texts, key=_place)]


def _place(name: str) -> int:
    """What is used most comes first; what a section adds goes before `/help`."""
    return _COMMANDS.index(name) if name in _COMMANDS else _COMMANDS.index("help") - 1


def descriptions(language: str) -> tuple[str, str]:
    """The line of the bot's profile and the text of its empty chat, in `language`.

    Telegram takes 120 and 512 characters; a longer welcome text of the store gives way to ours.
    """
    store = StoreSettings.current()
    name, welcome = store.text_of("name", language), store.text_of("welcome", language)
    with override(language):
        short = _("%(store)s: catalog, cart and orders, right in the chat") % {"store": name}
        own = _(
            "Welcome to %(store)s!\n\n"
            "🛍 Catalog with pictures and prices\n"
            "🛒 Cart and checkout in a minute\n"
            "📦 Your orders and where they are\n\n"
            "Press Start to begin."
        ) % {"store": name}
    told = f"{name}\n\n{welcome}"
    return short, told if welcome and len(told) <= MAX_DESCRIPTION else own
