"""Keys: added, updated, checked, removed. A worker tries them at the marketplace meanwhile."""

from __future__ import annotations

import re

from botapp.callbacks import Callback, UnknownCallbackError
from botapp.incoming import Said
from botapp.screen import Screen
from botapp.sellers import words
from botapp.sellers.actions import (
    AskKey,
    CheckAccount,
    ChooseMarketplace,
    DropKeyCheck,
    OpenAccount,
    OpenAccounts,
    OpenKeyCheck,
    RemoveKey,
)
from botapp.sellers.places import (
    account_of,
    for_accounts,
    for_members,
    go,
    member_of,
    memberships,
    start_anew,
)
from botapp.sellers.screens import keys as screens
from botapp.sellers.screens.keys import MARKETPLACES
from botapp.turn import Turn
from integrations.models import GivenKey, Marketplace, MarketplaceAccount, SellerMember
from integrations.sellers.connect_account import LONGEST_KEY, forget_key
from integrations.sellers.given_keys import give_key
from integrations.sellers.scope import Right, row, rows
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.throttle import Limit, hit

KEY = "seller_key"
CLIENT_ID = "seller_client_id"  # among the answers: Ozon's number, which came before its key
GIVEN = "seller_key_given"
_SHORTEST = 16
_KEY = re.compile(r"[\x21-\x7e]+")
_NUMBER = re.compile(r"\d{1,20}")


@for_members(Right.CHANGE)
def choose(turn: Turn, _press: ChooseMarketplace, member: SellerMember) -> Screen:
    return screens.marketplaces(member.seller_id, turn.language)


@for_members(Right.CHANGE)
def ask(turn: Turn, place: AskKey, member: SellerMember) -> Screen | None:
    """The step-by-step of a marketplace; the next text is taken for the key."""
    if not 0 <= place.index < len(MARKETPLACES):
        return start_anew(turn)
    if place.account_id and not rows(MarketplaceAccount, member).filter(pk=place.account_id):
        return start_anew(turn)
    turn.answers.pop(CLIENT_ID, None)
    return ask_key(turn, place)


def ask_key(turn: Turn, place: AskKey, problem: str = "") -> Screen:
    turn.wait_for(KEY)
    client_id = turn.answers.get(CLIENT_ID, "")
    return screens.ask_key(place, turn.language, client_id=client_id, problem=turn.notice(problem))


def take_key(turn: Turn, said: Said) -> Screen | None:
    """The key, or Ozon's two parts of it. Whatever was sent is taken out of the chat."""
    place = _asked(turn)
    member = member_of(turn, place.seller_id) if place else None
    if place is None or member is None:
        _take_away(turn, said)
        return start_anew(turn)
    kind = Marketplace(MARKETPLACES[place.index])
    try:
        credentials = _read(turn, kind, said.text)
        if credentials is None:
            _take_away(turn, said)
            return ask_key(turn, place)
        if not hit(Limit.named("seller_keys"), str(turn.customer.pk)).allowed:
            raise StoreError(ErrorCode.KEY_REFUSED, reason=words.TOO_OFTEN)
        account = row(MarketplaceAccount, member, pk=place.account_id) if place.account_id else None
        given = give_key(member=member, marketplace=kind, credentials=credentials, account=account)
    except StoreError as error:
        _take_away(turn, said)
        return ask_key(turn, place, words.explain(error, turn.language))
    turn.answers.pop(CLIENT_ID, None)
    turn.wait_for("")
    _take_away(turn, said, given)
    return screens.checking(given, turn.language)


def open_check(turn: Turn, place: OpenKeyCheck) -> Screen | None:
    """The key that is being checked; once it was, what there is now."""
    given = _mine(turn, place.given_id)
    return screens.checking(given, turn.language) if given else start_after_check(turn)


def drop_check(turn: Turn, press: DropKeyCheck) -> Screen | None:
    """Take the key back, if it is not too late for that."""
    given = _mine(turn, press.given_id)
    if given is None:
        return start_after_check(turn)
    given.delete()
    if given.account_id:
        return go(turn, OpenAccount(given.account_id))
    return go(turn, ChooseMarketplace(given.member.seller_id))


