"""Products, categories and stock for staff: `/api/v1/admin/…`."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api import render
from catalog.api.answers import (
    MovementAnswer,
    StaffCategoryAnswer,
    StaffProductAnswer,
    StaffProductSummary,
    StockAnswer,
)
from catalog.api.bodies import (
    ChangedCategory,
    ChangedProduct,
    NewCategory,
    NewProduct,
    StockAdjustment,
    image_list,
    product_draft,
)
from catalog.api.examples import MOVEMENT, NEW_SHIRT, STAFF_CATEGORY, STAFF_SHIRT, STAFF_SUMMARY
from catalog.api.filters import StaffProducts
from catalog.cache import catalogue_changed
from catalog.models import Category, Product, StockMovement
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from catalog.services.category_slug import free_slug
from catalog.services.save_images import save_images
from catalog.services.save_product import remove_product, save_product
from shop.api.documentation import answers
from shop.api.fields import LARGEST_ID
from shop.api.views import StaffView
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings

_BODY_ERRORS = [400, 401, 403, 409, 413, 415, 422]


def _shown(name: str, value: Any, code: int = 200) -> OpenApiExample:
    return OpenApiExample(name, value, response_only=True, status_codes=[str(code)])


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
                )
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
        examples=[_shown("A product", STAFF_SUMMARY)],
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
            _shown("The T-shirt", STAFF_SHIRT, 201),
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
        examples=[_shown("A T-shirt", STAFF_SHIRT)],
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
            _shown("The T-shirt", STAFF_SHIRT),
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
            _shown("The T-shirt", STAFF_SHIRT),
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
        summary="Delete a product, or unpublish one that was ever ordered",
        responses=answers(None, status=204, errors=[401, 403, 404]),
    )
    def delete(self, request: Request, product_id: int) -> Response:
        remove_product(product=self._product(product_id))
        return Response(status=204)


class CategoriesView(StaffView):
    queryset = Category.objects.order_by("sort_order", "pk")
    serializer_class = StaffCategoryAnswer
    rights = {"GET": ["catalog.view_category"], "POST": ["catalog.add_category"]}

    @extend_schema(
        operation_id="list_categories_of_staff",
        tags=["Staff: catalogue"],
        summary="All categories, shown or not, in display order",
        responses=answers(StaffCategoryAnswer(many=True), errors=[401, 403, 422]),
        examples=[_shown("A category", STAFF_CATEGORY)],
    )
    def get(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([render.staff_category(row) for row in rows])

    @extend_schema(
        operation_id="create_category",
        tags=["Staff: catalogue"],
        summary="Create a category",
        description="Without a `slug` it gets one from its name.",
        request=NewCategory,
        responses=answers(StaffCategoryAnswer, status=201, errors=[401, 403, 413, 415, 422]),
        examples=[
            OpenApiExample("A category", {"name": "T-Shirts", "parent_id": 1}, request_only=True),
            _shown("The category", STAFF_CATEGORY, 201),
        ],
    )
    def post(self, request: Request) -> Response:
        found = _save_category(Category(), self.checked(NewCategory))
        return Response(render.staff_category(found), status=201)


class CategoryView(StaffView):
    rights = {
        "GET": ["catalog.view_category"],
        "PATCH": ["catalog.change_category"],
        "DELETE": ["catalog.delete_category"],
    }

    @extend_schema(
        operation_id="get_category",
        tags=["Staff: catalogue"],
        summary="A category",
        responses=answers(StaffCategoryAnswer, errors=[401, 403, 404]),
        examples=[_shown("A category", STAFF_CATEGORY)],
    )
    def get(self, request: Request, category_id: int) -> Response:
        return Response(render.staff_category(self._category(category_id)))

    @extend_schema(
        operation_id="change_category",
        tags=["Staff: catalogue"],
        summary="Change what is named of a category",
        request=ChangedCategory,
        responses=answers(StaffCategoryAnswer, errors=[401, 403, 404, 413, 415, 422]),
        examples=[
            OpenApiExample("Its place", {"sort_order": 3}, request_only=True),
            _shown("The category", STAFF_CATEGORY),
        ],
    )
    def patch(self, request: Request, category_id: int) -> Response:
        category = self._category(category_id)
        return Response(
            render.staff_category(_save_category(category, self.checked(ChangedCategory)))
        )

    @extend_schema(
        operation_id="delete_category",
        tags=["Staff: catalogue"],
        summary="Delete an empty category",
        description="One that holds products or categories stays (409, `category_in_use`).",
        responses=answers(None, status=204, errors=[401, 403, 404, 409]),
    )
    def delete(self, request: Request, category_id: int) -> Response:
        category = self._category(category_id)
        try:
            with transaction.atomic():
                category.delete()
                catalogue_changed()
        except (ProtectedError, IntegrityError) as held:
            raise StoreError(ErrorCode.CATEGORY_IN_USE) from held
        return Response(status=204)

    def _category(self, category_id: int) -> Category:
        found = Category.objects.filter(pk=category_id).first()
        if found is None:
            raise Http404
        return found


class StockView(StaffView):
    queryset = StockMovement.objects.select_related("variant").order_by("-pk")
    serializer_class = MovementAnswer
    rights = {
        "GET": ["catalog.view_stockmovement"],
        "POST": ["catalog.add_stockmovement"],
    }

    @extend_schema(
        operation_id="list_stock_movements",
        tags=["Staff: stock"],
        summary="The ledger of stock, the newest movement first",
        parameters=[
            OpenApiParameter("variant_id", {"type": "integer", "minimum": 1, "maximum": LARGEST_ID})
        ],
        responses=answers(MovementAnswer(many=True), errors=[401, 403, 422]),
        examples=[_shown("A movement", MOVEMENT)],
    )
    def get(self, request: Request) -> Response:
        movements = self.get_queryset()
        given = request.query_params.get("variant_id")
        if given is not None:
            known = given.isascii() and given.isdecimal() and len(given) <= 19
            if not known or not 1 <= int(given) <= LARGEST_ID:
                raise ValidationError({"variant_id": ["The id of a variant."]})
            movements = movements.filter(variant=int(given))
        rows = self.paginate_queryset(movements) or []
        return self.get_paginated_response([render.movement(row) for row in rows])

    @extend_schema(
        operation_id="adjust_stock",
        tags=["Staff: stock"],
        summary="Move the stock of variants, all or none",
        description="Less than nothing is refused (400) as `stock_negative`.",
        request=StockAdjustment,
        responses=answers(StockAnswer, status=201, errors=[400, 401, 403, 404, 413, 415, 422]),
        examples=[
            OpenApiExample(
                "A delivery",
                {
                    "reason": "received",
                    "note": "Delivery note 17",
                    "items": [{"variant_id": 101, "quantity": 20}],
                },
                request_only=True,
            ),
            _shown("Its movement", {"items": [MOVEMENT], "total": 1, "page": 1, "size": 1}, 201),
        ],
    )
    @transaction.atomic
    def post(self, request: Request) -> Response:
        body = self.checked(StockAdjustment)
        changes = {item["variant_id"]: item["quantity"] for item in body["items"]}
        locked = lock_variants(changes)
        unknown = sorted(set(changes) - set(locked))
        if unknown:
            raise StoreError(ErrorCode.NOT_FOUND, problems=[{"variant_id": pk} for pk in unknown])
        movements = move_locked_stock(
            locked, changes, reason=body["reason"], actor=self.actor, reference=body["note"]
        )
        for movement in movements:
            movement.variant = locked[movement.variant_id]
        items = [render.movement(movement) for movement in movements]
        return Response(
            {"items": items, "total": len(items), "page": 1, "size": len(items)}, status=201
        )


def _new_variants_are_whole(product: Product, body: dict[str, Any]) -> None:
    """A PATCH may add a variant, which then needs its SKU and its price."""
    known = set(product.variants.values_list("sku", flat=True))
    problems: dict[str, Any] = {}
    for place, variant in enumerate(body.get("variants", [])):
        if "id" in variant or variant.get("sku") in known:
            continue
        missing = [name for name in ("sku", "price") if name not in variant]
        if missing:
            problems[str(place)] = {name: ["A new variant needs it."] for name in missing}
    if problems:
        raise ValidationError({"variants": problems})


@transaction.atomic
def _save_category(category: Category, body: dict[str, Any]) -> Category:
    # Two moves at once could otherwise each be right and together make a ring.
    list(Category.objects.select_for_update().order_by("pk").values_list("pk"))
    for name in ("name", "slug", "sort_order", "is_active", "translations"):
        if name in body:
            setattr(category, name, body[name])
    if "parent_id" in body:
        parent: Category | None = body["parent_id"]
        if category.pk and parent is not None and parent.pk in category.subtree_ids():
            raise ValidationError({"parent_id": ["A category cannot lie inside itself."]})
        category.parent = parent
    if not category.slug:
        category.slug = free_slug(category.name)
    elif Category.objects.filter(slug=category.slug).exclude(pk=category.pk).exists():
        raise ValidationError({"slug": ["Another category has it."]})
    category.save()
    catalogue_changed()
    return category
