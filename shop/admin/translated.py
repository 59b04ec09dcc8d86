"""Forms that ask for a translated text once per language of the store."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.db import models
from django.utils.functional import keep_lazy_text
from django.utils.text import capfirst
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from shop.admin.typed import ModelForm
from shop.translations import Translated


def further_languages() -> list[str]:
    """The languages of the store apart from the main one."""
    return list(settings.STORE_LANGUAGES[1:])


def in_each_language(field: str) -> tuple[str, ...]:
    """The names of the form fields that ask for `field`: `("name", "name_en")`."""
    return (field, *(f"{field}_{code}" for code in further_languages()))


class TranslatedForm(ModelForm[Any]):
    """Reads and writes `translations` through fields such as `name_en`; see `translated_form`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, code in self._pairs():
            own = self.instance.translations.get(code, {}).get(field, "")
            self.initial.setdefault(f"{field}_{code}", own)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # missing from the stubs
        for field, code in self._pairs():
            text = self.cleaned_data.get(f"{field}_{code}")
            if text is not None:
                self.instance.set_text(field, code, text)

    def _pairs(self) -> list[tuple[str, str]]:
        return [
            (field, code)
            for field in self.instance.translated_fields
            for code in further_languages()
            if f"{field}_{code}" in self.fields
        ]


def translated_form(
    model: type[Translated], base: type[TranslatedForm] = TranslatedForm
) -> type[TranslatedForm]:
    """A form class for `model` with a field for each further language of each translated text."""
    extra = {
        f"{name}_{code}": _text_field(model, name, code)
        for name in model.translated_fields
        for code in further_languages()
    }
    return type(f"{model.__name__}TranslatedForm", (base,), extra)


@keep_lazy_text
def _label(name: str, code: str) -> str:
    return f"{capfirst(name)} · {code.upper()}"


def _text_field(model: type[Translated], name: str, code: str) -> forms.CharField:
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)
    long = isinstance(column, models.TextField)
    return forms.CharField(
        label=_label(cast("str", column.verbose_name), code),
        max_length=column.max_length,
        required=False,
        widget=UnfoldAdminTextareaWidget() if long else UnfoldAdminTextInputWidget(),
    )
