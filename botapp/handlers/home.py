"""Main menu, help, language, and whatever else is said."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from botapp import labels
from botapp.actions import ContinueCheckout, Help, Home, Nothing, SetLanguage
from botapp.dispatch import FALLBACK, HOME
from botapp.handlers.browse import search
from botapp.incoming import Said
from botapp.keyboards import button
from botapp.screen import Screen
from botapp.screens import home as screens
from botapp.screens.checkout import CONTACT
from botapp.sections import MenuEntry, Section, sections
from botapp.turn import Turn
from shop.models import StoreSettings


def open_home(turn: Turn, _request: Home | str, hint: str = "") -> Screen:
    """The main menu; whatever was being asked is left."""
    turn.wait_for("")
    store, hint = StoreSettings.current(), turn.notice(hint)
    menu = [entry for entry in sections().menu if entry.is_shown()]
    return _with_way_on(turn, screens.home(store, menu, turn.language, hint))


def open_help(turn: Turn, _request: Help | str) -> Screen:
    screen = screens.help_screen(
        StoreSettings.current(), turn.language, reminders=turn.customer.wants_reminders
    )
    return _with_way_on(turn, screen)


def is_under_way(turn: Turn) -> bool:
    """Whether the customer has begun to answer the questions of checkout."""
    return any(turn.answers.get(step) for step in CONTACT)


def _with_way_on(turn: Turn, screen: Screen) -> Screen:
    """The screen, with the way back to a checkout that it interrupts."""
    if not is_under_way(turn):
        return screen
    way_on = [button(labels.CONTINUE_CHECKOUT, turn.language, ContinueCheckout())]
    return replace(screen, rows=[way_on, *screen.rows])


def set_language(turn: Turn, press: SetLanguage) -> Screen:
    """Speak the chosen language from now on."""
    if 0 <= press.index < len(settings.STORE_LANGUAGES):
        turn.customer.chosen_language = settings.STORE_LANGUAGES[press.index]
        turn.customer.save(update_fields=["chosen_language"])
    return open_home(turn, "")


def say_nothing(turn: Turn, _press: Nothing) -> None:
    """A label was pressed: there is nothing to say."""


def unknown_command(turn: Turn, _text: str) -> Screen:
    with override(turn.language):
        hint = _("I do not know this command. Here is what I can do:")
    return open_home(turn, "", hint)


def free_text(turn: Turn, said: Said) -> Screen:
    """Words that nobody asked for are searched for; what is no text gets the menu."""
    if labels.reply_key(said.text):  # of a keyboard that still stands somewhere
        return open_home(turn, "")
    if said.text:
        return _with_way_on(turn, search(turn, said.text))
    with override(turn.language):
        hint = _("I understand text and buttons. Here is what I can do:")
    return open_home(turn, "", hint)


section = Section(
    presses={Home: open_home, Help: open_help, SetLanguage: set_language, Nothing: say_nothing},
    commands={HOME: open_home, "help": open_help, FALLBACK: unknown_command},
    descriptions={
        "start": gettext_lazy("Main menu"),
        "help": gettext_lazy("How to order, and the legal texts"),
    },
    steps={FALLBACK: free_text},
    menu=[MenuEntry(gettext_lazy("💬 Help"), Help(), order=90)],
)
