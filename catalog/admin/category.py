from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.views import ChangeList

from catalog.cache import catalogue_changed
from catalog.models import Category
from shop.admin.base import SavesWhatChanged
from shop.admin.translated import in_each_language, translated_form
from shop.admin.typed import ModelAdmin, display

MOST_ON_A_PAGE = 1000


def in_tree_order() -> list[tuple[Category, list[str]]]:
    """Every category, parents before their children, with the names from the top down: one query."""
    children: dict[int | None, list[Category]] = {}
    for category in Category.objects.order_by("sort_order", "pk"):
        children.setdefault(category.parent_id, []).append(category)
    found: list[tuple[Category, list[str]]] = []

    def visit(parent: int | None, above: list[str]) -> None:
        for category in children.get(parent, []):
            path = [*above, category.name]
            found.append((category, path))
            visit(category.pk, path)

    visit(None, [])
    return found


def category_choices() -> list[tuple[int, str]]:
    """For a select: `Clothing / T-Shirts`."""
    return [(category.pk, " / ".join(path)) for category, path in in_tree_order()]


def choose_from_tree(field: Any, empty: str) -> Any:
    """Make a form field for a category offer the tree."""
    if isinstance(field, forms.ModelChoiceField):
        field.choices = [("", empty), *category_choices()]
    return field


class TreeChangeList(ChangeList):  # type: ignore[misc]  # unfold is untyped
    """The list of categories in the order of the tree, each knowing its depth."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        places = {
            category.pk: (place, len(path) - 1)
            for place, (category, path) in enumerate(in_tree_order())
        }
        self.result_list: list[Category] = sorted(
            self.result_list, key=lambda one: places[one.pk][0]
        )
        for category in self.result_list:
            setattr(category, "depth", places[category.pk][1])  # noqa: B010


@admin.register(Category)
class CategoryAdmin(SavesWhatChanged[Category], ModelAdmin[Category]):
    form = translated_form(Category)
    list_display = ("tree_name", "slug", "products_here", "is_active", "sort_order")
    list_display_links = ("tree_name",)
    list_per_page = MOST_ON_A_PAGE
    search_fields = ("name", "slug")
    sortable_by = ()
    fields = (*in_each_language("name"), "slug", "parent", "sort_order", "is_active")
    prepopulated_fields = {"slug": ("name",)}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TreeChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(products_count=Count("products"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_from_tree(field, str(_("At the top")))

    def save_model(
        self, request: HttpRequest, obj: Category, form: ModelForm[Any], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        catalogue_changed()

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        super().delete_model(request, obj)
        catalogue_changed()

    def delete_queryset(self, request: HttpRequest, queryset: Iterable[Category]) -> None:
        super().delete_queryset(request, queryset)  # type: ignore[arg-type]
        catalogue_changed()

    @display(description=_("name"))
    def tree_name(self, category: Category) -> SafeString:
        depth = min(getattr(category, "depth", 0), 6)
        branch = "└ " if depth else ""
        return format_html('<span class="pl-{}">{}{}</span>', depth * 4, branch, category.name)

    @display(description=_("products"))
    def products_here(self, category: Category) -> int:
        return int(getattr(category, "products_count"))  # noqa: B009  # an annotation
