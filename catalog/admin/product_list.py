"""The list of products: what it shows, how it is narrowed down, what is done with many at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import DropdownFilter

from catalog.admin.category import category_choices
from catalog.models import Category, Product, ProductVariant
from catalog.services.publish_products import (
    archive_products,
    publish_products,
    restore_products,
    unpublish_products,
)
from shop.admin.base import money, staff_language, tell, thumbnail
from shop.admin.typed import display
from shop.admin.ways import containing, found_any_way, looked_up
from shop.models import StoreSettings

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Base = ModelAdmin[Product]
else:
    _Base = object


class StockFilter(admin.SimpleListFilter):
    title = _("stock")
    parameter_name = "stock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("out", _("Sold out")), ("low", _("Low")), ("in", _("In stock"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        low = StoreSettings.current().low_stock_threshold
        wanted = {
            "out": Q(variants__stock_quantity=0),
            "low": Q(variants__stock_quantity__gt=0, variants__stock_quantity__lte=low),
            "in": Q(variants__stock_quantity__gt=0),
        }.get(self.value() or "")
        if wanted is None:
            return queryset
        return queryset.filter(
            pk__in=Product.objects.filter(wanted, variants__is_active=True).values("pk")
        )


class BranchFilter(DropdownFilter):  # type: ignore[misc]  # unfold is untyped
    """A category means all that stands in it, as deep as it goes."""

    title = _("category")
    parameter_name = "category__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), path) for pk, path in category_choices()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        asked = self.value() or ""
        if not asked.isdecimal() or len(asked) > 18:
            return queryset
        branch = Category.objects.filter(pk=int(asked)).first()
        return queryset.filter(category__in=branch.subtree_ids()) if branch else queryset.none()


class ArchiveFilter(admin.SimpleListFilter):
    """What is archived is out of the way until it is asked for."""

    title = _("archive")
    parameter_name = "archive"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("only", _("Archived")), ("all", _("With archived"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "only":
            return queryset.exclude(archived_at=None)
        return queryset if self.value() == "all" else queryset.filter(archived_at=None)

    def choices(self, changelist: Any) -> Iterator[Any]:
        every, *others = super().choices(changelist)
        yield {**every, "display": _("Not archived")}
        yield from others


class ProductList(_Base):
    """For the admin of products."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        products = super().get_queryset(request)
        variants = (
            ProductVariant.objects.filter(product=OuterRef("pk"), is_active=True)
            .order_by()
            .values("product")
        )
        return products.annotate(
            low=Subquery(variants.annotate(found=Min("price")).values("found")),
            high=Subquery(variants.annotate(found=Max("price")).values("found")),
            pieces=Coalesce(
                Subquery(variants.annotate(found=Sum("stock_quantity")).values("found")), 0
            ),
        ).prefetch_related("images")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        """Every word in a name of the product (in any language), or all of it in an SKU."""
        term = search_term.strip()
        if not term:
            return queryset, False
        named = Q()
        for word in term.casefold().split():
            named &= Q(search_text__contains=word)
        coded = ProductVariant.objects.filter(containing("sku", term))
        by_code = Q(pk__in=looked_up(coded.values_list("product", flat=True)))
        return found_any_way(queryset, [named, by_code], "-pk"), False

    @display(description=_("name"), ordering="name")
    def title(self, product: Product) -> str:
        return product.text_of("name", staff_language())

    @display(description=_("category"), ordering="category")
    def shelf(self, product: Product) -> str:
        return product.category.text_of("name", staff_language())

    @display(description="")
    def picture(self, product: Product) -> SafeString:
        images = list(product.images.all())
        return thumbnail(images[0].small if images else None)

    @display(description=_("price"))
    def price_range(self, product: Product) -> str:
        low, high = getattr(product, "low", None), getattr(product, "high", None)
        if low is None or high is None:
            return "–"
        return money(low) if low == high else f"{money(low)} – {money(high)}"

    @display(
        description=_("in stock"),
        label={"out": "danger", "low": "warning", "in": "success"},
    )
    def stock(self, product: Product) -> tuple[str, str]:
        pieces = int(getattr(product, "pieces", 0))
        low = StoreSettings.current().low_stock_threshold
        return ("out" if pieces == 0 else "low" if pieces <= low else "in"), str(pieces)

    @display(
        description=_("in the shop"),
        ordering="is_active",
        label={"published": "success", "hidden": "", "archived": "warning"},
    )
    def shown_as(self, product: Product) -> tuple[str, Any]:
        if product.archived_at:
            return "archived", _("Archived")
        return ("published", _("Published")) if product.is_active else ("hidden", _("Hidden"))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only what can be done with the products that the list shows."""
        actions: dict[str, Any] = super().get_actions(request)
        shown = request.GET.get(ArchiveFilter.parameter_name)
        useless = {"only": ("publish", "unpublish", "archive"), "all": ()}.get(
            shown or "", ("restore",)
        )
        return {name: found for name, found in actions.items() if name not in useless}

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        n = len(publish_products(ids_of(queryset)))
        tell(
            request, ngettext("%(n)d product published.", "%(n)d products published.", n) % {"n": n}
        )

    @admin.action(description=_("Unpublish"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        n = len(unpublish_products(ids_of(queryset)))
        text = ngettext("%(n)d product unpublished.", "%(n)d products unpublished.", n)
        tell(request, text % {"n": n})

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        n = len(archive_products(ids_of(queryset)))
        tell(request, ngettext("%(n)d product archived.", "%(n)d products archived.", n) % {"n": n})

    @admin.action(description=_("Restore from the archive"), permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        n = len(restore_products(ids_of(queryset)))
        text = ngettext(
            "%(n)d product restored. It is not published yet.",
            "%(n)d products restored. They are not published yet.",
            n,
        )
        tell(request, text % {"n": n})


def ids_of(products: QuerySet[Product]) -> list[int]:
    return list(products.values_list("pk", flat=True))
