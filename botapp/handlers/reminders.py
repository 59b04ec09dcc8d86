"""Whether a customer wants to be reminded."""

from __future__ import annotations

from botapp.actions import Help, SetReminders
from botapp.handlers.home import open_help
from botapp.screen import Screen
from botapp.screens.reminders import reminders_set, reminders_text
from botapp.sections import Section
from botapp.turn import Turn
from shop.services.agree_to_reminders import agree_to_reminders


def set_reminders(turn: Turn, press: SetReminders) -> Screen:
    """Agree to what the help screen says of reminders, or take it back."""
    given = press.on == 1
    agree_to_reminders(
        customer=turn.customer,
        given=given,
        text=reminders_text(not given, turn.language),
        source="bot",
    )
    turn.toast = reminders_set(given, turn.language)
    return open_help(turn, Help())


section = Section(presses={SetReminders: set_reminders})
