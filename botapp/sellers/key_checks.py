"""Keys given in the chat: out of the chat at once, then tried at the marketplace, then answered."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from asgiref.sync import async_to_sync
from telegram.error import BadRequest, Forbidden, TelegramError

from botapp.push import draw_over, show_all
from botapp.screen import Screen
from botapp.sellers import words
from botapp.sellers.actions import AskKey, OpenKeyCheck
from botapp.sellers.handlers.keys import GIVEN, ask_key, show_account
from botapp.sellers.places import account_of
from botapp.sellers.screens import keys as screens
from botapp.sellers.screens.keys import MARKETPLACES
from botapp.sending import Outgoing, send_all
from botapp.turn import Turn
from integrations.models import GivenKey, Marketplace, MarketplaceAccount
from integrations.sellers.given_keys import take_key, try_key
from integrations.telegram.bot import delivery_error, sending_bot
from shop.errors import DeliveryError, ErrorCode, StoreError
from shop.models import Delivery
from shop.outbox import Subscriber

_SECONDS = 8.0  # one check may take as long again, and must end within the lease
_MOST_TRIES = 4
_LONGEST_WAIT = 20.0


class KeyChecks(Subscriber):
    """Deletes the message with the key, tries the key, and says what came of it."""

    name = "seller_keys"
    events = frozenset({GIVEN})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        until = time.monotonic() + _SECONDS
        outcome: dict[int, DeliveryError | None] = {}
        for delivery in deliveries:
            late = time.monotonic() > until
            full = DeliveryError("no time was left in the batch", retry_after=0)
            outcome[delivery.pk] = full if late else _deal_with(delivery)
        return outcome


def _deal_with(delivery: Delivery) -> DeliveryError | None:
    payload = delivery.event.payload
    try:
        if payload["message_id"] is not None:
            async_to_sync(_delete)(payload["chat_id"], payload["message_id"])
    except TelegramError as error:
        return delivery_error(error)
    if payload["given_id"] is None:
        return None
    given = take_key(payload["given_id"])
    return None if given is None else _try(delivery, given, payload["chat_id"])


async def _delete(chat_id: int, message_id: int) -> None:
    async with sending_bot() as bot:
        try:
            await bot.delete_message(chat_id, message_id)
        except (BadRequest, Forbidden):
            return  # it is gone, or the chat is


def _try(delivery: Delivery, given: GivenKey, chat_id: int) -> DeliveryError | None:
    account, refusal = None, None
    try:
        account = try_key(given)
    except StoreError as error:
        refusal = error
    if refusal is not None and refusal.code == ErrorCode.MARKETPLACE_UNAVAILABLE:
        wait = float(refusal.context.get("retry_after") or 3 * delivery.attempts)
        if delivery.attempts < _MOST_TRIES and wait <= _LONGEST_WAIT:
            GivenKey.objects.filter(pk=given.pk).update(taken_at=None)
            return DeliveryError("the marketplace does not answer", retry_after=wait)
    return _answer(delivery, given, chat_id, account, refusal)


def _answer(
    delivery: Delivery,
    given: GivenKey,
    chat_id: int,
    account: MarketplaceAccount | None,
    refusal: StoreError | None,
) -> DeliveryError | None:
    """In the place of “checking…”, or by a message where something else stands by now."""
    given_id = given.pk  # which deleting forgets

    def draw(turn: Turn) -> Screen | None:
        return _screen(turn, given, account, refusal)

    reply = draw_over(chat_id, OpenKeyCheck(given_id), draw)
    GivenKey.objects.filter(pk=given_id).delete()
    if reply is not None:
        show_all([reply])
        return None
    customer = given.member.customer
    if customer is None or customer.blocked_at is not None:
        return None
    text = _words(given, account, refusal, customer.language)
    screen = screens.told(text, given.member.seller_id, customer.language)
    outcome, _blocked = send_all([Outgoing(delivery.pk, chat_id, screen)], [delivery])
    failure = outcome.get(delivery.pk)
    return failure if failure is None or failure.permanent else None


def _screen(
    turn: Turn, given: GivenKey, account: MarketplaceAccount | None, refusal: StoreError | None
) -> Screen | None:
    text = _words(given, account, refusal, turn.language)
    shown = account or (given.account if not given.sealed else None)
    found = account_of(turn, shown.pk) if shown else None
    if found is not None:
        return show_account(turn, *found, notice=text)
    index = MARKETPLACES.index(Marketplace(given.marketplace))
    return ask_key(turn, AskKey(given.member.seller_id, index, given.account_id or 0), text)


def _words(
    given: GivenKey, account: MarketplaceAccount | None, refusal: StoreError | None, language: str
) -> str:
    if refusal is None and account is not None:
        return screens.works(account, language, is_new=bool(given.sealed))
    if refusal is None:
        return ""
    return (
        words.explain(refusal, language) if given.sealed else words.explain_kept(refusal, language)
    )
