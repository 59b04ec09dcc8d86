"""The audit log: what everybody changed, found again by object, person, words, time and place."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from shop.admin.audit_filters import (
    ActorFilter,
    ChannelFilter,
    KindFilter,
    ObjectFilter,
    PeriodFilter,
)
from shop.admin.base import ReadOnly
from shop.admin.capped import CappedList, CappedPaginator
from shop.admin.typed import ModelAdmin, display
from shop.audit.reading import actor_name, differences, kind_name, model_of, related_names
from shop.models import AuditEntry
from shop.roles import VIEW_ORDER_CONTACT

_COUNTED = 5_000
_SEARCHED = 20_000
_FIELDS_IN_LIST = 4
_ACTION_COLOURS = {"insert": "success", "update": "info", "delete": "danger"}
_LINK = "text-primary-600 dark:text-primary-500"


class BoundedPaginator(CappedPaginator):
    """Pages of the newest few thousand: counting a log of millions would take as long as reading it."""

    most = _COUNTED
    counts_in_order = True


class ReadableChangeList(CappedList):
    """The entries of a page with the names of what they point to, read together."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        make_readable(list(self.result_list), personal=sees_people(request))


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, ModelAdmin[AuditEntry]):
    list_display = ("time", "who", "where", "what", "of", "news")
    list_display_links = ("time",)
    list_filter = (
        ObjectFilter, ("created_at", PeriodFilter), ActorFilter, ChannelFilter, KindFilter,
    )  # fmt: skip
    list_filter_submit = True
    list_per_page = 50
    list_max_show_all = 0
    paginator = BoundedPaginator
    sortable_by = ()
    ordering = ("-pk",)
    show_full_result_count = False
    show_add_link = False
    search_fields = ("object_name",)
    search_help_text = _("Number or name of an object, a person, a request id, words of a field")
    fields = ("time", "who", "where", "done", "of", "course", "request_id", "every_field")
    readonly_fields = fields

    class Media:
        css = {"all": ("people/people.css",)}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CappedList]:
        return ReadableChangeList

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> AuditEntry | None:
        entry = super().get_object(request, object_id, from_field)
        if entry is not None:
            make_readable([entry], personal=sees_people(request))
        return entry

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Among the newest twenty thousand of what the filters leave, however large the log is.

        Words of personal fields find nothing for those who may not read them.
        """
        term = search_term.strip()
        if not term:
            return queryset, False
        edge = queryset.order_by("-pk").values_list("pk", flat=True)[_SEARCHED : _SEARCHED + 1]
        if oldest := list(edge):
            queryset = queryset.filter(pk__gt=oldest[0])
        number = term.removeprefix("#")
        found = Q(object_id=number) | Q(request_id=term) | Q(reference=term)
        parts = ["object_name", "actor", Cast("changes", TextField())]
        if sees_people(request):
            parts.append(Cast("personal", TextField()))
        spaced = [part for one in parts for part in (one, Value(" "))]
        words = queryset.alias(words=Concat(*spaced, output_field=TextField()))
        # SQLite knows the case of Latin letters alone.
        for spelling in {term, term.lower(), term.title()}:
            found |= Q(words__icontains=spelling)
            if connection.vendor == "postgresql":
                break
        return words.filter(found), False

    @display(description=_("time"))
    def time(self, entry: AuditEntry) -> str:
        return localtime(entry.created_at).strftime("%d.%m.%Y %H:%M:%S")

    @display(description=_("who"))
    def who(self, entry: AuditEntry) -> SafeString:
        return format_html(
            '<a class="{}" href="{}?actor={}">{}</a>',
            _LINK, reverse("admin:shop_auditentry_changelist"), entry.actor, actor_name(entry.actor),
        )  # fmt: skip

    @display(description=_("where"))
    def where(self, entry: AuditEntry) -> str:
        return entry.get_channel_display()

    @display(description=_("what was done"), label=_ACTION_COLOURS)
    def what(self, entry: AuditEntry) -> tuple[str, str]:
        return entry.action, entry.get_action_display()

    @display(description=_("what was done"))
    def done(self, entry: AuditEntry) -> str:
        return entry.get_action_display()

    @display(description=_("object"))
    def of(self, entry: AuditEntry) -> SafeString:
        """The object, and what it is part of, each with a link to its page when it has one."""
        own = _named(entry.model, entry.object_id, entry.object_name)
        if not entry.part_of:
            return own
        label, _colon, key = entry.part_of.partition(":")
        return format_html("{}<br>{}", _named(label, key, ""), own)

    @display(description=_("changes"))
    def news(self, entry: AuditEntry) -> SafeString:
        found = getattr(entry, "differences", [])
        context = {"differences": found[:_FIELDS_IN_LIST], "more": len(found) - _FIELDS_IN_LIST}
        return render_to_string("admin/audit/fields.html", context)

    @display(description=_("changes"))
    def every_field(self, entry: AuditEntry) -> SafeString:
        context = {"differences": getattr(entry, "differences", [])}
        return render_to_string("admin/audit/every_field.html", context)

    @display(description=_("in the course of"))
    def course(self, entry: AuditEntry) -> str:
        return entry.reference or "–"


def make_readable(entries: list[AuditEntry], *, personal: bool) -> None:
    """Give each entry its `differences`."""
    names = related_names(entries)
    for entry in entries:
        setattr(entry, "differences", differences(entry, names, personal=personal))  # noqa: B010


def sees_people(request: HttpRequest) -> bool:
    """Whether personal data may be shown to whoever asks."""
    return request.user.has_perms([VIEW_ORDER_CONTACT, "shop.view_customer"])


def _named(label: str, key: str, name: str) -> SafeString:
    """`Order #56`, a link when the admin has a page for it."""
    words = f"{kind_name(label)} {name or f'#{key}'}"
    model = model_of(label)
    if model is not None and admin.site.is_registered(model):
        try:
            address = reverse(f"admin:{label.replace('.', '_')}_change", args=[key])
        except NoReverseMatch:
            return format_html("{}", words)
        return format_html('<a class="{}" href="{}">{}</a>', _LINK, address, words)
    return format_html("{}", words)
