from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.category import choose_from_tree
from catalog.admin.options import OptionInline
from catalog.admin.stock import StockForm
from catalog.admin.variants import VariantInline
from catalog.cache import catalogue_changed
from catalog.models import (
    OptionType,
    OptionValue,
    Product,
    ProductImage,
    ProductVariant,
    StockMovement,
    VariantOption,
)
from shop.admin.base import SavesWhatChanged, money, staff_actor, tell, thumbnail
from shop.admin.translated import in_each_language, translated_form
from shop.admin.typed import ModelAdmin, TabularInline, action, display
from shop.models import StoreSettings


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


class ImageInline(TabularInline[ProductImage, Product]):
    model = ProductImage
    fields = ("image", "option_value", "sort_order")
    extra = 0
    hide_title = True
    verbose_name_plural = _("pictures")

    def get_formset(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> Any:
        values = (
            OptionValue.objects.filter(option_type__product=obj)
            if obj
            else OptionValue.objects.none()
        )
        self._values = [
            (value.pk, f"{value.option_type.name}: {value.value}")
            for value in values.select_related("option_type")
        ]
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Of this product's option values alone, read once for all the rows."""
        if db_field.name == "option_value":
            kwargs["queryset"] = OptionValue.objects.filter(
                pk__in=[pk for pk, _label in self._values]
            )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "option_value" and isinstance(field, forms.ModelChoiceField):
            field.choices = [("", _("The whole product")), *self._values]
        return field


@admin.register(Product)
class ProductAdmin(SavesWhatChanged[Product], ModelAdmin[Product]):
    form = translated_form(Product)
    always_saved = ("search_text", "updated_at")
    list_display = ("picture", "name", "category", "price_range", "stock", "is_active")
    list_display_links = ("picture", "name")
    list_filter = ("is_active", StockFilter, "category")
    list_select_related = ("category",)
    list_per_page = 50
    search_fields = ("search_text",)
    search_help_text = _("Name or SKU")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("publish", "unpublish")
    actions_detail = ("adjust_stock",)
    warn_unsaved_form = True
    inlines = (ImageInline, OptionInline, VariantInline)
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

    # --- The list

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
        coded = ProductVariant.objects.filter(sku__icontains=term).values("product")
        return queryset.filter(named | Q(pk__in=coded)), False

    @display(description="")
    def picture(self, product: Product) -> SafeString:
        images = list(product.images.all())
        return thumbnail(images[0].image if images else None)

    @display(description=_("price"), ordering="low")
    def price_range(self, product: Product) -> str:
        low, high = getattr(product, "low", None), getattr(product, "high", None)
        if low is None or high is None:
            return "–"
        return money(low) if low == high else f"{money(low)} – {money(high)}"

    @display(
        description=_("in stock"),
        ordering="pieces",
        label={"out": "danger", "low": "warning", "in": "success"},
    )
    def stock(self, product: Product) -> tuple[str, str]:
        pieces = int(getattr(product, "pieces", 0))
        low = StoreSettings.current().low_stock_threshold
        return ("out" if pieces == 0 else "low" if pieces <= low else "in"), str(pieces)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._publish(request, queryset, True)

    @admin.action(description=_("Unpublish"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._publish(request, queryset, False)

    def _publish(self, request: HttpRequest, queryset: QuerySet[Product], active: bool) -> None:
        ids = list(queryset.exclude(is_active=active).values_list("pk", flat=True))
        Product.objects.filter(pk__in=ids).update(is_active=active)
        catalogue_changed(*ids)
        if active:
            text = ngettext("%(n)d product published.", "%(n)d products published.", len(ids))
        else:
            text = ngettext("%(n)d product unpublished.", "%(n)d products unpublished.", len(ids))
        tell(request, text % {"n": len(ids)})

    # --- The page

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_from_tree(field, str(_("Choose a category")))

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> None:
        """Variants before options: their forms know the options that were there before."""
        ordered = sorted(formsets, key=lambda formset: formset.model is OptionType)
        super().save_related(request, form, ordered, change)
        product: Product = form.instance
        catalogue_changed(product.pk)
        if _variants_lack_options(product):
            messages.warning(
                request,
                _("An option is new: open the product and choose its value for each variant."),
            )

    def has_adjust_stock_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perms(["catalog.view_product", "catalog.add_stockmovement"])

    @action(
        description=_("Adjust stock"),
        url_path="stock",
        permissions=["adjust_stock"],
        icon="inventory_2",
    )
    def adjust_stock(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page to move the stock of the product's variants, each with its movement."""
        product = self.get_object(request, object_id)
        if product is None:
            raise Http404("no such product")
        if not self.has_adjust_stock_permission(request):
            raise PermissionDenied
        form = StockForm(product, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            moved = form.save(actor=staff_actor(request))
            if not form.errors:
                text = ngettext(
                    "Stock of %(n)d variant changed.", "Stock of %(n)d variants changed.", moved
                )
                tell(request, text % {"n": moved})
                return redirect("admin:catalog_product_change", product.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{product.name}: {_('Adjust stock')}",
            "opts": self.opts,
            "product": product,
            "form": form,
        }
        return TemplateResponse(request, "admin/catalog/product/stock.html", context)

    # --- Deleting

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """A product that was ordered stays; what belongs to one that was not goes with it."""
        to_delete, counts, _needed, protected = super().get_deleted_objects(objs, request)
        ordered = Product.objects.filter(
            pk__in=[product.pk for product in objs],
            variants__movements__reason=StockMovement.Reason.ORDER_PLACED,
        ).distinct()
        refusals = [
            _("%(name)s: it has been ordered. Unpublish it instead.") % {"name": product.name}
            for product in ordered
        ]
        return to_delete, counts, set(), [*protected, *refusals]

    def delete_model(self, request: HttpRequest, obj: Product) -> None:
        pk = obj.pk
        super().delete_model(request, obj)
        catalogue_changed(pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        catalogue_changed(*ids)


def _variants_lack_options(product: Product) -> bool:
    chosen = VariantOption.objects.filter(variant__product=product).count()
    return chosen < product.options.count() * product.variants.count()