def start_after_check(turn: Turn) -> Screen | None:
    mine = memberships(turn)
    return go(turn, OpenAccounts(mine[0].seller_id)) if mine else start_anew(turn)


@for_members()
def open_accounts(turn: Turn, _place: OpenAccounts, member: SellerMember) -> Screen:
    found = list(rows(MarketplaceAccount, member).select_related("credentials", "seller"))
    return screens.accounts(member.seller_id, found, turn.language, may_change=member.may_change)


@for_accounts()
def open_account(
    turn: Turn, _place: OpenAccount, member: SellerMember, account: MarketplaceAccount
) -> Screen:
    return show_account(turn, member, account)


def show_account(
    turn: Turn, member: SellerMember, account: MarketplaceAccount, notice: str = ""
) -> Screen:
    return screens.account(
        account, turn.language, may_change=member.may_change, notice=turn.notice(notice)
    )


@for_accounts(Right.CHANGE)
def check(
    turn: Turn, _press: CheckAccount, member: SellerMember, account: MarketplaceAccount
) -> Screen:
    """Let a worker try the key that there is."""
    pending = GivenKey.objects.filter(account=account, sealed="").first()
    if pending is not None:
        return screens.checking(pending, turn.language)
    if not account.has_key or not hit(Limit.named("seller_keys"), str(turn.customer.pk)).allowed:
        return show_account(turn, member, account)
    given = give_key(
        member=member,
        marketplace=Marketplace(account.marketplace),
        credentials=None,
        account=account,
    )
    _announce(turn, None, given)
    return screens.checking(given, turn.language)


@for_accounts(Right.CHANGE)
def remove(
    turn: Turn, press: RemoveKey, member: SellerMember, account: MarketplaceAccount
) -> Screen | None:
    """Ask first; then the key is gone for good."""
    if not press.sure:
        return screens.sure(account, turn.language)
    forget_key(account)
    found = account_of(turn, account.pk)
    return show_account(
        turn, member, found[1] if found else account, screens.removed(turn.language)
    )


def _read(turn: Turn, kind: Marketplace, text: str) -> dict[str, str] | None:
    """What was sent as credentials; None when Ozon's key is still to come."""
    parts = text.split()
    if kind == Marketplace.WILDBERRIES:
        (key,) = parts if len(parts) == 1 else ("",)
        return {"token": _checked(key)}
    known = turn.answers.get(CLIENT_ID, "")
    if len(parts) == 1 and not known and _NUMBER.fullmatch(parts[0]):
        turn.answers[CLIENT_ID] = parts[0]
        return None
    client_id, key = parts if len(parts) == 2 else (known, parts[0] if len(parts) == 1 else "")
    if not _NUMBER.fullmatch(client_id):
        raise StoreError(ErrorCode.KEY_REFUSED, reason=words.MALFORMED)
    return {"client_id": client_id, "api_key": _checked(key)}


def _checked(key: str) -> str:
    if not _SHORTEST <= len(key) <= LONGEST_KEY or not _KEY.fullmatch(key):
        raise StoreError(ErrorCode.KEY_REFUSED, reason=words.MALFORMED)
    return key


def _asked(turn: Turn) -> AskKey | None:
    """The question that the text answers: its screen is the one that stands."""
    try:
        place = Callback.unpack(turn.session.route)
    except UnknownCallbackError:
        return None
    return place if isinstance(place, AskKey) and 0 <= place.index < len(MARKETPLACES) else None


def _take_away(turn: Turn, said: Said, given: GivenKey | None = None) -> None:
    _announce(turn, said.message_id, given)


def _announce(turn: Turn, message_id: int | None, given: GivenKey | None) -> None:
    outbox.publish(
        GIVEN,
        {
            "chat_id": turn.session.pk,
            "message_id": message_id,
            "given_id": given.pk if given else None,
            "seller_id": given.member.seller_id if given else None,
        },
    )


def _mine(turn: Turn, given_id: int) -> GivenKey | None:
    found = GivenKey.objects.select_related("member").filter(pk=given_id)
    return found.filter(member__customer=turn.customer).first()
