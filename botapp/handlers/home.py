"""Main menu, help, language, and whatever else is said."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from botapp.actions import Help, Home, Nothing, SetLanguage
from botapp.dispatch import FALLBACK, HOME
from botapp.handlers.browse import search
from botapp.incoming import Said
from botapp.screen import Screen
from botapp.screens import home as screens
from botapp.sections import MenuEntry, Section, sections
from botapp.turn import Turn
from shop.models import StoreSettings


def open_home(turn: Turn, _request: Home | str, hint: str = "") -> Screen:
    """The main menu; whatever was being asked is left."""
    turn.wait_for("")
    menu = [entry for entry in sections().menu if entry.is_shown()]
    return screens.home(StoreSettings.current(), menu, turn.language, hint)


def open_help(turn: Turn, _request: Help | str) -> Screen:
    return screens.help_screen(StoreSettings.current(), turn.language)


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
    if said.text:
        return search(turn, said.text)
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
