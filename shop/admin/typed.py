"""Unfold's classes and decorators with the types of Django's: unfold itself has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.text import capfirst
from unfold import decorators

from shop.admin.capped import CappedList, CappedPaginator
from shop.admin.history import HistoryInAuditLog

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.forms import ModelForm
else:
    from django import forms
    from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
    from django.contrib.admin.widgets import AutocompleteSelect
    from django.core.exceptions import BadRequest, ValidationError
    from unfold import admin as unfold_admin

    class _Lookup(AutocompleteSelect):
        """Django asks the database for whatever a form or an address gives, number or not."""

        def optgroups(self, name, value, attr=None):
            known = [one for one in value if str(one).isdecimal() and len(str(one)) <= 18]
            return super().optgroups(name, known, attr)

    class _Typed:
        """Lets the typed spelling `ModelAdmin[Order]` through at run time."""

        def __class_getitem__(cls, _item: object) -> type:
            return cls

    class ModelAdmin(_Typed, HistoryInAuditLog, unfold_admin.ModelAdmin):
        """Lists are named for what they hold, and none counts the whole of a large table."""

        paginator = CappedPaginator
        show_full_result_count = False

        def get_changelist(self, request, **kwargs):
            return CappedList

        def formfield_for_foreignkey(self, db_field, request, **kwargs):
            if db_field.name in self.get_autocomplete_fields(request):
                kwargs.setdefault("widget", _Lookup(db_field, self.admin_site))
            return super().formfield_for_foreignkey(db_field, request, **kwargs)

        def response_action(self, request, queryset):
            for ticked in request.POST.getlist(ACTION_CHECKBOX_NAME):
                try:
                    self.opts.pk.to_python(ticked)
                except ValidationError as made_by_hand:
                    raise BadRequest from made_by_hand
            return super().response_action(request, queryset)

        def changelist_view(self, request, extra_context=None):
            title = capfirst(self.opts.verbose_name_plural)
            return super().changelist_view(request, {"title": title, **(extra_context or {})})

    class TabularInline(_Typed, unfold_admin.TabularInline):
        pass

    class ModelForm(_Typed, forms.ModelForm):
        pass


__all__ = ["ModelAdmin", "ModelForm", "TabularInline", "action", "display"]

F = TypeVar("F", bound=Callable[..., Any])


def display(**options: Any) -> Callable[[F], F]:
    """How a method is shown as a column or a field: Django's `display`, with labels and headers."""
    decorate: Callable[[F], F] = decorators.display(**options)
    return decorate


def action(**options: Any) -> Callable[[F], F]:
    """A method as a button of a list or a page; it answers GET, so it changes nothing by itself."""
    decorate: Callable[[F], F] = decorators.action(**options)
    return decorate
