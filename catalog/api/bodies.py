"""What the staff API of the catalogue takes, checked field by field."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import Category, StockMovement
from catalog.services.save_images import NewImage, read_image
from catalog.services.save_product import ProductDraft, VariantDraft
from shop.api.addresses import absolute
from shop.api.fields import Flag, Id, Money, Text, Whole, rows

Body = serializers.Serializer[Any]

MOST_VARIANTS = 200
MOST_OPTIONS = 10
MOST_VALUES = 100
MOST_IMAGES = 20
MOST_STOCK = 1_000_000
MOST_ORDER = 2**31 - 1


class Attribute(Body):
    type = Text(max_length=50)
    value = Text(max_length=50)


class Option(Body):
    name = Text(max_length=50)
    values = serializers.ListField(child=Text(max_length=50), min_length=1, max_length=MOST_VALUES)

    def validate_values(self, values: list[str]) -> list[str]:
        if len(set(values)) != len(values):
            raise serializers.ValidationError("A value stands there twice.")
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
            raise serializers.ValidationError("A type stands there twice.")
        return attributes


class NewVariant(ChangedVariant):
    sku = Text(max_length=64)
    price = Money()
    attributes = rows(Attribute(), required=False, max_length=MOST_OPTIONS)


class Picture(Body):
    content = serializers.CharField(help_text="A JPEG, PNG, WebP or GIF file in Base64.")


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "description": "The address of a picture it has: it stays."},
            {
                "type": "object",
                "required": ["content"],
                "properties": {
                    "content": {
                        "type": "string",
                        "description": "A new one: a JPEG, PNG, WebP or GIF file in Base64.",
                    }
                },
            },
        ]
    }
)
class ImageField(serializers.Field[Any, Any, Any, Any]):
    """An address of one of the product's pictures (text), or a new picture (`NewImage`)."""

    def to_internal_value(self, data: Any) -> str | NewImage:
        if isinstance(data, str):
            return data
        content = data.get("content") if isinstance(data, Mapping) else None
        if not isinstance(content, str):
            raise serializers.ValidationError('An address, or {"content": "…"}.')
        try:
            raw = base64.b64decode(content.encode("ascii", "replace"), validate=True)
        except binascii.Error:
            raise serializers.ValidationError("The content is not Base64.") from None
        image = read_image(raw)
        if image is None:
            raise serializers.ValidationError("The content is no picture that can be shown.")
        return image


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
        "examples": [{"en": {"name": "Classic T-Shirt"}}],
    }
)
class Translations(serializers.Field[Any, Any, Any, Any]):
    """`{"en": {"name": …}}`, for languages of the store but the main one."""

    def __init__(self, lengths: Mapping[str, int], **kwargs: Any) -> None:
        self.lengths = lengths
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> dict[str, dict[str, str]]:
        others = settings.STORE_LANGUAGES[1:]
        if not isinstance(data, Mapping):
            raise serializers.ValidationError("An object by language.")
        found: dict[str, dict[str, str]] = {}
        for code, texts in data.items():
            if code not in others or not isinstance(texts, Mapping):
                raise serializers.ValidationError(f"Languages are: {', '.join(others)}.")
            found[code] = {name: self._text(name, text) for name, text in texts.items()}
        return found

    def _text(self, name: Any, text: Any) -> str:
        if name not in self.lengths:
            raise serializers.ValidationError(f"Texts are: {', '.join(self.lengths)}.")
        if not isinstance(text, str) or len(text) > self.lengths[name] or "\0" in text:
            raise serializers.ValidationError(f"{name}: text of {self.lengths[name]} at most.")
        return text.strip()


class _CategoryId(serializers.Field[Any, Any, Any, Any]):
    """The id of a category that there is."""

    def to_internal_value(self, data: Any) -> Category:
        found = Category.objects.filter(pk=Id().run_validation(data)).first()
        if found is None:
            raise serializers.ValidationError("There is no such category.")
        return found


@extend_schema_field({"type": "integer", "minimum": 1})
class CategoryId(_CategoryId):
    pass


@extend_schema_field({"type": "integer", "minimum": 1})
class ParentId(_CategoryId):
    pass


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
            raise serializers.ValidationError("An option stands there twice.")
        return options

    def validate_variants(self, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for key in ("sku", "id"):
            named = [variant[key] for variant in variants if key in variant]
            if len(set(named)) != len(named):
                raise serializers.ValidationError(f"A variant's {key} stands there twice.")
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


class NewCategory(Body):
    name = Text(max_length=100)
    parent_id = ParentId(required=False, allow_null=True, default=None)
    slug = Text(max_length=120, required=False, validators=[RegexValidator(r"^[A-Za-z0-9_-]+\Z")])
    sort_order = Whole(min_value=-MOST_ORDER, max_value=MOST_ORDER, default=0)
    is_active = Flag(default=True)
    translations = Translations({"name": 100}, default=dict)


class ChangedCategory(NewCategory):
    """A PATCH of a category: what is left out stays."""

    name = Text(max_length=100, required=False)
    parent_id = ParentId(required=False, allow_null=True)
    sort_order = Whole(min_value=-MOST_ORDER, max_value=MOST_ORDER, required=False)
    is_active = Flag(required=False)
    translations = Translations({"name": 100}, required=False)


BY_HAND = (StockMovement.Reason.RECEIVED, StockMovement.Reason.CORRECTION)


class StockChange(Body):
    variant_id = Id()
    quantity = Whole(
        min_value=-MOST_STOCK, max_value=MOST_STOCK, help_text="Signed: how much came or went."
    )


class StockAdjustment(Body):
    reason = serializers.ChoiceField(choices=[(reason.value, reason.label) for reason in BY_HAND])
    note = Text(max_length=64, allow_blank=True, default="")
    items = rows(StockChange(), min_length=1, max_length=MOST_VARIANTS)

    def validate_items(self, items: list[dict[str, int]]) -> list[dict[str, int]]:
        if len({item["variant_id"] for item in items}) != len(items):
            raise serializers.ValidationError("A variant stands there twice.")
        if any(item["quantity"] == 0 for item in items):
            raise serializers.ValidationError("A movement moves something.")
        return items


def image_list(given: list[Any], own: Mapping[str, int]) -> list[int | NewImage]:
    """Addresses turned into ids by `own` (path → id). Raises ValidationError for others."""
    found: list[int | NewImage] = []
    known = {absolute(path): pk for path, pk in own.items()} | dict(own)
    for place, image in enumerate(given):
        if isinstance(image, NewImage):
            found.append(image)
        elif image in known and known[image] not in found:
            found.append(known[image])
        else:
            raise serializers.ValidationError(
                {"images": {str(place): ["Not the address of one of its pictures, or twice."]}}
            )
    return found
