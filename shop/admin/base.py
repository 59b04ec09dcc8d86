"""What every admin page of the store is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from shop.models import StoreSettings
from shop.money import format_money
from shop.translations import main_language

if TYPE_CHECKING:
    from decimal import Decimal

    from django.contrib.auth.models import User
    from django.db.models.fields.files import FieldFile
    from django.forms import ModelForm

M = TypeVar("M", bound=Model)

_FRAME = "block h-10 w-10 min-w-10 rounded border border-base-200 dark:border-base-700"


class ReadOnly:
    """For an admin or an inline: to be looked at, never touched."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SavesWhatChanged(Generic[M]):
    """For an admin: writes the changed columns alone.

    A page may stand open for an hour; what a buyer or a worker wrote meanwhile stays.
    """

    always_saved: tuple[str, ...] = ()

    def save_model(self, request: HttpRequest, obj: M, form: ModelForm[Any], change: bool) -> None:
        if change:
            obj.save(update_fields=changed_columns(form, self.always_saved))
        else:
            obj.save()


def changed_columns(form: ModelForm[Any], always: Iterable[str] = ()) -> list[str]:
    """The model's columns that the form changes, and those in `always`."""
    columns = {field.name for field in form.instance._meta.concrete_fields}
    changed = columns.intersection(form.changed_data)
    if "translations" in columns:
        changed.add("translations")
    return sorted({*changed, *always})


def asks_of(lookup: str, fields: Iterable[str]) -> bool:
    """Whether a filter in an address, like `full_name__startswith`, asks of one of the fields.

    For those who may not see them: nobody finds them out letter by letter.
    """
    return not set(fields).isdisjoint(lookup.split("__"))


def staff_actor(request: HttpRequest) -> str:
    """How the person at this page is named in timelines and ledgers."""
    user: User = request.user  # type: ignore[assignment]  # admin pages are for staff
    return f"staff:{user.get_username()}"


def actor_words(actor: str) -> str:
    """Who did it, as a list shows it: the log-in of staff, the customer, the store itself."""
    store = gettext("the store itself")
    ours = {"customer": gettext("customer"), "system": store, "store": store}
    return ours.get(actor) or actor.removeprefix("staff:")


def staff_language() -> str:
    """The language this page is in, as two letters."""
    return (get_language() or main_language()).partition("-")[0]


def money(amount: Decimal, currency: str | None = None) -> str:
    """`amount` in the language of the page, by default in the store's currency."""
    return format_money(amount, currency or StoreSettings.current().currency, staff_language())


def thumbnail(image: FieldFile | None) -> SafeString:
    """A small picture, or an empty frame of the same size."""
    if not image:
        return format_html('<span class="{} bg-base-100 dark:bg-base-800"></span>', _FRAME)
    return format_html(
        '<img class="{} object-cover" src="{}" alt="" loading="lazy">', _FRAME, image.url
    )


def badge(text: str, colour: str) -> SafeString:
    """A coloured label: `success`, `info`, `warning`, `danger` or `primary`."""
    return render_to_string("unfold/helpers/label.html", {"text": text, "type": colour})


def tell(request: HttpRequest, text: str, *, ok: bool = True) -> None:
    messages.add_message(request, messages.SUCCESS if ok else messages.ERROR, text)
