"""The variants of a product on its page: price, order, and the option values each is made of."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.models import OptionType, OptionValue, Product, ProductVariant, StockMovement
from catalog.services.set_variant_options import set_variant_options
from shop.admin.base import changed_columns
from shop.admin.typed import ModelForm, TabularInline, display

_PREFIX = "option_"


class VariantForm(ModelForm[ProductVariant]):
    """A variant with a choice for each option of its product (fields `option_<id>`)."""

    class Meta:
        model = ProductVariant
        fields = ("sku", "price", "price_before", "is_active", "sort_order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for choice in self.instance.chosen.all():
                self.initial.setdefault(f"{_PREFIX}{choice.option_type_id}", choice.option_value_id)

    def clean_sku(self) -> str:
        return str(self.cleaned_data["sku"]).strip()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        price, before = self.cleaned_data.get("price"), self.cleaned_data.get("price_before")
        if price is not None and before is not None and before <= price:
            self.add_error("price_before", _("Must be more than the price."))
        return cleaned

    @property
    def option_fields(self) -> list[str]:
        return [name for name in self.fields if name.startswith(_PREFIX)]

    @property
    def chosen_ids(self) -> frozenset[int]:
        """The option values chosen; complete only when the form is valid."""
        chosen = (self.cleaned_data.get(name) for name in self.option_fields)
        return frozenset(int(pk) for pk in chosen if pk)


class VariantFormSet(PaginationInlineFormSet):  # type: ignore[misc]  # unfold is untyped
    """Variants of which no two are the same combination, and none that was ordered goes."""

    forms: list[VariantForm]

    def clean(self) -> None:
        super().clean()
        self._refuse_ordered()
        seen: set[frozenset[int]] = set()
        for form in self._filled_forms():
            complete = not any(name in form.errors for name in form.option_fields)
            if complete and form.chosen_ids in seen:
                field = next(iter(form.option_fields), "sku")
                form.add_error(field, _("Another variant is this combination already."))
            seen.add(form.chosen_ids)

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        changed = [form for form in self._filled_forms() if self._options_changed(form)]
        self._free_combinations(changed)
        saved = super().save(commit=commit)
        values = OptionValue.objects.in_bulk({pk for form in changed for pk in form.chosen_ids})
        for form in changed:
            set_variant_options(
                variant=form.instance, values=[values[pk] for pk in sorted(form.chosen_ids)]
            )
        return saved

    def save_new(self, form: VariantForm, commit: bool = True) -> ProductVariant:
        form.instance.combination = f"new-{uuid4().hex}"
        variant: ProductVariant = super().save_new(form, commit=commit)
        return variant

    def save_existing(
        self, form: VariantForm, obj: ProductVariant, commit: bool = True
    ) -> ProductVariant:
        """Write the changed columns alone: stock moves while this page stands open."""
        variant = form.save(commit=False)
        if commit and (columns := changed_columns(form)):
            variant.save(update_fields=columns)
        return variant

    def _filled_forms(self) -> list[VariantForm]:
        going = set(self.deleted_forms) if self.can_delete else set()
        return [
            form
            for form in self.forms
            if form not in going and (form.instance.pk or form.has_changed())
        ]

    def _options_changed(self, form: VariantForm) -> bool:
        return form.instance.pk is None or any(
            name in form.changed_data for name in form.option_fields
        )

    def _free_combinations(self, changed: list[VariantForm]) -> None:
        """So that two variants can change places."""
        for form in changed:
            if form.instance.pk:
                ProductVariant.objects.filter(pk=form.instance.pk).update(
                    combination=f"moving-{form.instance.pk}"
                )

    def _refuse_ordered(self) -> None:
        going = {form.instance.pk: form for form in self.deleted_forms if form.instance.pk}
        for pk in ordered_variants(list(going)):
            going[pk].add_error(None, _("It has been ordered. Take it off sale instead."))
            self._non_form_errors.append(
                _("%(sku)s has been ordered and cannot be removed. Take it off sale instead.")
                % {"sku": going[pk].instance.sku}
            )


def ordered_variants(variant_ids: list[int]) -> set[int]:
    """Those of the variants that were ever ordered: the ledger of stock knows."""
    movements = StockMovement.objects.filter(
        variant__in=variant_ids, reason=StockMovement.Reason.ORDER_PLACED
    )
    return set(movements.order_by().values_list("variant_id", flat=True).distinct())


class VariantInline(TabularInline[ProductVariant, Product]):
    model = ProductVariant
    form = VariantForm
    formset = VariantFormSet
    readonly_fields = ("stock",)
    hide_title = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._options: list[OptionType] | None = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("chosen")

    def get_extra(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> int:
        return 0 if obj else 1

    def get_fields(self, request: HttpRequest, obj: Product | None = None) -> Any:
        options = [f"{_PREFIX}{option.pk}" for option in self._options_of(obj)]
        return ("sku", *options, "price", "price_before", "stock", "is_active", "sort_order")

    def get_formset(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> Any:
        choices = {
            f"{_PREFIX}{option.pk}": forms.TypedChoiceField(
                label=option.name,
                coerce=int,
                choices=[("", "–"), *((value.pk, value.value) for value in option.values.all())],
                widget=UnfoldAdminSelectWidget,
            )
            for option in self._options_of(obj)
        }
        kwargs["form"] = type("ProductVariantForm", (VariantForm,), choices)
        return super().get_formset(request, obj, **kwargs)

    @display(description=_("in stock"))
    def stock(self, variant: ProductVariant) -> int | str:
        return variant.stock_quantity if variant.pk else "–"

    def _options_of(self, product: Product | None) -> list[OptionType]:
        """Read once: an inline lives as long as its request."""
        if self._options is None:
            self._options = list(product.options.prefetch_related("values")) if product else []
        return self._options
