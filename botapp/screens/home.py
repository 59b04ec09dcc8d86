"""The main menu and help."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import override

from botapp.actions import Help, Home, SetLanguage
from botapp.keyboards import columns, way_back
from botapp.screen import Button, Screen, render
from botapp.screens.reminders import reminders_switch, reminders_text
from botapp.sections import MenuEntry
from shop.models import StoreSettings

_LANGUAGES = {"ru": "🇷🇺 Русский", "en": "🇬🇧 English"}


def home(store: StoreSettings, menu: Sequence[MenuEntry], language: str, hint: str = "") -> Screen:
    """The main menu; `hint` says in its first line why it is shown."""
    with override(language):
        buttons = [Button(str(entry.label), entry.callback) for entry in menu]
    text = render(
        "home",
        language,
        hint=hint,
        store=store.text_of("name", language),
        welcome=store.text_of("welcome", language),
    )
    return Screen(text, [*columns(buttons, 2), *_languages(language)], route=Home())


def help_screen(store: StoreSettings, language: str, *, reminders: bool) -> Screen:
    text = render(
        "help",
        language,
        store=store.text_of("name", language),
        support=store.support_contact,
        reminders=reminders_text(reminders, language),
        **legal_links(language),
    )
    rows = [[reminders_switch(reminders, language)], way_back(language)]
    return Screen(text, rows, route=Help())


def legal_links(language: str) -> dict[str, str]:
    """Where the policy and the terms can be read in `language`."""
    return {
        "policy_url": f"{settings.PUBLIC_URL}/privacy/?lang={language}",
        "terms_url": f"{settings.PUBLIC_URL}/terms/?lang={language}",
    }


def _languages(language: str) -> list[list[Button]]:
    others = [
        Button(_LANGUAGES.get(code, code), SetLanguage(index))
        for index, code in enumerate(settings.STORE_LANGUAGES)
        if code != language
    ]
    return [others] if others else []
