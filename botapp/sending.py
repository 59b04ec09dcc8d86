"""Messages of the outbox on their way to Telegram: many chats at once, each chat in order.

Never faster than Telegram bears.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from telegram import Bot, LinkPreviewOptions, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from botapp.documents import Document, TextDocument
from botapp.models import PayMessage
from botapp.pay_buttons import Closing
from botapp.screen import Screen
from integrations.telegram.bot import PARSE_MODE, delivery_error, retry_after, sending_bot
from integrations.telegram.invoice import Invoice
from integrations.telegram.pace import wait_for_turn
from integrations.telegram.pauses import pause, pauses
from orders.models import Order
from shop import outbox
from shop.errors import DeliveryError
from shop.integrations import heard
from shop.models import Delivery, StoreSettings

Outcome = dict[int, DeliveryError | None]

_CHATS_AT_ONCE = 20
_SECONDS = 20.0  # then the lease is nearly over: what is left goes with the next batch
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Outgoing:
    """A message for one delivery; `edit_id` is the message it should be edited into.

    One with an `invoice`, a `document` or a `closing` is that, and shows nothing of `screen`.
    `pays` is what it lets the customer pay: noted with the message that it became.
    """

    delivery_id: int
    chat_id: int
    screen: Screen
    edit_id: int | None = None
    invoice: Invoice | None = None
    document: Document | TextDocument | None = None
    closing: Closing | None = None
    pays: PayMessage | None = None


def admin_url(order: Order) -> str:
    """The order's page in the admin."""
    return settings.PUBLIC_URL + reverse("admin:orders_order_change", args=[order.pk])


def staff_chat() -> int | None:
    """Where the store's own people are told things, if anywhere."""
    return StoreSettings.current().staff_chat_id or settings.TELEGRAM_STAFF_CHAT_ID


def is_chat_missing(failure: DeliveryError | None) -> bool:
    """Whether Telegram refused the chat, not what was sent: a customer of the Mini App who never
    wrote to the bot has none.
    """
    return failure is not None and "chat not found" in str(failure).lower()


def send_all(
    messages: Sequence[Outgoing], deliveries: Sequence[Delivery]
) -> tuple[Outcome, list[int]]:
    """Send chat by chat, each in order; what became of each delivery, and who blocked the bot.

    A delivery all of whose messages arrived is done at once: a worker that is killed while the
    batch goes on repeats what was under way, and nothing else.
    """
    left = Counter(message.delivery_id for message in messages)
    tried = frozenset(delivery.pk for delivery in deliveries if delivery.attempts > 1)
    chats: defaultdict[int, list[Outgoing]] = defaultdict(list)
    for message in sorted(messages, key=lambda message: message.delivery_id):
        chats[message.chat_id].append(message)
    outcome: Outcome = {}
    for chat_id, pause_left in pauses(chats).items():
        rests = DeliveryError("Telegram wants this chat left alone", retry_after=pause_left)
        outcome |= {message.delivery_id: rests for message in chats.pop(chat_id)}
    results = async_to_sync(_send_chats)(chats, tried, left) if chats else []
    _remember(results)
    _remember_staff_chat(dict(zip(chats, results, strict=True)))
    outcome |= {pk: failure for result, _chat in results for pk, failure in result.items()}
    return outcome, [chat for _result, chat in results if chat is not None]


async def _send_chats(
    chats: Mapping[int, Sequence[Outgoing]], tried: frozenset[int], left: Counter[int]
) -> list[tuple[Outcome, int | None]]:
    gate = asyncio.Semaphore(_CHATS_AT_ONCE)
    deadline = asyncio.get_running_loop().time() + _SECONDS
    async with sending_bot() as bot:
        sends = (
            _send_chat(bot, gate, deadline, messages, tried, left) for messages in chats.values()
        )
        return await asyncio.gather(*sends)


async def _send_chat(
    bot: Bot,
    gate: asyncio.Semaphore,
    deadline: float,
    messages: Sequence[Outgoing],
    tried: frozenset[int],
    left: Counter[int],
) -> tuple[Outcome, int | None]:
    """One chat's messages in order: once one must wait, those after it wait too.

    What was `tried` before may have arrived, its answer lost. So nothing is sent twice into an
    outage: a call that does no harm must succeed first.
    """
    outcome: Outcome = {}
    held: DeliveryError | None = None
    async with gate:
        for message in messages:
            time_left = deadline - asyncio.get_running_loop().time()
            if held is None and time_left <= 0:
                held = DeliveryError("no time was left in the batch", retry_after=0)
            if held is None and (wait := await wait_for_turn(message.chat_id, patience=time_left)):
                held = DeliveryError("Telegram's limits leave no room", retry_after=wait)
            if held is not None:
                outcome[message.delivery_id] = held
                continue
            knocks = message.delivery_id in tried
            try:
                if knocks:
                    await bot.send_chat_action(message.chat_id, ChatAction.TYPING)
                    knocks = False
                sent = await _send(bot, message)
                if message.pays is not None and sent is not None:
                    message.pays.message_id = sent.message_id
                    await message.pays.asave()
                await _note_arrived(message, left)
            except Forbidden:
                return outcome, message.chat_id
            except TelegramError as error:
                failure = delivery_error(error)
                if knocks:
                    failure.uncertain = False
                outcome[message.delivery_id] = failure
                if isinstance(error, RetryAfter):
                    held = failure
                    await sync_to_async(pause)(message.chat_id, retry_after(error))
                elif not failure.permanent:
                    held = DeliveryError("waits for an earlier message", retry_after=1)
    return outcome, None


async def _note_arrived(message: Outgoing, left: Counter[int]) -> None:
    """Count the delivery's messages down; the last one that arrives makes it done."""
    left[message.delivery_id] -= 1
    if not left[message.delivery_id]:
        await sync_to_async(outbox.note_done)(message.delivery_id)


async def _send(bot: Bot, message: Outgoing) -> Message | None:
    """The message that was sent; None for what is not asked for."""
    if message.invoice is not None:
        return await message.invoice.send(bot, message.chat_id)
    if (special := message.document or message.closing) is not None:
        await special.send(bot, message.chat_id)
        return None
    send = partial(
        bot.send_message,
        message.chat_id,
        message.screen.text,
        parse_mode=PARSE_MODE,
        reply_markup=message.screen.markup,
        link_preview_options=_NO_PREVIEW,
    )
    if message.edit_id is None:
        return await send()
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
            return await send()
    return None


def _remember(results: Sequence[tuple[Outcome, int | None]]) -> None:
    """For the status page: that Telegram took something, or why it took nothing.

    That people block the bot, or that a message is refused, is no failure of the bot.
    """
    failures = [failure for outcome, _chat in results for failure in outcome.values() if failure]
    troubles = [failure for failure in failures if not failure.permanent and str(failure)]
    if troubles:
        heard("telegram", error=str(troubles[0]))
    elif results:
        heard("telegram")


def _remember_staff_chat(results: Mapping[int, tuple[Outcome, int | None]]) -> None:
    """For the status page: that the staff chat took something, or will take nothing.

    What only has to wait says nothing about the chat.
    """
    chat_id = staff_chat()
    if chat_id is None or chat_id not in results:
        return
    outcome, closed = results[chat_id]
    failures = [failure for failure in outcome.values() if failure]
    refused = [str(failure) for failure in failures if failure.permanent]
    if closed is not None:
        heard("staff-chat", error=_("The bot may not write to this chat."))
    elif refused:
        heard("staff-chat", error=refused[0])
    elif not failures:
        heard("staff-chat")
