from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from shop.admin.base import badge
from shop.admin.dashboard import list_url
from shop.admin.typed import ModelAdmin, display
from shop.models import Customer, Tag

_NAMED = 20


@admin.register(Tag)
class TagAdmin(ModelAdmin[Tag]):
    """The words that the staff put on customers, and how many have each."""

    list_display = ("chip", "people")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "colour")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(people_count=Count("customers"))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Customers who have it are counted. What is built on it, a segment say, keeps it: without
        its tag it would mean everybody.
        """
        tags = list(objs)
        people, holders = 0, []
        for relation in Tag._meta.related_objects:
            model: Any = relation.related_model
            found = model.objects.filter(**{f"{relation.field.name}__in": tags}).distinct()
            if model is Customer:
                people = found.count()
            else:
                kind = capfirst(str(model._meta.verbose_name))
                holders += [f"{kind}: {one}" for one in found[:_NAMED]]
        counted = {str(self.opts.verbose_name_plural): len(tags)}
        if people:
            counted[str(Customer._meta.verbose_name_plural)] = people
        return [str(tag) for tag in tags], counted, set(), holders

    @display(description=_("tag"), ordering="name")
    def chip(self, tag: Tag) -> SafeString:
        return badge(tag.name, tag.colour)

    @display(description=_("customers"), ordering="people_count")
    def people(self, tag: Tag) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            list_url("shop.customer", tag=tag.pk),
            getattr(tag, "people_count"),  # noqa: B009  # an annotation
        )
