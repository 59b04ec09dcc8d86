"""The words on the section's buttons."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from botapp.callbacks import Callback
from botapp.screen import Button

ADD_KEY = gettext_noop("Add API key")
ABOUT = gettext_noop("About")
HELP = gettext_noop("Help for sellers")
REGISTER = gettext_noop("Register")
MY_SHEET = gettext_noop("My spreadsheet")
SYNC_NOW = gettext_noop("Sync now")
SETTINGS = gettext_noop("Settings")
PROFILE = gettext_noop("Profile")
KEYS = gettext_noop("API keys")
SCHEDULE = gettext_noop("Schedule")
NOTIFICATIONS = gettext_noop("Notifications")
TEAM = gettext_noop("Team")
SUBSCRIPTION = gettext_noop("Subscription")
END_RENEWAL = gettext_noop("Renew no more")
API_ACCESS = gettext_noop("Access by the API")
GET_CODE = gettext_noop("Get a code")
UPDATE_KEY = gettext_noop("Update the key")
CHECK_KEY = gettext_noop("Check the key")
REMOVE_KEY = gettext_noop("Remove the key")
YES_REMOVE = gettext_noop("Yes, remove")
OPEN_SHEET = gettext_noop("Open the spreadsheet")
MAKE_SHEET = gettext_noop("Make the spreadsheet")
REFRESH_SHEET = gettext_noop("Refresh the spreadsheet")
LOOK_AGAIN = gettext_noop("Look again")
STATUS = gettext_noop("Status")
SELLER_MENU = gettext_noop("Seller's menu")

_EMOJI: Mapping[str, str] = {
    ADD_KEY: "🔑", ABOUT: "ℹ️", HELP: "💬", REGISTER: "✅", MY_SHEET: "📗", SYNC_NOW: "🔄",
    SETTINGS: "⚙️", PROFILE: "👤", KEYS: "🔑", SCHEDULE: "🕘", NOTIFICATIONS: "🔔", TEAM: "👥",
    SUBSCRIPTION: "💳", END_RENEWAL: "✖️", API_ACCESS: "🔌", GET_CODE: "🔑",
    UPDATE_KEY: "♻️", CHECK_KEY: "🔍", REMOVE_KEY: "🗑", YES_REMOVE: "🗑", OPEN_SHEET: "📗",
    MAKE_SHEET: "➕", REFRESH_SHEET: "🔄", LOOK_AGAIN: "🔄", STATUS: "📈", SELLER_MENU: "📊",
}  # fmt: skip


def seller_button(word: str, language: str, to: Callback, *, below: bool = False) -> Button:
    """A button with one of these words."""
    with override(language):
        return Button(f"{_EMOJI[word]} {_(word)}", to, below=below)
