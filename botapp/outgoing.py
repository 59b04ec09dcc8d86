"""Messages that a worker sends: chat by chat, each in order, and never faster than Telegram bears."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from asgiref.sync import async_to_sync
from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from botapp.screen import Screen
from integrations.telegram.bot import PARSE_MODE, delivery_error, sending_bot
from integrations.telegram.pace import wait_for_turn
from shop.errors import DeliveryError

Outcome = dict[int, DeliveryError | None]

_CHATS_AT_ONCE = 20
_SECONDS = 20.0  # then the lease is nearly over: what is left goes with the next batch
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Outgoing:
    """A message for one delivery; `edit_id` is the message it should be edited into."""

    delivery_id: int
    chat_id: int
    screen: Screen
    edit_id: int | None = None


def send_all(messages: Sequence[Outgoing]) -> tuple[Outcome, list[int]]:
    """Send chat by chat, each in order; what became of each delivery, and who blocked the bot."""
    chats: defaultdict[int, list[Outgoing]] = defaultdict(list)
    for message in sorted(messages, key=lambda message: message.delivery_id):
        chats[message.chat_id].append(message)
    results = async_to_sync(_send_chats)(chats) if chats else []
    outcome = {pk: failure for result, _chat in results for pk, failure in result.items()}
    return outcome, [chat for _result, chat in results if chat is not None]


async def _send_chats(
    chats: Mapping[int, Sequence[Outgoing]],
) -> list[tuple[Outcome, int | None]]:
    gate = asyncio.Semaphore(_CHATS_AT_ONCE)
    deadline = asyncio.get_running_loop().time() + _SECONDS
    async with sending_bot() as bot:
        sends = (_send_chat(bot, gate, deadline, messages) for messages in chats.values())
        return await asyncio.gather(*sends)


async def _send_chat(
    bot: Bot, gate: asyncio.Semaphore, deadline: float, messages: Sequence[Outgoing]
) -> tuple[Outcome, int | None]:
    """One chat's messages in order: once one must wait, those after it wait too."""
    outcome: Outcome = {}
    held: DeliveryError | None = None
    async with gate:
        for message in messages:
            left = deadline - asyncio.get_running_loop().time()
            if held is None and left <= 0:
                held = DeliveryError("no time was left in the batch", retry_after=0)
            if held is None and (wait := await wait_for_turn(message.chat_id, patience=left)):
                held = DeliveryError("Telegram's limits leave no room", retry_after=wait)
            if held is not None:
                outcome[message.delivery_id] = held
                continue
            try:
                await _send(bot, message)
            except Forbidden:
                return outcome, message.chat_id
            except TelegramError as error:
                failure = delivery_error(error)
                outcome[message.delivery_id] = failure
                if isinstance(error, RetryAfter):
                    held = failure
                elif not failure.permanent:
                    held = DeliveryError("waits for an earlier message", retry_after=1)
    return outcome, None


async def _send(bot: Bot, message: Outgoing) -> None:
    send = partial(
        bot.send_message,
        message.chat_id,
        message.screen.text,
        parse_mode=PARSE_MODE,
        reply_markup=message.screen.markup,
        link_preview_options=_NO_PREVIEW,
    )
    if message.edit_id is None:
        await send()
        return
    try:
        await bot.edit_message_text(
            message.screen.text,
            message.chat_id,
            message.edit_id,
            parse_mode=PARSE_MODE,
            reply_markup=message.screen.inline,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "message is not modified" not in error.message.lower():
            await send()
