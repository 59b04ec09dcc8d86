"""The shapes of what the catalogue's API answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from shop.api.fields import Money, Time

Answer = serializers.Serializer[Any]


class OptionAnswer(Answer):
    name = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class AttributeAnswer(Answer):
    type = serializers.CharField()
    value = serializers.CharField()


class VariantAnswer(Answer):
    id = serializers.IntegerField()
    sku = serializers.CharField()
    price = Money()
    price_before = Money(allow_null=True, help_text="Before the sale; null without one.")
    stock_quantity = serializers.IntegerField()
    attributes = AttributeAnswer(many=True)


class ProductSummary(Answer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    category_id = serializers.IntegerField()
    images = serializers.ListField(child=serializers.URLField())
    price_from = Money(allow_null=True)
    price_to = Money(allow_null=True)
    currency = serializers.CharField()
    in_stock = serializers.BooleanField()


class ProductAnswer(ProductSummary):
    options = OptionAnswer(many=True)
    variants = VariantAnswer(many=True)


class CategoryFlat(Answer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    parent_id = serializers.IntegerField(allow_null=True)
    product_count = serializers.IntegerField(help_text="Published products of the whole subtree.")


class CategoryAnswer(CategoryFlat):
    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["children"] = CategoryChildren(many=True)
        return fields


class CategoryChildren(CategoryFlat):
    """One level as documented; below it the same again."""

    children = serializers.ListField(child=serializers.DictField(), help_text="And so on.")


class CategoryTreeAnswer(Answer):
    items = CategoryAnswer(many=True)
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    size = serializers.IntegerField()


class StaffVariantAnswer(VariantAnswer):
    is_active = serializers.BooleanField()


class StaffProductSummary(ProductSummary):
    is_active = serializers.BooleanField()
    sort_order = serializers.IntegerField()
    translations = serializers.DictField(help_text='`{"en": {"name": …, "description": …}}`')
    created_at = Time()
    updated_at = Time()


class StaffProductAnswer(StaffProductSummary):
    options = OptionAnswer(many=True)
    variants = StaffVariantAnswer(many=True)


class StaffCategoryAnswer(Answer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    parent_id = serializers.IntegerField(allow_null=True)
    sort_order = serializers.IntegerField()
    is_active = serializers.BooleanField()
    translations = serializers.DictField()


class MovementAnswer(Answer):
    id = serializers.IntegerField()
    variant_id = serializers.IntegerField()
    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    stock_after = serializers.IntegerField()
    reason = serializers.CharField()
    actor = serializers.CharField(allow_blank=True)
    reference = serializers.CharField(allow_blank=True)
    created_at = Time()


class StockAnswer(Answer):
    items = MovementAnswer(many=True)
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    size = serializers.IntegerField()
