"""Categories for staff: `/api/v1/admin/categories`."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api import render
from catalog.api.answers import StaffCategoryAnswer
from catalog.api.category_bodies import ChangedCategory, NewCategory
from catalog.api.examples import STAFF_CATEGORY, shown
from catalog.cache import catalogue_changed
from catalog.models import Category
from catalog.services.category_slug import free_slug
from catalog.services.move_category import lock_tree
from shop.api.documentation import answers
from shop.api.views import StaffView
from shop.errors import ErrorCode, StoreError


class CategoriesView(StaffView):
    queryset = Category.objects.order_by("sort_order", "pk")
    serializer_class = StaffCategoryAnswer
    rights = {"GET": ["catalog.view_category"], "POST": ["catalog.add_category"]}

    @extend_schema(
        operation_id="list_categories_of_staff",
        tags=["Staff: catalogue"],
        summary="All categories, shown or not, in display order",
        responses=answers(StaffCategoryAnswer(many=True), errors=[401, 403, 422]),
        examples=[shown("A category", STAFF_CATEGORY)],
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
            shown("The category", STAFF_CATEGORY, 201),
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
        examples=[shown("A category", STAFF_CATEGORY)],
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
            shown("The category", STAFF_CATEGORY),
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


@transaction.atomic
def _save_category(category: Category, body: dict[str, Any]) -> Category:
    lock_tree()
    for name in ("name", "slug", "sort_order", "is_active", "translations"):
        if name in body:
            setattr(category, name, body[name])
    if "parent_id" in body:
        parent: Category | None = body["parent_id"]
        if category.pk and parent is not None and parent.pk in category.subtree_ids():
            raise ValidationError({"parent_id": [_("A category cannot lie inside itself.")]})
        category.parent = parent
    if not category.slug:
        category.slug = free_slug(category.name)
    elif Category.objects.filter(slug=category.slug).exclude(pk=category.pk).exists():
        raise ValidationError({"slug": [_("Another category has it.")]})
    category.save()
    catalogue_changed()
    return category
