"""Segments: made with a count that follows what one asks for, opened as a list of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from catalog.models import Category
from orders.admin.segment_words import conditions_in_words
from orders.models import Segment
from orders.models.conditions import LONGEST, Conditions, customers_matching
from shop.admin.dashboard import list_url
from shop.admin.typed import ModelAdmin, ModelForm, display

if TYPE_CHECKING:
    _ChoiceOfCategory = forms.ModelChoiceField[Category]
else:
    _ChoiceOfCategory = forms.ModelChoiceField

_RANGES = (("spent_from", "spent_to"), ("orders_from", "orders_to"))
_DAYS = ("ordered_within", "not_ordered_for")


class CategoryChoice(_ChoiceOfCategory):
    """Categories by their whole way: `Clothing / T-Shirts`."""

    def label_from_instance(self, category: Category) -> str:
        return category_path(category, self._by_id())

    def _by_id(self) -> dict[int, Category]:
        if not hasattr(self, "_categories"):
            self._categories = Category.objects.in_bulk()
        return self._categories


class SegmentForm(ModelForm[Segment]):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("Any")), *((code, code.upper()) for code in settings.STORE_LANGUAGES)],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    category = CategoryChoice(
        Category.objects.order_by("name"),
        label=_("Bought from the category"),
        help_text=_("Or from one inside it."),
        required=False,
        empty_label=_("Any"),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _DAYS:
            if name in self.fields:
                self.fields[name].validators.append(MaxValueValidator(LONGEST))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for least, most in _RANGES:
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(most, _("This is less than the least."))
        within, quiet = (cleaned.get(name) for name in _DAYS)
        if within is not None and quiet is not None and quiet >= within:
            self.add_error("not_ordered_for", _("Nobody can have done both."))
        return cleaned

    def conditions(self) -> Conditions:
        """What is asked for, of a form whose conditions are without errors."""
        asked = dict(self.cleaned_data)
        asked.pop("name", None)
        tags = asked.pop("tags", None) or ()
        return Conditions(tags=frozenset(tag.pk for tag in tags), **asked)


@admin.register(Segment)
class SegmentAdmin(ModelAdmin[Segment]):
    form = SegmentForm
    list_display = ("name", "conditions_shown", "opened")
    search_fields = ("name",)
    ordering = ("name",)
    list_select_related = ("category",)
    change_form_before_template = "admin/customers/segment_count.html"
    fieldsets = (
        (None, {"fields": ("name",)}),
        (
            _("What they bought"),
            {
                "fields": (
                    "category",
                    ("spent_from", "spent_to"),
                    ("orders_from", "orders_to"),
                    ("ordered_within", "not_ordered_for"),
                ),
                "description": _(
                    "Cancelled orders do not count, nor do sums in another currency than the "
                    "store's. All conditions must be met; an empty one asks nothing."
                ),
            },
        ),
        (_("Who they are"), {"fields": ("tags", "language", "blocked")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("tags")

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "tags":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        own: dict[str, Any] = {"count_url": reverse("admin:orders_segment_count")}
        segment = self.get_object(request, object_id) if object_id else None
        if segment is not None:
            own |= {"count": count_words(segment.conditions()), "list_url": _list(segment)}
        return super().changeform_view(
            request, object_id, form_url, {**own, **(extra_context or {})}
        )

    def get_urls(self) -> list[URLPattern]:
        count = self.admin_site.admin_view(self.count_view)
        return [path("count/", count, name="orders_segment_count"), *super().get_urls()]

    def count_view(self, request: HttpRequest) -> HttpResponse:
        """POST the form: how many customers it means now, in words; 400 while it is wrong."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        form = cast("SegmentForm", self.get_form(request)(request.POST))
        form.is_valid()
        if set(form.errors) - {"name"}:
            return JsonResponse({"count": "–"}, status=400)
        return JsonResponse({"count": count_words(form.conditions())})

    @display(description=_("conditions"))
    def conditions_shown(self, segment: Segment) -> str:
        return conditions_in_words(segment)

    @display(description=_("customers"))
    def opened(self, segment: Segment) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            _list(segment),
            _("Open as a list"),
        )


def count_words(asked: Conditions) -> str:
    count = customers_matching(asked).count()
    words = ngettext("%(n)s customer", "%(n)s customers", count)
    return words % {"n": number_format(count, force_grouping=True)}


def category_path(category: Category, by_id: dict[int, Category]) -> str:
    names: list[str] = []
    step: Category | None = category
    while step is not None and len(names) < 20:
        names.insert(0, step.name)
        step = by_id.get(step.parent_id) if step.parent_id else None
    return " / ".join(names)


def _list(segment: Segment) -> str:
    return list_url("shop.customer", segment=segment.pk)
