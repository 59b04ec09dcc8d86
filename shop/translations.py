"""Texts that the shop owner writes, in each language of the store, with fallback to the main one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def main_language() -> str:
    """The language in which the plain columns (`name`, `description`) are written."""
    return settings.STORE_LANGUAGES[0]


class Translated(models.Model):
    """A model whose `translated_fields` hold the main language, `translations` the others.

    `translations` is `{"en": {"name": "Hoodie"}}`; what is missing there falls back to the column.
    """

    translated_fields: ClassVar[tuple[str, ...]] = ()

    translations = models.JSONField(_("translations"), default=dict, blank=True)

    class Meta:
        abstract = True

    def text_of(self, field: str, language: str) -> str:
        """`field` as a reader of `language` should see it."""
        own: str = getattr(self, field)
        if language == main_language():
            return own
        return self.translations.get(language, {}).get(field) or own

    def set_text(self, field: str, language: str, text: str) -> None:
        """Keep `text` as `field` in `language`; an empty one falls back again. Does not save."""
        if language == main_language():
            setattr(self, field, text)
            return
        texts = {**self.translations.get(language, {}), field: text}
        kept = {name: value for name, value in texts.items() if value}
        others = {code: value for code, value in self.translations.items() if code != language}
        self.translations = {**others, language: kept} if kept else others
