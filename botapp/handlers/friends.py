"""Inviting friends: the page with one's link, and those who come by it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from botapp.actions import OpenFriends
from botapp.handlers.home import open_home
from botapp.screen import Screen
from botapp.screens import friends as screens
from botapp.sections import MenuEntry, Section, sections
from botapp.turn import Turn
from integrations.telegram.bot_name import start_link
from orders.referrals import earnings_of, last_rewards
from shop.models import StoreSettings
from shop.services.invite_friend import PREFIX, bind_referrer, referral_code

_SHOWN = 5


def open_friends(turn: Turn, _place: OpenFriends) -> Screen:
    store = StoreSettings.current()
    if not store.referrals_on:
        return open_home(turn, "")
    return screens.friends(
        start_link(PREFIX + referral_code(turn.customer)),
        earnings_of(turn.customer, store.currency),
        last_rewards(turn.customer, _SHOWN),
        store,
        turn.language,
    )


def start(turn: Turn, _text: str) -> Screen | None:
    """Where the link leads; by default the main menu. Who is seen for the first time, by a
    friend's link, is noted to be theirs."""
    said = turn.incoming.said if turn.incoming else None
    payload = said.arguments if said else ""
    linked = sections().starts.get(payload.partition("_")[0])
    if linked is not None:
        return linked(turn, payload)
    if turn.is_new and payload.startswith(PREFIX) and StoreSettings.current().referrals_on:
        bind_referrer(customer=turn.customer, code=payload.removeprefix(PREFIX)[:64])
    return open_home(turn, "")


section = Section(
    presses={OpenFriends: open_friends},
    commands={"start": start},
    menu=[
        MenuEntry(
            gettext_lazy("🤝 Friends"),
            OpenFriends(),
            order=70,
            is_shown=lambda: StoreSettings.current().referrals_on,
        )
    ],
)
