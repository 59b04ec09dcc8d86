"""The network's half of an update: put a screen before the customer, leaving no litter."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog
from django.core.files.storage import default_storage
from telegram import Bot, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from botapp.dispatch import Reply
from botapp.screen import MAX_TOAST, REMOVE_KEYS, Screen
from botapp.uploads import is_wrong_file
from integrations.telegram.bot import PARSE_MODE, retry_after

log = structlog.get_logger(__name__)

M = TypeVar("M", bound=Message | bool)

LONGEST_WAIT = 5.0
_FILE_NAME = "photo"  # nobody sees it
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Shown:
    """What became of a reply. `message_id` holds the screen now; `new` if it was sent for it."""

    message_id: int | None = None
    is_new: bool = False
    blocked: bool = False
    uploaded_id: str = ""


async def show(bot: Bot, reply: Reply) -> Shown:
    """Show `reply`: by editing where Telegram can, else by a new message in place of the old.

    Raises TelegramError for what trying again later may mend: also, without any call, while
    Telegram wants this chat to be left alone. What cannot be mended (the customer blocked the
    bot, the chat is gone) counts as shown.
    """
    if reply.wait > 0:
        raise RetryAfter(math.ceil(reply.wait))
    if reply.screen is None:
        await _answer_query(bot, reply)
        return Shown()
    try:
        shown, _ = await asyncio.gather(
            _patiently(bot, reply, reply.screen), _answer_query(bot, reply)
        )
    except Forbidden:
        return Shown(blocked=True)
    except BadRequest as error:
        log.error("bot.screen_refused", error=str(error), chat_id=reply.chat_id)
        return Shown()
    return shown


async def remove(bot: Bot, chat_id: int, message_id: int) -> None:
    """Take a message away; one that is gone or too old to delete is left alone."""
    try:
        await bot.delete_message(chat_id, message_id)
    except TelegramError as error:
        log.info("bot.message_not_deleted", error=str(error))


async def _patiently(bot: Bot, reply: Reply, screen: Screen) -> Shown:
    """Place the screen; a short 429 is waited out here, a longer one is left to the next try."""
    waited = 0.0
    while True:
        try:
            return await _place(bot, reply, screen)
        except RetryAfter as error:
            pause = retry_after(error)
            waited += pause
            if waited > LONGEST_WAIT:
                raise
            await asyncio.sleep(pause)


async def _place(bot: Bot, reply: Reply, screen: Screen) -> Shown:
    try:
        return await _place_as_is(bot, reply, screen)
    except (OSError, BadRequest) as error:
        if not screen.photo:
            raise
        log.error("bot.picture_unusable", photo=screen.photo, error=str(error))
        return await _place_as_is(bot, reply, replace(screen, photo=""))


async def _place_as_is(bot: Bot, reply: Reply, screen: Screen) -> Shown:
    edits = reply.target_id is not None and not screen.keys and not screen.notice
    if edits and (screen.photo or not reply.target_has_photo):
        shown = await _edit(bot, reply, screen)
        if shown is not None:
            await _clean(bot, reply, kept=reply.target_id)
            return shown
    sent, _ = await asyncio.gather(_send(bot, reply, screen), _clean(bot, reply))
    return sent


async def _edit(bot: Bot, reply: Reply, screen: Screen) -> Shown | None:
    """The pressed message turned into the screen; None when Telegram will not have it."""
    try:
        if screen.photo:
            return await _edit_photo(bot, reply, screen)
        await bot.edit_message_text(
            screen.text,
            reply.chat_id,
            reply.target_id,
            parse_mode=PARSE_MODE,
            reply_markup=screen.inline,
            link_preview_options=_NO_PREVIEW,
        )
        return Shown(reply.target_id)
    except BadRequest as error:
        if "message is not modified" in error.message.lower():
            return Shown(reply.target_id)
        log.info("bot.edit_refused", error=error.message)
        return None


async def _edit_photo(bot: Bot, reply: Reply, screen: Screen) -> Shown:
    message = await _with_photo(
        reply,
        screen,
        lambda photo: bot.edit_message_media(
            InputMediaPhoto(photo, screen.text, parse_mode=PARSE_MODE, filename=_FILE_NAME),
            reply.chat_id,
            reply.target_id,
            reply_markup=screen.inline,
        ),
    )
    return Shown(reply.target_id, uploaded_id=_photo_id(message))


async def _send(bot: Bot, reply: Reply, screen: Screen) -> Shown:
    if screen.notice:
        closing = await bot.send_message(
            reply.chat_id, screen.notice, parse_mode=PARSE_MODE, reply_markup=REMOVE_KEYS
        )
        await remove(bot, reply.chat_id, closing.message_id)  # the keyboard stays away
    if not screen.photo:
        message = await bot.send_message(
            reply.chat_id,
            screen.text,
            parse_mode=PARSE_MODE,
            reply_markup=screen.markup,
            link_preview_options=_NO_PREVIEW,
        )
        return Shown(message.message_id, is_new=True)
    sent = await _with_photo(
        reply,
        screen,
        lambda photo: bot.send_photo(
            reply.chat_id,
            photo,
            screen.text,
            parse_mode=PARSE_MODE,
            reply_markup=screen.markup,
            filename=_FILE_NAME,
        ),
    )
    return Shown(sent.message_id, is_new=True, uploaded_id=_photo_id(sent))


async def _with_photo(
    reply: Reply,
    screen: Screen,
    attempt: Callable[[str | bytes], Awaitable[M]],
) -> M:
    """Send the photo by the id it is known under, or upload it when Telegram knows it no longer."""
    if reply.file_id:
        try:
            return await attempt(reply.file_id)
        except BadRequest as error:
            if not is_wrong_file(error):
                raise
            log.info("bot.file_id_refused", photo=screen.photo, error=error.message)
    return await attempt(await asyncio.to_thread(_read, screen.photo))


async def _clean(bot: Bot, reply: Reply, *, kept: int | None = None) -> None:
    """Take away the screen that was there before, and a pressed message that was not edited."""
    litter = {reply.old_screen_id, reply.target_id} - {kept, None}
    await asyncio.gather(*(remove(bot, reply.chat_id, pk) for pk in litter if pk is not None))


async def _answer_query(bot: Bot, reply: Reply) -> None:
    """End the button's waiting, with the toast if there is one. Too late is no harm."""
    if not reply.query_id:
        return
    try:
        await bot.answer_callback_query(
            reply.query_id, text=reply.toast[:MAX_TOAST] or None, show_alert=reply.alert or None
        )
    except TelegramError as error:
        log.info("bot.query_not_answered", error=str(error))


def _photo_id(message: Message | bool) -> str:
    return message.photo[-1].file_id if isinstance(message, Message) and message.photo else ""


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content
