"""The process's python-telegram-bot Application: one per event loop, started when first needed."""

from __future__ import annotations

import asyncio
import math
import re
import warnings
from contextvars import ContextVar
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    CallbackContext,
    ChatMemberHandler,
    MessageHandler,
    PreCheckoutQueryHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest
from telegram.warnings import PTBDeprecationWarning

from botapp.answer import answer
from botapp.bridge import in_db
from botapp.incoming import read
from botapp.invoices import refusal, take_money
from botapp.settle import mark_blocked
from integrations.telegram.bot import build_bot, retry_after
from integrations.telegram.bot_name import remember_username
from integrations.telegram.pauses import WHOLE_BOT, pause, pause_of
from integrations.telegram.request import AiohttpRequest
from shop.models import Customer

log = structlog.get_logger(__name__)
warnings.filterwarnings("ignore", category=PTBDeprecationWarning)

StoreApplication = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]
_failure: ContextVar[list[Exception] | None] = ContextVar("failure", default=None)
_ASKS_CHAT_ID = r"^/chatid(?:@(\w+))?(?:\s|$)"  # in a group it may name another bot
_running: StoreApplication | None = None
_starting = asyncio.Lock()


async def start() -> None:
    """Make the Application; it asks Telegram who it is with the first update, not now."""
    if settings.TELEGRAM_BOT_TOKEN:
        await begin(AiohttpRequest())


async def begin(request: BaseRequest) -> None:
    """Make the Application on a transport of one's own."""
    global _running
    _running = build_application(request)


async def stop() -> None:
    """Close the HTTP session to Telegram."""
    global _running
    if _running is not None:
        running, _running = _running, None
        await running.shutdown()
        await running.bot.request.shutdown()


def build_application(request: BaseRequest) -> StoreApplication:
    """An Application with the store's handlers, not yet initialised."""
    application = Application.builder().bot(build_bot(request)).updater(None).build()
    application.add_handler(ChatMemberHandler(_on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.Regex(_ASKS_CHAT_ID), _on_chat_id))
    application.add_handler(PreCheckoutQueryHandler(_on_pre_checkout))
    application.add_handler(MessageHandler(filters.SUCCESSFUL_PAYMENT, _on_payment))
    application.add_handler(TypeHandler(Update, _on_update))
    application.add_error_handler(_on_error)
    return application


async def process(update: Update) -> None:
    """Handle one update; raises whatever kept it from being handled.

    Application.process_update swallows exceptions, so the error handler hands the failure back.
    """
    if _running is None:
        raise RuntimeError("the bot is off: TELEGRAM_BOT_TOKEN is empty or the server is stopping")
    await _ensure_initialised(_running)
    failures: list[Exception] = []
    _failure.set(failures)
    await _running.process_update(update)
    if failures:
        raise failures[0]


async def _ensure_initialised(application: StoreApplication) -> None:
    if not application._initialized:
        async with _starting:
            if not application._initialized:
                await _ask_who_it_is(application)


async def _ask_who_it_is(application: StoreApplication) -> None:
    if left := await in_db(partial(pause_of, WHOLE_BOT)):
        raise RetryAfter(math.ceil(left))
    try:
        await application.initialize()
    except RetryAfter as error:
        await in_db(partial(pause, WHOLE_BOT, retry_after(error)))
        raise
    await in_db(partial(remember_username, application.bot.username))


async def _on_update(update: Update, context: Context) -> None:
    """Answer a person in a private chat; ignore groups and channels politely."""
    incoming = read(update)
    if incoming is not None:
        await answer(context.bot, incoming)


async def _on_membership(update: Update, context: Context) -> None:
    """Note that a customer blocked the bot, or came back."""
    change = update.my_chat_member
    if change is not None and change.chat.type == ChatType.PRIVATE:
        await in_db(partial(_note_membership, change))


def _note_membership(change: ChatMemberUpdated) -> None:
    if change.new_chat_member.status == ChatMemberStatus.BANNED:
        mark_blocked(change.chat.id)
    else:
        Customer.objects.filter(pk=change.chat.id).update(blocked_at=None)


async def _on_pre_checkout(update: Update, context: Context) -> None:
    """Say within ten seconds whether an invoice may be paid."""
    query = update.pre_checkout_query
    if query is not None:
        asked = (query.from_user.id, query.invoice_payload, query.currency, query.total_amount)
        why_not = await in_db(partial(refusal, *asked))
        try:
            await context.bot.answer_pre_checkout_query(query.id, not why_not, why_not or None)
        except BadRequest as error:  # answered before, or too late: then nothing was paid
            log.info("bot.pre_checkout_not_answered", error=str(error))


async def _on_payment(update: Update, context: Context) -> None:
    """Note money that came by an invoice; the customer is told through the outbox."""
    message = update.effective_message
    if message is not None and message.successful_payment is not None:
        paid = message.successful_payment
        payer = message.from_user.id if message.from_user else message.chat_id
        if not await in_db(partial(take_money, paid, payer)):
            log.error("bot.unknown_payment", charge=paid.telegram_payment_charge_id)


async def _on_chat_id(update: Update, context: Context) -> None:
    """Tell a chat its id, which the staff chat's setting needs."""
    chat, message = update.effective_chat, update.effective_message
    asked = re.match(_ASKS_CHAT_ID, (message.text or "") if message else "")
    if chat is None or asked is None:
        return
    if chat.type == ChatType.PRIVATE or asked[1] in (None, context.bot.username):
        chat_id = chat.id
        try:
            await context.bot.send_message(chat_id, f"<code>{chat_id}</code>", parse_mode="HTML")
        except TelegramError as error:
            log.info("bot.chat_id_not_told", error=str(error))


async def _on_error(update: object, context: Context) -> None:
    failures = _failure.get()
    if failures is not None and context.error is not None:
        failures.append(context.error)
