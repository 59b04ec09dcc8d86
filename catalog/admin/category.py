from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from catalog.cache import catalogue_changed
from catalog.models import Category, Product
from catalog.services.move_category import lock_tree, move_category, tree_version
from shop.admin.base import SavesWhatChanged, staff_language
from shop.admin.translated import in_each_language, translated_form
from shop.admin.typed import ModelAdmin
from shop.errors import ErrorCode, StoreError

_REFUSALS = {
    ErrorCode.TREE_CHANGED: _(
        "Somebody else rearranged the tree meanwhile. This is how it stands now: move it again."
    ),
    ErrorCode.NOT_FOUND: _("The category is gone. This is how the tree stands now."),
    ErrorCode.CATEGORY_INSIDE_ITSELF: _("A category cannot lie inside itself."),
}


class MoveForm(forms.Form):
    category = forms.IntegerField()
    parent = forms.IntegerField(required=False)
    place = forms.IntegerField(min_value=0)
    version = forms.CharField(max_length=32)


def in_tree_order() -> list[tuple[Category, list[str]]]:
    """Every category, parents before their children, with the names from the top down: one query.

    The names are in the language of the page.
    """
    language = staff_language()
    children: dict[int | None, list[Category]] = {}
    for category in Category.objects.order_by("sort_order", "pk"):
        children.setdefault(category.parent_id, []).append(category)
    found: list[tuple[Category, list[str]]] = []

    def visit(parent: int | None, above: list[str]) -> None:
        for category in children.get(parent, []):
            path = [*above, category.text_of("name", language)]
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


@admin.register(Category)
class CategoryAdmin(SavesWhatChanged[Category], ModelAdmin[Category]):
    """The list is the tree itself, in which categories are moved by hand."""

    form = translated_form(Category)
    fields = (*in_each_language("name"), "slug", "parent", "sort_order", "is_active")
    prepopulated_fields = {"slug": ("name",)}

    def get_urls(self) -> list[URLPattern]:
        move = self.admin_site.admin_view(require_POST(self.move_view))
        return [path("move/", move, name="catalog_category_move"), *super().get_urls()]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new category comes last."""
        last = Category.objects.aggregate(last=Max("sort_order"))["last"]
        return {
            "sort_order": min((last or 0) + 1, 2**31 - 1),
            **super().get_changeform_initial_data(request),
        }

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What keeps a category is counted: it may be all the products there are."""
        ids = [category.pk for category in objs]
        holds: dict[type[Model], int] = {
            Category: Category.objects.filter(parent__in=ids).exclude(pk__in=ids).count(),
            Product: Product.objects.filter(category__in=ids).count(),
        }
        if keepers := [
            f"{capfirst(str(model._meta.verbose_name_plural))}: {count}"
            for model, count in holds.items()
            if count
        ]:
            return [], {}, set(), keepers
        return super().get_deleted_objects(objs, request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        counts = dict(
            Product.objects.filter(archived_at=None)
            .order_by()
            .values_list("category")
            .annotate(found=Count("pk"))
        )
        language = staff_language()
        tree = [(category, len(names) - 1) for category, names in in_tree_order()]
        totals = _with_branches(tree, counts)
        rows = [
            {
                "category": category,
                "name": category.text_of("name", language),
                "depth": depth,
                "products": totals[category.pk],
            }
            for category, depth in tree
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": self.opts.verbose_name_plural,
            "opts": self.opts,
            "rows": rows,
            "version": tree_version(),
            "may_change": self.has_change_permission(request),
            "may_add": self.has_add_permission(request),
            "words": {"top": _("At the top"), "failed": _("It was not saved. Try again.")},
        }
        return TemplateResponse(request, "admin/catalog/category/tree.html", context)

    def move_view(self, request: HttpRequest) -> HttpResponse:
        """Moves one category: `category`, `parent` (empty: the top), `place`, `version`."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = MoveForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"error": _("It was not saved. Try again.")}, status=400)
        asked = form.cleaned_data
        try:
            with transaction.atomic():
                move_category(
                    category_id=asked["category"],
                    parent_id=asked["parent"],
                    place=asked["place"],
                    version=asked["version"],
                )
                return JsonResponse({"version": tree_version()})
        except StoreError as refusal:
            return JsonResponse({"error": _REFUSALS[refusal.code]}, status=409)

    def _changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django calls it in a transaction: what the form finds about the tree stays true."""
        if request.method == "POST":
            lock_tree()
        view: HttpResponse = super()._changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        return view

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


def _with_branches(tree: list[tuple[Category, int]], own: dict[int, int]) -> dict[int, int]:
    """How many products each category holds together with those inside it."""
    totals: dict[int, int] = {}
    above: list[int] = []
    for category, depth in tree:
        above[depth:] = [category.pk]
        for holder in above:
            totals[holder] = totals.get(holder, 0) + own.get(category.pk, 0)
    return totals
