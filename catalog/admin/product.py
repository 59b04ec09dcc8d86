from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.category import choose_from_tree
from catalog.admin.gallery import placed
from catalog.admin.product_editor import editor_context
from catalog.admin.product_form import ProductForm
from catalog.admin.product_list import (
    ArchiveFilter,
    BranchFilter,
    ProductList,
    StockFilter,
    ids_of,
)
from catalog.admin.product_views import ProductViews
from catalog.cache import catalogue_changed
from catalog.models import Product, StockMovement
from catalog.services.drafts import Gone, ProductDraft
from catalog.services.save_images import place_images
from catalog.services.save_product import save_product
from catalog.services.uploads import take_upload
from shop.admin.base import changed_columns, staff_actor
from shop.admin.translated import in_each_language, translated_form
from shop.admin.typed import ModelAdmin
from shop.errors import ErrorCode, StoreError


@admin.register(Product)
class ProductAdmin(ProductViews, ProductList, ModelAdmin[Product]):
    form = translated_form(Product, ProductForm)
    list_display = ("picture", "title", "shelf", "price_range", "stock", "shown_as")
    list_display_links = ("picture", "title")
    list_filter = ("is_active", ArchiveFilter, StockFilter, BranchFilter)
    list_filter_submit = True
    list_select_related = ("category",)
    list_per_page = 50
    search_fields = ("search_text",)
    search_help_text = _("Name or SKU")
    ordering = ("-pk",)
    actions = ("publish", "unpublish", "archive", "restore")
    actions_detail = ("adjust_stock",)
    warn_unsaved_form = True
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *in_each_language("name"),
                    *in_each_language("description"),
                    "category",
                    ("is_active", "sort_order"),
                )
            },
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        return [*self.own_urls(), *super().get_urls()]

    def get_form(
        self, request: HttpRequest, obj: Product | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        form.may_edit_variants = request.user.has_perm("catalog.change_productvariant")
        form.may_edit_pictures = request.user.has_perm("catalog.change_productimage")
        form.may_move_stock = request.user.has_perm("catalog.add_stockmovement")
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Product | None = None) -> Any:
        """An archived product is restored before it is published."""
        return ("is_active",) if obj is not None and obj.archived_at else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_from_tree(field, str(_("Choose a category")))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """The page; when somebody was faster than it, once more with what the service said."""
        view = super().changeform_view
        try:
            with transaction.atomic():
                return view(request, object_id, form_url, extra_context)
        except IntegrityError:
            refusal = StoreError(ErrorCode.SKU_TAKEN)
        except StoreError as refused:
            refusal = refused
        request.refusal = refusal  # type: ignore[attr-defined]  # for get_form
        return view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form: ProductForm = context["adminform"].form
        context["editor"] = editor_context(request, form, may_change=self._may_save(request, form))
        return super().render_change_form(request, context, *args, **kwargs)

    def _may_save(self, request: HttpRequest, form: ProductForm) -> bool:
        if form.instance.pk is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, form.instance)

    def save_model(
        self, request: HttpRequest, obj: Product, form: ProductForm, change: bool
    ) -> None:
        """Everything of the page by one call, so that a refusal changes nothing."""
        columns = changed_columns(form) if change else _columns(form)
        read = form.read
        saved = save_product(
            product=obj,
            draft=ProductDraft(
                facts={name: getattr(obj, name) for name in columns},
                options=read.options if read else None,
                variants=read.variants if read else None,
                stock_reason=read.stock_reason if read else StockMovement.Reason.CORRECTION,
            ),
            replace=True,
            actor=staff_actor(request),
        )
        if form.pictures is not None:
            self._save_pictures(request, obj, form.pictures)
        _tell_gone(request, saved.gone)

    def _save_pictures(
        self, request: HttpRequest, product: Product, pictures: list[dict[str, Any]]
    ) -> None:
        kept = []
        for one in pictures:
            taken = (
                one["picture"] if isinstance(one["picture"], int) else take_upload(one["picture"])
            )
            if taken is not None:
                kept.append({**one, "picture": taken})
        if len(kept) < len(pictures):
            messages.warning(request, _("A picture waited too long to be saved: add it again."))
        place_images(product=product, images=placed(product, kept))

    # --- Deleting

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """A product that was ordered stays; what belongs to one that was not goes with it."""
        sold = StockMovement.objects.filter(
            variant__product=OuterRef("pk"), reason=StockMovement.Reason.ORDER_PLACED
        )
        ordered = Product.objects.filter(Exists(sold), pk__in=[product.pk for product in objs])
        if refusals := [
            _("%(name)s: it has been ordered. Archive it instead.") % {"name": product.name}
            for product in ordered
        ]:
            return [], {}, set(), refusals  # its movements, thousands perhaps, are not collected
        to_delete, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Product) -> None:
        pk = obj.pk
        super().delete_model(request, obj)
        catalogue_changed(pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        ids = ids_of(queryset)
        super().delete_queryset(request, queryset)
        catalogue_changed(*ids)


def _columns(form: forms.ModelForm[Any]) -> list[str]:
    """The model's columns that the form asks for."""
    asked = {field.name for field in form.instance._meta.concrete_fields}.intersection(form.fields)
    return [*asked, "translations"]


def _tell_gone(request: HttpRequest, gone: Gone) -> None:
    if gone.deleted:
        n = len(gone.deleted)
        text = ngettext(
            "%(n)d variant that nobody has ordered was deleted: %(skus)s.",
            "%(n)d variants that nobody has ordered were deleted: %(skus)s.",
            n,
        )
        messages.info(request, text % {"n": n, "skus": ", ".join(gone.deleted)})
    if gone.withdrawn:
        n = len(gone.withdrawn)
        text = ngettext(
            "%(n)d variant has been ordered, so it was taken off sale and kept: %(skus)s.",
            "%(n)d variants have been ordered, so they were taken off sale and kept: %(skus)s.",
            n,
        )
        messages.info(request, text % {"n": n, "skus": ", ".join(gone.withdrawn)})
