"""Products for staff: `/api/v1/admin/products`."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api import render
from catalog.api.answers import StaffProductAnswer, StaffProductSummary
from catalog.api.examples import NEW_SHIRT, STAFF_SHIRT, STAFF_SUMMARY, shown
from catalog.api.filters import StaffProducts
from catalog.api.product_bodies import ChangedProduct, NewProduct, image_list, product_draft
from catalog.models import Product
from catalog.services.publish_products import remove_product
from catalog.services.save_images import save_images
from catalog.services.save_product import save_product
from shop.api.documentation import answers
from shop.api.views import StaffView
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings

_BODY_ERRORS = [400, 401, 403, 409, 413, 415, 422]


class _ProductStaffView(StaffView):
    max_body = 12 * 1024 * 1024  # pictures travel in it

    def _product(self, product_id: int) -> Product:
        found = Product.objects.filter(pk=product_id).first()
        if found is None:
            raise Http404
        return found

    def _answer(self, product: Product, code: int = 200) -> Response:
        currency = StoreSettings.current().currency
        return Response(render.staff_product(product.pk, currency=currency), status=code)

    @transaction.atomic
    def _save(self, product: Product | None, body: dict[str, Any], *, replace: bool) -> Product:
        if product is not None:
            locked = Product.objects.select_for_update(no_key=True).filter(pk=product.pk)
            product = locked.first()
            if product is None:
                raise Http404
        own = {image.image.url: image.pk for image in product.images.all()} if product else {}
        images = image_list(body["images"], own) if "images" in body else None
        try:
            with transaction.atomic():
                saved = save_product(
                    product=product, draft=product_draft(body), replace=replace, actor=self.actor
                ).product
        except IntegrityError as conflict:  # somebody took the SKU a moment ago
            raise StoreError(ErrorCode.SKU_TAKEN) from conflict
        if images is not None:
            save_images(product=saved, images=images)
        return saved


class ProductsView(_ProductStaffView):
    queryset = Product.objects.order_by("-pk")
    serializer_class = StaffProductSummary
    filterset_class = StaffProducts
    rights = {"GET": ["catalog.view_product"], "POST": ["catalog.add_product"]}

    @extend_schema(
        operation_id="list_products_of_staff",
        tags=["Staff: catalogue"],
        summary="All products, published or not, the newest first",
        description="`search` finds an SKU too.",
        responses=answers(StaffProductSummary(many=True), errors=[401, 403, 422]),
        examples=[shown("A product", STAFF_SUMMARY)],
    )
    def get(self, request: Request) -> Response:
        products = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        currency = StoreSettings.current().currency
        return self.get_paginated_response(render.staff_summaries(products, currency=currency))

    @extend_schema(
        operation_id="create_product",
        tags=["Staff: catalogue"],
        summary="Create a product with its options, variants and pictures",
        description=(
            "At once or not at all. Without `options` they are taken from the variants' "
            "attributes. An SKU that another variant has is a conflict (409); variants that do "
            "not fit the options are refused (400) as `invalid_options`."
        ),
        request=NewProduct,
        responses=answers(StaffProductAnswer, status=201, errors=[*_BODY_ERRORS, 404]),
        examples=[
            OpenApiExample("A T-shirt", NEW_SHIRT, request_only=True),
            shown("The T-shirt", STAFF_SHIRT, 201),
        ],
    )
    def post(self, request: Request) -> Response:
        return self._answer(self._save(None, self.checked(NewProduct), replace=True), 201)


class ProductView(_ProductStaffView):
    rights = {
        "GET": ["catalog.view_product"],
        "PUT": ["catalog.change_product"],
        "PATCH": ["catalog.change_product"],
        "DELETE": ["catalog.delete_product"],
    }

    @extend_schema(
        operation_id="get_product_of_staff",
        tags=["Staff: catalogue"],
        summary="A product with all its variants",
        responses=answers(StaffProductAnswer, errors=[401, 403, 404]),
        examples=[shown("A T-shirt", STAFF_SHIRT)],
    )
    def get(self, request: Request, product_id: int) -> Response:
        return self._answer(self._product(product_id))

    @extend_schema(
        operation_id="replace_product",
        tags=["Staff: catalogue"],
        summary="Replace a product",
        description=(
            "Variants are found by `id`, else by `sku`. Those that are not named go, or off sale "
            "if they were ever ordered. A `stock_quantity` that is named is reached by a "
            "correction; one that is left out stays, as pictures do."
        ),
        request=NewProduct,
        responses=answers(StaffProductAnswer, errors=[*_BODY_ERRORS, 404]),
        examples=[
            OpenApiExample("A T-shirt", NEW_SHIRT, request_only=True),
            shown("The T-shirt", STAFF_SHIRT),
        ],
    )
    def put(self, request: Request, product_id: int) -> Response:
        product = self._product(product_id)
        return self._answer(self._save(product, self.checked(NewProduct), replace=True))

    @extend_schema(
        operation_id="change_product",
        tags=["Staff: catalogue"],
        summary="Change what is named of a product",
        description="Variants that are not named stay; one that is not known is added.",
        request=ChangedProduct,
        responses=answers(StaffProductAnswer, errors=[*_BODY_ERRORS, 404]),
        examples=[
            OpenApiExample(
                "A price",
                {"variants": [{"sku": "TS-R-M", "price": "17.99"}]},
                request_only=True,
            ),
            shown("The T-shirt", STAFF_SHIRT),
        ],
    )
    def patch(self, request: Request, product_id: int) -> Response:
        product = self._product(product_id)
        body = self.checked(ChangedProduct)
        _new_variants_are_whole(product, body)
        return self._answer(self._save(product, body, replace=False))

    @extend_schema(
        operation_id="delete_product",
        tags=["Staff: catalogue"],
        summary="Delete a product, or archive one that was ever ordered",
        responses=answers(None, status=204, errors=[401, 403, 404]),
    )
    def delete(self, request: Request, product_id: int) -> Response:
        remove_product(product=self._product(product_id))
        return Response(status=204)


def _new_variants_are_whole(product: Product, body: dict[str, Any]) -> None:
    """A PATCH may add a variant, which then needs its SKU and its price."""
    known = set(product.variants.values_list("sku", flat=True))
    problems: dict[str, Any] = {}
    for place, variant in enumerate(body.get("variants", [])):
        if "id" in variant or variant.get("sku") in known:
            continue
        missing = [name for name in ("sku", "price") if name not in variant]
        if missing:
            problems[str(place)] = {name: [_("A new variant needs it.")] for name in missing}
    if problems:
        raise ValidationError({"variants": problems})
