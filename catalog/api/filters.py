from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Category, Product, ProductVariant
from catalog.search import find_products
from shop.api.filters import FlagFilter, IdFilter, MoneyFilter, SearchFilter

ORDERINGS = ("name", "price", "created_at")


def subtree(category_id: int, *, shown_only: bool) -> set[int]:
    """The ids of a category and of all below it, without those inside a hidden one if `shown_only`."""
    children: dict[int | None, list[int]] = {}
    hidden = set()
    for pk, parent_id, is_active in Category.objects.values_list("pk", "parent_id", "is_active"):
        children.setdefault(parent_id, []).append(pk)
        if shown_only and not is_active:
            hidden.add(pk)
    return _below(category_id, children) - {
        inner for pk in hidden for inner in _below(pk, children)
    }


def hidden_categories() -> set[int]:
    """The ids of categories that are hidden, themselves or by one above: mostly one query."""
    hidden = set(Category.objects.filter(is_active=False).values_list("pk", flat=True))
    if not hidden:
        return set()
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in Category.objects.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(pk)
    return {inner for pk in hidden for inner in _below(pk, children)}


def _below(top: int, children: dict[int | None, list[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [top]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += children.get(pk, [])
    return found


class _Products(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    category_id = IdFilter(method="pass_by", help_text="A category with all below it.")
    search = SearchFilter(method="pass_by", help_text="Words of the name or the description.")
    min_price = MoneyFilter(method="pass_by", help_text="With a variant at this price or more.")
    max_price = MoneyFilter(method="pass_by", help_text="With a variant at this price or less.")
    in_stock = FlagFilter(method="pass_by", help_text="Whether there is any to be had.")
    ordering = django_filters.ChoiceFilter(
        method="pass_by",
        choices=[(f"{sign}{name}", f"{sign}{name}") for name in ORDERINGS for sign in ("", "-")],
        help_text="Else as the store has them, or the best match first.",
    )

    class Meta:
        model = Product
        fields: tuple[str, ...] = ()

    shown_only = True

    def filter_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        """Prices and stock are asked of the same variant; words come last, on what is left."""
        given: dict[str, Any] = self.form.cleaned_data
        if given.get("category_id") is not None:
            ids = subtree(given["category_id"], shown_only=self.shown_only)
            queryset = queryset.filter(category__in=ids)
        queryset = self._by_offer(queryset, given)
        ordering = given.get("ordering") or ""
        if ordering:
            queryset = _ordered(queryset, ordering)
        if given.get("search"):
            found = self.by_words(queryset, given["search"])
            return _ordered(found, ordering) if ordering else found
        return queryset

    def pass_by(self, queryset: QuerySet[Product], name: str, value: object) -> QuerySet[Product]:
        """Filters are put together in `filter_queryset`."""
        return queryset

    def by_words(self, queryset: QuerySet[Product], text: str) -> QuerySet[Product]:
        return find_products(queryset, text)

    def _by_offer(self, queryset: QuerySet[Product], given: dict[str, Any]) -> QuerySet[Product]:
        offers = ProductVariant.objects.filter(product=OuterRef("pk"), is_active=True)
        low, high, in_stock = given.get("min_price"), given.get("max_price"), given.get("in_stock")
        wanted = Q()
        if low is not None:
            wanted &= Q(price__gte=low)
        if high is not None:
            wanted &= Q(price__lte=high)
        if in_stock is True:
            wanted &= Q(stock_quantity__gt=0)
        elif in_stock is False:
            queryset = queryset.filter(~Exists(offers.filter(stock_quantity__gt=0)))
        if self.shown_only or wanted:
            queryset = queryset.filter(Exists(offers.filter(wanted)))
        return queryset


class StoreProducts(_Products):
    """What buyers may look for: published, on sale, in a category that is shown."""


class StaffProducts(_Products):
    """All products, published or not; words may also be an SKU."""

    shown_only = False
    is_active = FlagFilter(method="pass_by", help_text="Published or not.")

    def filter_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        found = super().filter_queryset(queryset)
        wanted = self.form.cleaned_data.get("is_active")
        return found.filter(is_active=wanted) if wanted in (True, False) else found

    def by_words(self, queryset: QuerySet[Product], text: str) -> QuerySet[Product]:
        coded = ProductVariant.objects.filter(sku__icontains=text.strip()).values("product")
        by_sku = queryset.filter(pk__in=coded)
        return by_sku if text.strip() and by_sku.exists() else find_products(queryset, text)


def _ordered(queryset: QuerySet[Product], ordering: str) -> QuerySet[Product]:
    sign, name = ("-", ordering[1:]) if ordering.startswith("-") else ("", ordering)
    if name == "price":
        # Each product by its cheapest variant, so that the index on prices gives the order.
        cheaper = ProductVariant.objects.filter(
            Q(price__lt=OuterRef("price")) | Q(price=OuterRef("price"), pk__lt=OuterRef("pk")),
            product=OuterRef("product"),
            is_active=True,
        )
        cheapest = ProductVariant.objects.filter(~Exists(cheaper), is_active=True)
        offered = queryset.filter(variants__in=cheapest, variants__is_active=True)
        return offered.order_by(f"{sign}variants__price", f"{sign}pk")
    return queryset.order_by(f"{sign}{name}", f"{sign}pk")
