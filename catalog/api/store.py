"""The catalogue for everybody: `/api/v1/categories`, `/api/v1/products`."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api import render
from catalog.api.answers import CategoryTreeAnswer, ProductAnswer, ProductSummary
from catalog.api.examples import CATEGORY, SHIRT, SHIRT_SUMMARY
from catalog.api.filters import StoreProducts, hidden_categories
from catalog.cards import product_card
from catalog.models import Product
from catalog.track_view import track_view
from catalog.tree import category_tree
from shop import outbox
from shop.api.authentication import customer_if_known
from shop.api.documentation import answers
from shop.api.language import language_of
from shop.api.views import PublicView
from shop.models import StoreSettings

TAG = "Store: catalogue"


class CategoriesView(PublicView):
    pagination_class = None

    @extend_schema(
        operation_id="list_categories",
        tags=[TAG],
        summary="Categories as a tree",
        description="All at once, in display order; with `flat=true` without `children` nesting.",
        parameters=[
            OpenApiParameter("flat", OpenApiTypes.BOOL, description="One list, parents first.")
        ],
        responses=answers(CategoryTreeAnswer, errors=[422]),
        examples=[
            OpenApiExample(
                "A tree",
                {"items": [CATEGORY], "total": 1, "page": 1, "size": 1},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, request: Request) -> Response:
        tree, language = category_tree(), language_of(request)
        flat = request.query_params.get("flat", "false")
        if flat not in ("true", "false"):
            raise ValidationError({"flat": [_("true or false.")]})
        if flat == "true":
            nodes = [node for root in tree.roots for node in root.subtree()]
            items = [{**render.category(node, language), "children": []} for node in nodes]
        else:
            items = render.category_tree(tree.roots, language)
        return Response({"items": items, "total": len(items), "page": 1, "size": len(items)})


class ProductsView(PublicView):
    queryset = Product.objects.filter(is_active=True).order_by("sort_order", "pk")
    serializer_class = ProductSummary
    filterset_class = StoreProducts

    def get_queryset(self) -> QuerySet[Product]:
        shown = super().get_queryset()
        hidden = hidden_categories()
        return shown.exclude(category__in=hidden) if hidden else shown

    @extend_schema(
        operation_id="list_products",
        tags=[TAG],
        summary="Products that are on sale",
        description=(
            "A category means its subtree. `search` forgives case, word forms in Russian and "
            "English and small typing errors; `min_price`, `max_price` and `in_stock` ask for "
            "one variant that has it all."
        ),
        responses=answers(ProductSummary(many=True), errors=[422]),
        examples=[
            OpenApiExample("A product", SHIRT_SUMMARY, response_only=True, status_codes=["200"])
        ],
    )
    def get(self, request: Request) -> Response:
        products = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(
            render.summaries(
                products or [],
                currency=StoreSettings.current().currency,
                language=language_of(request),
            )
        )


class ProductView(PublicView):
    @extend_schema(
        operation_id="get_product",
        tags=[TAG],
        summary="A product with its options and variants",
        description="Options, their values and variants come in their display order.",
        responses=answers(ProductAnswer, errors=[404]),
        examples=[OpenApiExample("A T-shirt", SHIRT, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, product_id: int) -> Response:
        card = product_card(product_id)
        if card is None:
            raise Http404
        if outbox.is_wanted("product_viewed") and (customer := customer_if_known(request)):
            track_view(card, customer=customer)
        return Response(
            render.card(
                card, currency=StoreSettings.current().currency, language=language_of(request)
            )
        )
