from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db.models import Exists, F, OrderBy, OuterRef, Q, QuerySet, Subquery

from catalog.models import Category, Product, ProductVariant
from catalog.search import find_products
from catalog.tree import category_tree
from shop.api.filters import (
    FlagFilter,
    IdFilter,
    MoneyFilter,
    OrderedFilterSet,
    OrderingFilter,
    SearchFilter,
)


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


class _Products(OrderedFilterSet):
    category_id = IdFilter(method="pass_by", help_text="A category with all below it.")
    search = SearchFilter(method="pass_by", help_text="Words of the name or the description.")
    min_price = MoneyFilter(method="pass_by", help_text="With a variant at this price or more.")
    max_price = MoneyFilter(method="pass_by", help_text="With a variant at this price or less.")
    in_stock = FlagFilter(method="pass_by", help_text="Whether there is any to be had.")
    ordering = OrderingFilter(
        "name",
        "price",
        "created_at",
        help_text=(
            "Else as the store has them, or the best match first. By price means that of the "
            "cheapest variant asked for."
        ),
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
        return self.by_words(queryset, given["search"]) if given.get("search") else queryset

    def ordered(self, rows: QuerySet[Product], sign: str, name: str) -> QuerySet[Product]:
        if name == "price":
            return self.by_price(rows, sign)
        ordered: QuerySet[Product] = super().ordered(rows, sign, name)
        return ordered

    def by_price(self, products: QuerySet[Product], sign: str) -> QuerySet[Product]:
        raise NotImplementedError

    def pass_by(self, queryset: QuerySet[Product], name: str, value: object) -> QuerySet[Product]:
        """Filters are put together in `filter_queryset`."""
        return queryset

    def by_words(self, queryset: QuerySet[Product], text: str) -> QuerySet[Product]:
        return find_products(queryset, text)

    def _by_offer(self, queryset: QuerySet[Product], given: Mapping[str, Any]) -> QuerySet[Product]:
        offers = ProductVariant.objects.filter(product=OuterRef("pk"), is_active=True)
        wanted = _wanted(given)
        if given.get("in_stock") is False:
            queryset = queryset.filter(~Exists(offers.filter(stock_quantity__gt=0)))
        if self.shown_only or wanted:
            queryset = queryset.filter(Exists(offers.filter(**wanted)))
        return queryset


class StoreProducts(_Products):
    """What buyers may look for: published, on sale, in a category that is shown."""

    def kept_total(self) -> Callable[[], int] | None:
        """Of a shelf, or of all of them, the tree of categories knows it: at most a minute old."""
        given = {name: value for name, value in self.form.cleaned_data.items() if value is not None}
        shelf = given.pop("category_id", None)
        given.pop("ordering", None)
        return partial(_on_shelf, shelf) if all(value == "" for value in given.values()) else None

    def by_price(self, products: QuerySet[Product], sign: str) -> QuerySet[Product]:
        """The index on prices gives the order: nothing is sorted. All conditions stand together,
        so that they mean the same variant."""
        wanted = _wanted(self.form.cleaned_data)
        cheaper = ProductVariant.objects.filter(
            Q(price__lt=OuterRef("variants__price"))
            | Q(price=OuterRef("variants__price"), pk__lt=OuterRef("variants__pk")),
            product=OuterRef("pk"),
            is_active=True,
            **wanted,
        )
        offered = products.filter(
            ~Exists(cheaper),
            variants__is_active=True,
            **{f"variants__{condition}": value for condition, value in wanted.items()},
        )
        return offered.order_by(f"{sign}variants__price", f"{sign}pk")


class StaffProducts(_Products):
    """All products, published or not; words may also be an SKU."""

    shown_only = False
    is_active = FlagFilter(method="pass_by", help_text="Published or not.")

    def filter_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        found = super().filter_queryset(queryset)
        wanted = self.form.cleaned_data.get("is_active")
        return found.filter(is_active=wanted) if wanted in (True, False) else found

    def by_price(self, products: QuerySet[Product], sign: str) -> QuerySet[Product]:
        """Those without a variant on sale come last."""
        offers = ProductVariant.objects.filter(
            product=OuterRef("pk"), is_active=True, **_wanted(self.form.cleaned_data)
        )
        cheapest = Subquery(offers.order_by("price").values("price")[:1])
        order = OrderBy(F("cheapest"), descending=bool(sign), nulls_last=True)
        return products.annotate(cheapest=cheapest).order_by(order, f"{sign}pk")

    def by_words(self, queryset: QuerySet[Product], text: str) -> QuerySet[Product]:
        coded = ProductVariant.objects.filter(sku__icontains=text.strip()).values("product")
        by_sku = queryset.filter(pk__in=coded)
        return by_sku if text.strip() and by_sku.exists() else find_products(queryset, text)


def _on_shelf(category_id: int | None) -> int:
    """How many products there are in a category that is shown, or in all of them."""
    tree = category_tree()
    found = tree.roots if category_id is None else filter(None, [tree.nodes.get(category_id)])
    return sum(node.product_count for node in found)


def _wanted(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of a variant, as lookups."""
    asked = {
        "price__gte": given.get("min_price"),
        "price__lte": given.get("max_price"),
        "stock_quantity__gt": 0 if given.get("in_stock") is True else None,
    }
    return {lookup: value for lookup, value in asked.items() if value is not None}
