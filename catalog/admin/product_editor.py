"""What the scripts of a product's page are given: state, words, addresses and suggestions."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.admin.gallery import MOST_PICTURES
from catalog.admin.matrix import LONGEST_NAME, MOST_OPTIONS, MOST_VARIANTS, STOCK_REASONS
from catalog.admin.product_form import ProductForm
from catalog.models import OptionType
from catalog.services.tidy_picture import MOST_BYTES
from shop.models import StoreSettings
from shop.translations import main_language

_LOOKED_AT = 200
_MOST_SUGGESTED = 6
_MOST_VALUES = 24


def editor_context(request: HttpRequest, form: ProductForm, *, may_change: bool) -> dict[str, Any]:
    """For the template: `state` goes to the scripts, the rest is for the buttons around them."""
    product = form.instance if form.instance.pk else None
    return {
        "product": product,
        "may_change": may_change,
        "may_add": request.user.has_perm("catalog.add_product"),
        "may_see_ledger": request.user.has_perm("catalog.view_stockmovement"),
        "most_bytes": MOST_BYTES // 2**20,
        "state": {
            **form.page_state(),
            "mayEdit": may_change and form.may_edit_variants,
            "mayMoveStock": may_change and form.may_move_stock,
            "mayEditPictures": may_change and form.may_edit_pictures,
            "suggestions": _suggestions() if may_change else [],
            "reasons": [[reason.value, str(reason.label)] for reason in STOCK_REASONS],
            "currency": StoreSettings.current().currency,
            "mostBytes": MOST_BYTES,
            "mostPictures": MOST_PICTURES,
            "mostVariants": MOST_VARIANTS,
            "mostOptions": MOST_OPTIONS,
            "longestName": LONGEST_NAME,
            "urls": {
                "skus": reverse("admin:catalog_product_skus"),
                "upload": reverse("admin:catalog_product_upload"),
                "option": reverse("admin:catalog_optiontype_change", args=[0]),
            },
            "words": _words(),
        },
    }


def _suggestions() -> list[dict[str, Any]]:
    """Options that newer products have, the usual ones first, with the values they were given."""
    newest = OptionType.objects.order_by("-pk").prefetch_related("values")[:_LOOKED_AT]
    used: Counter[str] = Counter()
    values: dict[str, dict[str, None]] = {}
    for option in newest:
        used[option.name] += 1
        known = values.setdefault(option.name, {})
        known.update(dict.fromkeys(value.value for value in option.values.all()))
    found = [
        {"name": name, "values": list(values[name])[:_MOST_VALUES]}
        for name, _times in used.most_common(_MOST_SUGGESTED)
    ]
    return found or _usual()


def _usual() -> list[dict[str, Any]]:
    """For a store that has no options yet; in the language in which products are written."""
    with translation.override(
        main_language() if main_language() in settings.STORE_LANGUAGES else None
    ):
        colours = [_("White"), _("Black"), _("Grey"), _("Red"), _("Blue"), _("Green")]
        return [
            {"name": pgettext("clothes", "Size"), "values": ["XS", "S", "M", "L", "XL", "XXL"]},
            {"name": _("Colour"), "values": colours},
        ]


def _words() -> dict[str, str]:
    return {
        "addOption": _("Another option"),
        "optionName": _("Name of the option"),
        "addValue": _("Add values: S, M, L"),
        "add": _("Add"),
        "removeOption": _("Remove the option"),
        "translate": _("Rename and translate"),
        "ask": _("What are the variants that there are now? Their “{option}” is:"),
        "asked": _("The variants that there were have “{option}”: {value}."),
        "unanswered": _("First say what “{option}” the variants have that there are now."),
        "variant": _("Variant"),
        "sku": capfirst(_("SKU")),
        "price": _("Price"),
        "price_before": _("Price before"),
        "stock": _("In stock"),
        "active": _("On sale"),
        "remove": _("Leave this combination out"),
        "putBack": _("Put back"),
        "leftOut": _("Left out"),
        "leaving": _("These go when you save"),
        "willDelete": _("will be deleted: nobody has ordered it"),
        "willWithdraw": _("has been ordered: goes off sale and is kept"),
        "withdrawn": _("Off sale for good, kept for their orders:"),
        "setFor": _("Set for"),
        "all": _("all variants"),
        "set": _("Set"),
        "count": _("Variants: {n}"),
        "tooMany": _("{n} combinations are too many: a product has at most {most} variants."),
        "only": _("The only variant"),
        "new": pgettext("variant", "new"),
        "reason": _("Why the stock changes"),
        "soldMeanwhile": _("What is sold meanwhile is taken off: the difference is booked."),
        "yes": _("yes"),
        "no": _("no"),
        "wholeProduct": _("The whole product"),
        "shows": _("Shows"),
        "earlier": _("Move earlier"),
        "later": _("Move later"),
        "removePicture": _("Remove the picture"),
        "dropPictures": _("Drop pictures here, or press to choose them"),
        "main": _("Main picture"),
        "tooLarge": _("Larger than {n} MB."),
        "tooManyPictures": _("At most {n} pictures."),
        "uploadFailed": _("It did not arrive. Try again."),
        "retry": _("Try again"),
        "waitForUploads": _("Pictures are still being uploaded. Wait a moment."),
        "dismiss": _("Dismiss"),
    }
