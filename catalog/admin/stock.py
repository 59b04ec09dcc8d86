"""The ledger of stock, and the page on which staff move it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.models import Product, ProductVariant, StockMovement
from catalog.models.stock import ORDER_REASONS
from catalog.services.adjust_stock import adjust_stock
from shop.admin.base import ReadOnly, actor_words, staff_language
from shop.admin.typed import ModelAdmin, display
from shop.admin.ways import TRIGRAM, containing, found_any_way, looked_up
from shop.errors import ErrorCode, StoreError

_REASONS = dict(StockMovement.Reason.choices)
_BY_HAND = (StockMovement.Reason.RECEIVED, StockMovement.Reason.CORRECTION)
_MOST = 1_000_000
# Parameters of the ledger's list → how the product they mean is found.
LEDGER_OF = {"variant__product": "pk", "variant": "variants__pk"}


class StockForm(forms.Form):
    """How much of each variant came or went, and why."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(reason.value, reason.label) for reason in _BY_HAND],
        widget=UnfoldAdminSelectWidget,
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=64,
        required=False,
        help_text=_("Kept with the movement: a delivery note, for example."),
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, product: Product, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variants = list(product.variants.prefetch_related("chosen__option_value"))
        for variant in self.variants:
            self.fields[self._name(variant)] = forms.IntegerField(
                label=variant.sku,
                required=False,
                min_value=-_MOST,
                max_value=_MOST,
                widget=UnfoldAdminIntegerFieldWidget(attrs={"placeholder": "±0"}),
            )

    @property
    def rows(self) -> list[tuple[ProductVariant, str, forms.BoundField]]:
        """Each variant with its name and its field."""
        return [
            (variant, variant_title(variant), self[self._name(variant)])
            for variant in self.variants
        ]

    def save(self, *, actor: str) -> int:
        """Move the stock; how many variants moved. All or none.

        A refusal (less than nothing would be left) becomes the variant's error, and 0.
        """
        moved = 0
        try:
            with transaction.atomic():
                for variant in sorted(self.variants, key=lambda variant: variant.pk):
                    movement = adjust_stock(
                        variant=variant,
                        quantity=self.cleaned_data[self._name(variant)] or 0,
                        reason=self.cleaned_data["reason"],
                        actor=actor,
                        reference=self.cleaned_data["note"],
                    )
                    moved += movement is not None
        except StoreError as refusal:
            if refusal.code == ErrorCode.STOCK_IS_CODES:
                self.add_error(self._name(variant), _("Its stock is its codes: upload codes."))
                return 0
            left = refusal.context.get("available", 0)
            self.add_error(
                self._name(variant),
                _("Only %(left)d in stock: nothing was changed.") % {"left": left},
            )
            return 0
        return moved

    @staticmethod
    def _name(variant: ProductVariant) -> str:
        return f"variant_{variant.pk}"


def variant_title(variant: ProductVariant) -> str:
    """The option values of a variant whose `chosen` are loaded: `Red, M`."""
    chosen = sorted(variant.chosen.all(), key=lambda choice: choice.option_type_id)
    return ", ".join(choice.option_value.value for choice in chosen)


class ReasonFilter(admin.SimpleListFilter):
    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(StockMovement.Reason.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(reason=self.value()) if self.value() else queryset


def ledger_of(request: HttpRequest) -> Product | None:
    """The product whose movements the list shows, if it shows those of one."""
    for lookup, way in LEDGER_OF.items():
        given = request.GET.get(lookup, "")
        if given.isascii() and given.isdecimal() and len(given) < 19:
            return Product.objects.filter(**{way: int(given)}).first()
    return None


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnly, ModelAdmin[StockMovement]):
    """What came and went. Never edited: a mistake is mended by another movement."""

    list_display = (
        "created_at", "sku", "product", "change_badge", "stock_after", "why", "who", "about",
    )  # fmt: skip
    list_filter = (ReasonFilter, "created_at")
    list_select_related = ("variant__product",)
    list_display_links = None
    search_fields = ("variant__sku",)  # what is searched stands below
    search_help_text = _("SKU, order, note or who did it")
    list_before_template = "admin/catalog/stockmovement/_of_what.html"
    ordering = ("-pk",)
    fields = (
        "created_at",
        "sku",
        "product",
        "quantity",
        "stock_after",
        "why",
        "who",
        "about",
    )
    readonly_fields = fields

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """The ledger of one product or variant, which their pages link to."""
        return lookup in LEDGER_OF or bool(super().lookup_allowed(lookup, value, request))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"ledger_of": ledger_of(request), **(extra_context or {})}
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[StockMovement], search_term: str
    ) -> tuple[QuerySet[StockMovement], bool]:
        """By part of an SKU; by an order's number; by part of a note or a name of what was done
        by hand."""
        term = search_term.strip()
        if not term:
            return queryset, False
        coded = ProductVariant.objects.filter(containing("sku", term))
        ways = [Q(variant__in=looked_up(coded.values_list("pk", flat=True)))]
        if len(term) >= TRIGRAM:
            by_hand = ~Q(reason__in=ORDER_REASONS)
            ways += [by_hand & Q(reference__icontains=term), by_hand & Q(actor__icontains=term)]
        number = re.fullmatch(r"(?:#|№|order:)?\s*(\d{1,18})", term)
        if number:
            ways.append(Q(reason__in=ORDER_REASONS, reference=f"order:{int(number[1])}"))
        return found_any_way(queryset, ways, "-pk"), False

    @display(description=_("SKU"))
    def sku(self, movement: StockMovement) -> str:
        return movement.variant.sku

    @display(description=_("product"))
    def product(self, movement: StockMovement) -> str:
        return movement.variant.product.text_of("name", staff_language())

    @display(description=_("change"), label={"in": "success", "out": "warning"})
    def change_badge(self, movement: StockMovement) -> tuple[str, str]:
        return ("in" if movement.quantity > 0 else "out"), f"{movement.quantity:+d}"

    @display(description=_("reason"))
    def why(self, movement: StockMovement) -> str:
        return str(_REASONS.get(movement.reason, movement.reason))

    @display(description=_("by whom or what"))
    def who(self, movement: StockMovement) -> str:
        return actor_words(movement.actor)

    @display(description=_("reference"))
    def about(self, movement: StockMovement) -> str:
        return movement.reference.replace("order:", "#", 1) or "–"
