"""What the staff API takes to write a category."""

from __future__ import annotations

from django.core.validators import RegexValidator

from catalog.api.body_fields import MOST_ORDER, Body, ParentId, Translations
from shop.api.fields import Flag, Text, Whole


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
