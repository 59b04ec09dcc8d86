"""What the staff API takes to write a product, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from catalog.api.body_fields import (
    MOST_ORDER,
    MOST_STOCK,
    MOST_VARIANTS,
    Body,
    CategoryId,
    ImageField,
    Translations,
)
from catalog.services.drafts import ProductDraft, VariantDraft
from catalog.services.tidy_picture import TidyPicture
from shop.api.addresses import absolute
from shop.api.fields import Flag, Id, Money, Text, Whole, rows

MOST_OPTIONS = 10
MOST_VALUES = 100
MOST_IMAGES = 20


class Attribute(Body):
    type = Text(max_length=50)
    value = Text(max_length=50)


class Option(Body):
    name = Text(max_length=50)
    values = serializers.ListField(child=Text(max_length=50), min_length=1, max_length=MOST_VALUES)

    def validate_values(self, values: list[str]) -> list[str]:
        if len(set(values)) != len(values):
            raise serializers.ValidationError(_("A value stands there twice."))
        return values


class ChangedVariant(Body):
    """A variant of a PATCH: found by `id`, else by `sku`, else new; what is left out stays."""

    id = Id(required=False)
    sku = Text(max_length=64, required=False)
    price = Money(required=False)
    price_before = Money(required=False, allow_null=True)
    stock_quantity = Whole(min_value=0, max_value=MOST_STOCK, required=False)
    is_active = Flag(required=False)
    attributes = rows(Attribute(), required=False, max_length=MOST_OPTIONS)

    def validate_attributes(self, attributes: list[dict[str, str]]) -> list[dict[str, str]]:
        if len({pair["type"] for pair in attributes}) != len(attributes):
            raise serializers.ValidationError(_("A type stands there twice."))
        return attributes


class NewVariant(ChangedVariant):
    sku = Text(max_length=64)
    price = Money()
    attributes = rows(Attribute(), required=False, max_length=MOST_OPTIONS)


_PRODUCT_TEXTS = {"name": 200, "description": 20_000}


class ChangedProduct(Body):
    """A PATCH of a product: what is left out stays."""

    name = Text(max_length=200, required=False)
    description = Text(max_length=20_000, allow_blank=True, required=False)
    category_id = CategoryId(required=False)
    is_active = Flag(required=False)
    sort_order = Whole(min_value=-MOST_ORDER, max_value=MOST_ORDER, required=False)
    translations = Translations(_PRODUCT_TEXTS, required=False)
    options = rows(Option(), required=False, max_length=MOST_OPTIONS)
    variants = rows(ChangedVariant(), required=False, max_length=MOST_VARIANTS)
    images = serializers.ListField(child=ImageField(), required=False, max_length=MOST_IMAGES)

    def validate_options(self, options: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({option["name"] for option in options}) != len(options):
            raise serializers.ValidationError(_("An option stands there twice."))
        return options

    def validate_variants(self, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for key in ("sku", "id"):
            named = [variant[key] for variant in variants if key in variant]
            if len(set(named)) != len(named):
                raise serializers.ValidationError(
                    _("A variant's %(key)s stands there twice.") % {"key": key}
                )
        return variants


class NewProduct(ChangedProduct):
    """A POST or PUT of a product: the whole of it, but for pictures that are left out."""

    name = Text(max_length=200)
    description = Text(max_length=20_000, allow_blank=True, default="")
    category_id = CategoryId()
    is_active = Flag(default=True)
    sort_order = Whole(min_value=-MOST_ORDER, max_value=MOST_ORDER, default=0)
    translations = Translations(_PRODUCT_TEXTS, default=dict)
    variants = rows(NewVariant(), min_length=1, max_length=MOST_VARIANTS)


def product_draft(body: Mapping[str, Any]) -> ProductDraft:
    """The body as the service takes it."""
    facts = {name: body[name] for name in _FACTS if name in body}
    if "category_id" in body:
        facts["category"] = body["category_id"]
    return ProductDraft(
        facts=facts,
        options={option["name"]: option["values"] for option in body["options"]}
        if "options" in body
        else None,
        variants=[_variant_draft(one) for one in body["variants"]] if "variants" in body else None,
    )


_FACTS = ("name", "description", "is_active", "sort_order", "translations")


def _variant_draft(one: Mapping[str, Any]) -> VariantDraft:
    attributes = one.get("attributes")
    return VariantDraft(
        sku=one.get("sku"),
        pk=one.get("id"),
        price=one.get("price"),
        stock_quantity=one.get("stock_quantity"),
        is_active=one.get("is_active"),
        attributes=None
        if attributes is None
        else {pair["type"]: pair["value"] for pair in attributes},
        price_before=one.get("price_before"),
        keeps_price_before="price_before" not in one,
    )


def image_list(given: list[Any], own: Mapping[str, int]) -> list[int | TidyPicture]:
    """Addresses turned into ids by `own` (path → id). Raises ValidationError for others."""
    found: list[int | TidyPicture] = []
    known = {absolute(path): pk for path, pk in own.items()} | dict(own)
    for place, image in enumerate(given):
        if isinstance(image, TidyPicture):
            found.append(image)
        elif image in known and known[image] not in found:
            found.append(known[image])
        else:
            raise serializers.ValidationError(
                {"images": {str(place): [_("Not the address of one of its pictures, or twice.")]}}
            )
    return found
