"""The form of a product: its own texts, and the grid of variants and the pictures as one field each."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.admin.gallery import GalleryError, gallery_now, read_gallery
from catalog.admin.matrix import Matrix, MatrixError, matrix_now, read_matrix
from catalog.models import Product
from shop.admin.translated import TranslatedForm
from shop.errors import ErrorCode, StoreError


class ProductForm(TranslatedForm):
    """Reads what the scripts of the page send in `matrix` and `gallery`.

    Without them the variants and the pictures stay as they are. `refusal` is what the service
    said when this form was tried to be saved a moment ago.
    """

    matrix = forms.CharField(required=False, widget=forms.HiddenInput)
    gallery = forms.CharField(required=False, widget=forms.HiddenInput)

    refusal: ClassVar[StoreError | None] = None
    may_edit_variants: ClassVar[bool] = True
    may_move_stock: ClassVar[bool] = True
    may_edit_pictures: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read: Matrix | None = None
        self.pictures: list[dict[str, Any]] | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        sent = self.cleaned_data.get("matrix")
        if sent and self.may_edit_variants:
            self._read_matrix(sent)
        elif self.instance.pk is None:
            raise ValidationError(_("A product needs at least one variant."))
        if self.cleaned_data.get("gallery") and self.may_edit_pictures:
            try:
                self.pictures = read_gallery(self.cleaned_data["gallery"])
            except GalleryError:
                self.add_error(None, _("The pictures were not understood. Add the new ones again."))
        return cleaned

    def _read_matrix(self, sent: str) -> None:
        product: Product | None = self.instance if self.instance.pk else None
        try:
            read = read_matrix(sent, product=product, name=self.cleaned_data.get("name", ""))
        except MatrixError:
            self.add_error(None, _("The variants were not understood: load the page again."))
            return
        if read.moves_stock and not self.may_move_stock:
            read.errors["all"].append(str(_("You may not move stock.")))
        if self.refusal is not None:
            _explain(self.refusal, read)
        self.read = read
        for text in read.errors["all"]:
            self.add_error(None, text)
        if read.errors["rows"] or read.errors["options"]:
            self.add_error(None, _("Some variants need another look: see the marked cells."))

    def page_state(self) -> dict[str, Any]:
        """What the scripts start from: what stands in the database, and what was sent, if it was."""
        product: Product | None = self.instance if self.instance.pk else None
        return {
            "matrix": matrix_now(product),
            "sentMatrix": _sent(self.data.get("matrix")),
            "errors": self.read.errors if self.read else {"rows": {}, "options": {}, "all": []},
            "gallery": gallery_now(product),
            "sentGallery": _sent(self.data.get("gallery")),
        }


def _sent(text: str | None) -> Any:
    """What a refused page sent, to be shown again with nothing lost."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def _explain(refusal: StoreError, read: Matrix) -> None:
    """Somebody was faster: the refusal as an error of the cell that it is about."""
    if refusal.code == ErrorCode.STOCK_NEGATIVE:
        text = _("Only %(left)d in stock: nothing was changed.") % {
            "left": refusal.context.get("available", 0)
        }
        _mark(read, {str(refusal.context.get("sku"))}, "stock", text)
    elif refusal.code == ErrorCode.SKU_TAKEN and refusal.context.get("skus"):
        _mark(read, set(refusal.context["skus"]), "sku", str(_("Another variant has it.")))
    else:
        read.errors["all"].append(
            str(
                _(
                    "Somebody else changed the same things a moment ago. Nothing was saved: try again."
                )
            )
        )


def _mark(read: Matrix, skus: set[str], column: str, text: str) -> None:
    for place, draft in enumerate(read.variants):
        if draft.sku in skus:
            read.wrong_cell(place, column, text)
