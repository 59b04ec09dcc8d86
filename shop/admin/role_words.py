"""Roles and permissions in the language of the page; in the database they are English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin import RelatedFieldListFilter
from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext, pgettext_lazy

from shop.audit.reading import model_of
from shop.roles import ROLE_NAMES

_VERBS: Mapping[str, Any] = {
    "view": pgettext_lazy("permission", "view"),
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
}


def role_name(group: Group) -> str:
    """The name of one of our roles in the reader's language; of another group as it is written."""
    return str(ROLE_NAMES.get(group.name, group.name))


def is_our_role(group: Group) -> bool:
    """Whether `sync_roles` keeps it: what somebody changes of it would not last."""
    return group.name in ROLE_NAMES


def permission_name(permission: Permission) -> str:
    """`Order: change`, or what a permission of our own says."""
    content_type = permission.content_type
    model = model_of(f"{content_type.app_label}.{content_type.model}")
    of = capfirst(str(model._meta.verbose_name)) if model else content_type.model
    verb, _underline, rest = permission.codename.partition("_")
    if verb in _VERBS and rest == content_type.model:
        return pgettext("permission", "%(object)s: %(verb)s") % {"object": of, "verb": _VERBS[verb]}
    return gettext(permission.name)


class RoleFilter(RelatedFieldListFilter):
    """Staff by role."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, Any]]:
        return [(str(group.pk), role_name(group)) for group in Group.objects.order_by("pk")]


def in_words(field: Any) -> Any:
    """Make a form field for roles or permissions speak the reader's language."""
    if isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None:
        if field.queryset.model is Group:
            setattr(field, "label_from_instance", role_name)  # noqa: B010
            field.queryset = field.queryset.order_by("pk")
        elif field.queryset.model is Permission:
            setattr(field, "label_from_instance", permission_name)  # noqa: B010
            field.queryset = field.queryset.select_related("content_type")
    return field
