"""The main menu and help."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp.actions import Help, Home, OpenPrivacy, SetLanguage
from botapp.keyboards import columns, way_back
from botapp.screen import Button, Screen, render
from botapp.screens.messages import closed_words
from botapp.screens.reminders import reminders_switch, reminders_text
from botapp.sections import MenuEntry
from shop.models import LegalDocument, StoreSettings
from shop.money import format_money

_USERNAME = re.compile(r"\w{4,32}", re.ASCII)
_PAGES = {
    LegalDocument.Kind.POLICY: "privacy",
    LegalDocument.Kind.TERMS: "terms",
    LegalDocument.Kind.OFFER: "offer",
    LegalDocument.Kind.RETURNS: "returns",
}
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
        closed=closed_words(store, language),
    )
    return Screen(text, [*columns(buttons, 2), *_languages(language)], route=Home())


def help_screen(store: StoreSettings, language: str, *, reminders: bool) -> Screen:
    """How to order, and all that the owner wants to be known."""
    with override(language):
        hours = store.week.lines()
    least = format_money(store.least_order, store.currency, language) if store.least_order else ""
    text = render(
        "help",
        language,
        store=store.text_of("name", language),
        support=store.support_contact,
        closed=closed_words(store, language),
        rules=store.text_of("rules", language),
        reminders=reminders_text(reminders, language),
        hours=hours,
        least=least,
        documents=legal_pages(language, LegalDocument.Kind.values),
    )
    links = [button for button in (_support(store, language), _news(store, language)) if button]
    with override(language):
        privacy = Button("🔒 " + _("Privacy"), OpenPrivacy())
    switches = [privacy, reminders_switch(reminders, language)]
    rows = [*([links] if links else []), switches, way_back(language)]
    return Screen(text, rows, route=Help())


def legal_pages(language: str, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """The names of these documents and where each can be read, in `language`."""
    with override(language):
        return [
            (
                str(LegalDocument.Kind(kind).label),
                f"{settings.PUBLIC_URL}/{_PAGES[LegalDocument.Kind(kind)]}/?lang={language}",
            )
            for kind in kinds
        ]


def _support(store: StoreSettings, language: str) -> Button | None:
    """A button to the chat of whoever helps, if it can be told by the contact."""
    name = store.support_contact.removeprefix("@")
    if not store.support_contact.startswith("@") or not _USERNAME.fullmatch(name):
        return None
    with override(language):
        return Button("✍️ " + _("Write to us"), url=f"https://t.me/{name}")


def _news(store: StoreSettings, language: str) -> Button | None:
    if not store.news_channel:
        return None
    name = store.news_channel
    url = f"https://t.me/{name[1:]}" if name.startswith("@") else name
    with override(language):
        return Button("📣 " + _("Our news"), url=url)


def _languages(language: str) -> list[list[Button]]:
    others = [
        Button(_LANGUAGES.get(code, code), SetLanguage(index))
        for index, code in enumerate(settings.STORE_LANGUAGES)
        if code != language
    ]
    return [others] if others else []
