"""The options of a product: on its page by name and new values, on a page of their own in full."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.cache import catalogue_changed
from catalog.models import OptionType, OptionValue, Product, ProductVariant, VariantOption
from catalog.services.set_variant_options import combination_key
from shop.admin.base import SavesWhatChanged
from shop.admin.translated import TranslatedForm, in_each_language, translated_form
from shop.admin.typed import ModelAdmin, TabularInline, display

_LONGEST_VALUE = 50


class OptionForm(TranslatedForm):
    """An option with values to add to it; renaming and translating them has a page of its own."""

    new_values = forms.CharField(
        label=_("Add values"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": _("S, M, L")}),
    )

    def clean_new_values(self) -> list[str]:
        values = [value.strip() for value in self.cleaned_data["new_values"].split(",")]
        values = [value for value in dict.fromkeys(values) if value]
        if any(len(value) > _LONGEST_VALUE for value in values):
            raise ValidationError(
                _("A value has at most %(n)d characters.") % {"n": _LONGEST_VALUE}
            )
        return values


class OptionFormSet(PaginationInlineFormSet):  # type: ignore[misc]  # unfold is untyped
    """Options whose removal must leave every variant of the product a combination of its own."""

    def clean(self) -> None:
        super().clean()
        going = {form.instance.pk for form in self.deleted_forms}
        if going and self._clash_without(going):
            raise ValidationError(
                _("Without this option several variants would be the same. Remove them first.")
            )

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit=commit)
        for form in self.forms:
            if form.instance.pk and form.cleaned_data.get("new_values"):
                self._add_values(form.instance, form.cleaned_data["new_values"])
        if self.deleted_forms:
            self._name_combinations_again()
        return saved

    def _add_values(self, option: OptionType, values: list[str]) -> None:
        there = {value.value.casefold() for value in option.values.all()}
        new = [value for value in values if value.casefold() not in there]
        OptionValue.objects.bulk_create(
            OptionValue(option_type=option, value=value, sort_order=len(there) + place)
            for place, value in enumerate(new)
        )

    def _clash_without(self, going: set[int]) -> bool:
        keys = self._combinations(going).values()
        return len(set(keys)) < len(keys)

    def _name_combinations_again(self) -> None:
        for pk, key in self._combinations(set()).items():
            ProductVariant.objects.filter(pk=pk).update(combination=key)

    def _combinations(self, without: set[int]) -> dict[int, str]:
        """By variant, what its combination is without the options `without`."""
        values: dict[int, list[int]] = {
            pk: [] for pk in self.instance.variants.values_list("pk", flat=True)
        }
        chosen = VariantOption.objects.filter(variant__product=self.instance.pk)
        for choice in chosen.exclude(option_type__in=without):
            values[choice.variant_id].append(choice.option_value_id)
        return {pk: combination_key(ids) for pk, ids in values.items()}


class OptionInline(TabularInline[OptionType, Product]):
    model = OptionType
    form = translated_form(OptionType, OptionForm)
    formset = OptionFormSet
    fields = (*in_each_language("name"), "values_now", "new_values", "sort_order")
    readonly_fields = ("values_now",)
    extra = 0
    show_change_link = True
    hide_title = True
    verbose_name_plural = _("options the buyer chooses")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("values")

    @display(description=_("values"))
    def values_now(self, option: OptionType) -> str:
        values = option.values.all() if option.pk else ()
        return ", ".join(value.value for value in values) or "–"


class ValueInline(TabularInline[OptionValue, OptionType]):
    model = OptionValue
    form = translated_form(OptionValue)
    fields = (*in_each_language("value"), "sort_order")
    extra = 0
    hide_title = True


@admin.register(OptionType)
class OptionTypeAdmin(SavesWhatChanged[OptionType], ModelAdmin[OptionType]):
    """Reached from the product it belongs to, and leads back there."""

    form = translated_form(OptionType)
    fields = (*in_each_language("name"), "sort_order")
    inlines = (ValueInline,)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redirect("admin:catalog_product_changelist")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        catalogue_changed(form.instance.product_id)

    def response_post_save_change(
        self, request: HttpRequest, obj: OptionType
    ) -> HttpResponseRedirect:
        return redirect("admin:catalog_product_change", obj.product_id)
