"""Settings of a seller: profile, schedule, notifications."""

from __future__ import annotations

import re
from datetime import time

from botapp import labels
from botapp.callbacks import Callback, UnknownCallbackError
from botapp.incoming import Said
from botapp.screen import Screen
from botapp.screens import messages
from botapp.sellers import words
from botapp.sellers.actions import (
    AskProfile,
    AskTimes,
    ChooseMarketplace,
    OpenNotices,
    OpenProfile,
    OpenSchedule,
    OpenSchedules,
    OpenSellerSettings,
    SetNotice,
    SetSchedule,
    SetZone,
)
from botapp.sellers.handlers.register import CHECKS
from botapp.sellers.handlers.sheet import accounts_with_history
from botapp.sellers.places import account_of, for_accounts, for_members, go, member_of, start_anew
from botapp.sellers.screens import register as questions
from botapp.sellers.screens import settings as screens
from botapp.sellers.screens.register import EMAIL, NAME, PHONE, QUESTIONS
from botapp.turn import Turn
from integrations.models import MarketplaceAccount, SellerMember
from integrations.sellers.change_schedule import change_schedule
from integrations.sellers.change_seller import change_seller
from integrations.sellers.scope import Right
from shop.errors import StoreError

FACT, TIMES = "seller_fact", "seller_times"
_FIELDS = {NAME: "company_name", EMAIL: "email", PHONE: "phone"}
_MOST_TIMES = 24
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
Schedule = MarketplaceAccount.Schedule


@for_members()
def open_settings(turn: Turn, _place: OpenSellerSettings, member: SellerMember) -> Screen:
    return screens.settings(member, turn.language)


@for_members()
def open_profile(turn: Turn, _place: OpenProfile, member: SellerMember) -> Screen:
    return screens.profile(member.seller, turn.language, may_change=member.may_change)


@for_members(Right.CHANGE)
def ask_fact(turn: Turn, place: AskProfile, member: SellerMember) -> Screen | None:
    if not 0 <= place.index < len(QUESTIONS):
        return go(turn, OpenProfile(member.seller_id))
    return _ask(turn, place, member)


def take_fact(turn: Turn, said: Said) -> Screen | None:
    """The new name, e-mail or phone."""
    place = _place(turn, AskProfile)
    member = member_of(turn, place.seller_id) if isinstance(place, AskProfile) else None
    if not isinstance(place, AskProfile) or member is None or not member.may_change:
        return start_anew(turn)
    step = QUESTIONS[place.index]
    if labels.reply_key(said.text) in (labels.BACK, labels.CANCEL):
        return go(turn, OpenProfile(member.seller_id))
    text = said.phone_number if step == PHONE and said.phone_number else said.text
    if not text or labels.reply_key(said.text):
        return _ask(turn, place, member, messages.words_please(turn.language))
    try:
        known = CHECKS[step](text)
    except StoreError as error:
        return _ask(turn, place, member, words.explain(error, turn.language))
    change_seller(seller=member.seller, changes={_FIELDS[step]: known})
    turn.wait_for("")
    return go(turn, OpenProfile(member.seller_id))


@for_members(Right.CHANGE)
def set_zone(turn: Turn, press: SetZone, member: SellerMember) -> Screen | None:
    if not 0 <= press.index < len(screens.ZONES):
        return screens.zones(member.seller, turn.language)
    change_seller(seller=member.seller, changes={"time_zone": screens.ZONES[press.index]})
    return go(turn, OpenProfile(member.seller_id))


@for_members()
def open_schedules(turn: Turn, _place: OpenSchedules, member: SellerMember) -> Screen | None:
    accounts = accounts_with_history(member)
    if not accounts:
        return go(turn, ChooseMarketplace(member.seller_id))
    if len(accounts) > 1:
        return screens.which_schedule(member.seller, accounts, turn.language)
    return screens.schedule(accounts[0], turn.language, may_change=member.may_change)


@for_accounts()
def open_schedule(
    turn: Turn, _place: OpenSchedule, member: SellerMember, account: MarketplaceAccount
) -> Screen:
    return screens.schedule(account, turn.language, may_change=member.may_change)


@for_accounts(Right.CHANGE)
def set_schedule(
    turn: Turn, press: SetSchedule, _member: SellerMember, account: MarketplaceAccount
) -> Screen | None:
    if 0 <= press.index < len(screens.SCHEDULES):
        change_schedule(account=account, schedule=screens.SCHEDULES[press.index])
    return go(turn, OpenSchedule(account.pk))


@for_accounts(Right.CHANGE)
def ask_times(
    turn: Turn, _place: AskTimes, _member: SellerMember, account: MarketplaceAccount
) -> Screen:
    turn.wait_for(TIMES)
    return screens.times(account, turn.language)


def take_times(turn: Turn, said: Said) -> Screen | None:
    """`09:00, 18:30` of the seller's clock."""
    place = _place(turn, AskTimes)
    found = account_of(turn, place.account_id) if isinstance(place, AskTimes) else None
    if found is None or not found[0].may_change:
        return start_anew(turn)
    account = found[1]
    times = _times(said.text)
    if not times:
        problem = screens.bad_times(turn.language, _MOST_TIMES)
        return screens.times(account, turn.language, problem)
    try:
        change_schedule(account=account, schedule=Schedule.OWN, times=times)
    except StoreError as error:
        return screens.times(account, turn.language, words.explain(error, turn.language))
    turn.wait_for("")
    return go(turn, OpenSchedule(account.pk))


@for_members()
def open_notices(turn: Turn, _place: OpenNotices, member: SellerMember) -> Screen:
    return screens.notices(member.seller, turn.language)


@for_members(Right.CHANGE)
def set_notice(turn: Turn, press: SetNotice, member: SellerMember) -> Screen:
    if 0 <= press.index < len(screens.NOTICES):
        switch, _name = screens.NOTICES[press.index]
        change_seller(seller=member.seller, changes={switch: bool(press.on)})
    return screens.notices(member.seller, turn.language)


def _ask(turn: Turn, place: AskProfile, member: SellerMember, problem: str = "") -> Screen:
    turn.wait_for(FACT)
    step = QUESTIONS[place.index]
    return questions.question(
        step,
        turn.language,
        place=place,
        back=OpenProfile(member.seller_id),
        known=turn.customer.phone_number if step == PHONE else "",
        problem=turn.notice(problem),
    )


def _place(turn: Turn, kind: type[Callback]) -> Callback | None:
    """The question that stands, if it is of this kind."""
    try:
        place = Callback.unpack(turn.session.route)
    except UnknownCallbackError:
        return None
    return place if isinstance(place, kind) else None


def _times(text: str) -> list[str]:
    """Each time as `HH:MM`; nothing when one of them is none, or there are too many."""
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    found = [_TIME.fullmatch(part) for part in parts]
    if not found or len(found) > _MOST_TIMES or None in found:
        return []
    return [f"{time(int(one[1]), int(one[2])):%H:%M}" for one in found if one]
