"""What the marketplaces hold, to be read: `/api/v1/seller/products`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, Sum
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api import render
from integrations.api.answers import ListedProductAnswer, ListedProductDetails
from integrations.api.examples import PRODUCT, PRODUCT_DETAILS
from integrations.api.views import SellerPages, SellerView
from integrations.models import (
    Marketplace,
    MarketplaceProduct,
    MarketplaceSize,
    ProductDay,
    WarehouseDay,
)
from integrations.sync.metrics import window
from shop.api.documentation import answers
from shop.api.filters import Described, Filters, FlagFilter, IdFilter, SearchFilter

TAG = "Sellers: products"
_MOST = 2**31 - 1
_DAYS_SHOWN = 30


class _Pieces(Described):
    field_class = forms.IntegerField
    takes = {"type": "integer", "minimum": 0, "maximum": _MOST}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=_MOST, **kwargs)


class _Products(django_filters.FilterSet):  # type: ignore[misc]
    search = SearchFilter(method="by_words", help_text="Words of article, name, brand, numbers.")
    min_stock = _Pieces(field_name="stock", lookup_expr="gte", help_text="So many or more.")
    max_stock = _Pieces(field_name="stock", lookup_expr="lte", help_text="So many or fewer.")
    low_stock_only = FlagFilter(method="low", help_text="Those of which there are few.")
    account_id = IdFilter(field_name="account_id", help_text="Of this account alone.")
    marketplace_type = django_filters.ChoiceFilter(
        field_name="account__marketplace",
        choices=Marketplace.choices,
        help_text="Of the accounts there.",
    )

    class Meta:
        model = MarketplaceProduct
        fields: tuple[str, ...] = ()

    def by_words(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        for word in value.replace("\0", "").casefold().split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset

    def low(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        if value is not True:
            return queryset
        return queryset.filter(stock__lte=self.request.user.member.seller.low_stock_at)


class ProductsView(SellerView):
    # The schema reads the model; whose rows there are, `get_queryset` says.
    queryset = MarketplaceProduct.objects.none()
    serializer_class = ListedProductAnswer
    filter_backends = (Filters,)
    filterset_class = _Products
    pagination_class = SellerPages

    def get_queryset(self) -> QuerySet[MarketplaceProduct]:
        mine = self.rows(MarketplaceProduct).filter(gone_at=None)
        return mine.select_related("account").order_by("pk")

    @extend_schema(
        operation_id="list_seller_products",
        tags=[TAG],
        summary="Products at the marketplaces, with stock, orders and turnover",
        description="As the last sync read them. They are changed at the marketplace alone.",
        responses=answers(ListedProductAnswer(many=True), errors=[401, 422]),
        examples=[OpenApiExample("A product", PRODUCT, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        found = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        days = self._days(found)
        ordered, low_at = _ordered(self.rows(ProductDay), days), self.seller.low_stock_at
        return self.get_paginated_response(
            [render.product(row, days.get(row.pk), ordered.get(row.pk), low_at) for row in found]
        )

    def _days(self, products: list[MarketplaceProduct]) -> dict[int, ProductDay]:
        wanted = {row.pk: row.day for row in products}
        rows = self.rows(ProductDay).filter(
            product__in=wanted, date__in={day for day in wanted.values() if day}
        )
        return {row.product_id: row for row in rows if wanted[row.product_id] == row.date}


class ProductView(SellerView):
    @extend_schema(
        operation_id="get_seller_product",
        tags=[TAG],
        summary="A product with its sizes, warehouses and last days",
        responses=answers(ListedProductDetails, errors=[401, 404]),
        examples=[
            OpenApiExample("A product", PRODUCT_DETAILS, response_only=True, status_codes=["200"])
        ],
    )
    def get(self, request: Request, product_id: int) -> Response:
        product = self.row(MarketplaceProduct, pk=product_id)
        days = list(self.rows(ProductDay).filter(product=product).order_by("-date")[:_DAYS_SHOWN])
        today = next((row for row in days if row.date == product.day), None)
        ordered = _ordered(self.rows(ProductDay), {product.pk: today} if today else {})
        sizes = self.rows(MarketplaceSize).filter(product=product, gone_at=None).order_by("pk")
        places = self.rows(WarehouseDay).filter(product=product)
        places = places.filter(date=product.day) if product.day else places.none()
        return Response(
            {
                **render.product(product, today, ordered.get(product.pk), self.seller.low_stock_at),
                "sizes": list(
                    sizes.values("id", "external_id", "offer_id", "name", "barcodes", "stock_own")
                ),
                "warehouses": [
                    render.warehouse(row)
                    for row in places.select_related("warehouse").order_by("warehouse__name")
                ],
                "history": [render.day(row) for row in days],
            }
        )


def _ordered(rows: QuerySet[ProductDay], days: Mapping[int, ProductDay]) -> dict[int, render.JSON]:
    """Pieces ordered in the window before each product's day, in all and by whose warehouse."""
    wanted = Q(pk__in=[])
    for date in {day.date for day in days.values()}:
        period = window(date)
        read_then = [pk for pk, day in days.items() if day.date == date]
        wanted |= Q(product__in=read_then, date__range=(period.start, period.end))
    sums = (
        rows.filter(wanted)
        .values("product")
        .annotate(total=Sum("orders"), marketplace=Sum("orders_marketplace"), own=Sum("orders_own"))
    )
    return {
        row["product"]: {name: row[name] for name in ("total", "marketplace", "own")}
        for row in sums.order_by()
    }
