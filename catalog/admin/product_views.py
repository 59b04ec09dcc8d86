"""What a product's page asks for while it is open, and what its buttons do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from catalog.admin.gallery import refusal_text, uploaded
from catalog.admin.matrix import MOST_VARIANTS
from catalog.admin.stock import StockForm
from catalog.models import Product
from catalog.services.copy_product import copy_product
from catalog.services.publish_products import archive_products, restore_products
from catalog.services.suggest_skus import suggest_skus
from catalog.services.tidy_picture import MOST_BYTES, PictureError, PictureFault, tidy_picture
from catalog.services.uploads import keep_upload
from shop.admin.base import staff_actor, tell
from shop.admin.typed import action

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Base = ModelAdmin[Product]
else:
    _Base = object

_LONGEST_NAME = 200


class ProductViews(_Base):
    """For the admin of products: small addresses that change or answer one thing, by POST alone."""

    def own_urls(self) -> list[URLPattern]:
        views: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("pictures/", self.upload_view, "upload"),
            ("skus/", self.skus_view, "skus"),
            ("<int:product_id>/copy/", self.copy_view, "copy"),
            ("<int:product_id>/archive/", self.archive_view, "archive"),
            ("<int:product_id>/restore/", self.restore_view, "restore"),
        ]
        return [
            path(
                address,
                self.admin_site.admin_view(require_POST(view)),
                name=f"catalog_product_{name}",
            )
            for address, view, name in views
        ]

    def has_adjust_stock_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perms(["catalog.view_product", "catalog.add_stockmovement"])

    @action(
        description=gettext_lazy("Adjust stock"),
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

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Checks a picture, draws it anew and keeps it until the page is saved."""
        if not request.user.has_perm("catalog.add_productimage"):
            raise PermissionDenied
        file = request.FILES.get("picture")
        if file is None or file.size is None:
            return JsonResponse({"error": refusal_text(PictureFault.NOT_A_PICTURE)}, status=400)
        try:
            if file.size > MOST_BYTES:
                raise PictureError(PictureFault.TOO_LARGE)
            picture = tidy_picture(file.read())
        except PictureError as refusal:
            return JsonResponse({"error": refusal_text(refusal.fault)}, status=400)
        return JsonResponse(uploaded(keep_upload(picture)))

    def skus_view(self, request: HttpRequest) -> HttpResponse:
        """Free SKUs for `{"name", "combinations": [["Red", "M"], …], "taken": […]}`."""
        if not request.user.has_perm("catalog.change_productvariant"):
            raise PermissionDenied
        try:
            asked = json.loads(request.body)
            combinations = [[str(value) for value in values] for values in asked["combinations"]][
                :MOST_VARIANTS
            ]
            taken = [str(sku) for sku in asked["taken"]][:MOST_VARIANTS]
            name = str(asked["name"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return JsonResponse({"skus": []}, status=400)
        return JsonResponse(
            {"skus": suggest_skus(name=name, combinations=combinations, taken=taken)}
        )

    def copy_view(self, request: HttpRequest, product_id: int) -> HttpResponse:
        product = self._product(request, product_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        copy = copy_product(product=product, names=_names_of_copy(product))
        tell(
            request, _("This is the copy: not published, with no stock. Change what is different.")
        )
        return redirect("admin:catalog_product_change", copy.pk)

    def archive_view(self, request: HttpRequest, product_id: int) -> HttpResponse:
        product = self._changeable(request, product_id)
        if archive_products([product.pk]):
            tell(
                request, _("The product lies in the archive: out of the shop, and out of the list.")
            )
        return redirect("admin:catalog_product_change", product.pk)

    def restore_view(self, request: HttpRequest, product_id: int) -> HttpResponse:
        product = self._changeable(request, product_id)
        if restore_products([product.pk]):
            tell(request, _("The product is back. It is not published yet."))
        return redirect("admin:catalog_product_change", product.pk)

    def _product(self, request: HttpRequest, product_id: int) -> Product:
        product = self.get_object(request, str(product_id))
        if product is None:
            raise Http404("no such product")
        return product

    def _changeable(self, request: HttpRequest, product_id: int) -> Product:
        product = self._product(request, product_id)
        if not self.has_change_permission(request, product):
            raise PermissionDenied
        return product


def _names_of_copy(product: Product) -> dict[str, str]:
    names: dict[str, Any] = {}
    for language in settings.STORE_LANGUAGES:
        with translation.override(language):
            word = _("copy")
            suffix = f" ({word})"
        name = product.text_of("name", language)[: _LONGEST_NAME - len(suffix)]
        names[language] = f"{name}{suffix}"
    return names
