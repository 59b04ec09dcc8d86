"""Tags of many customers at once, from their list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from shop.admin.base import tell
from shop.models import Customer, Tag
from shop.roles import TAG_CUSTOMER
from shop.services.tag_customers import tag_customers, untag_customers

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Base = ModelAdmin[Customer]
else:
    _Base = object

MOST_AT_ONCE = 5_000


class TagForm(forms.Form):
    tag = forms.ModelChoiceField(
        Tag.objects.all(), label=gettext_lazy("Tag"), widget=UnfoldAdminSelectWidget
    )


class TagActions(_Base):
    """For the list of customers: each action asks on a page of its own which tag is meant."""

    actions = ("add_tag", "remove_tag")

    def has_tag_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(TAG_CUSTOMER)

    @admin.action(description=gettext_lazy("Put a tag on"), permissions=["tag"])
    def add_tag(self, request: HttpRequest, queryset: QuerySet[Customer]) -> HttpResponse | None:
        return self._with_tag(request, queryset, put=True)

    @admin.action(description=gettext_lazy("Take a tag off"), permissions=["tag"])
    def remove_tag(self, request: HttpRequest, queryset: QuerySet[Customer]) -> HttpResponse | None:
        return self._with_tag(request, queryset, put=False)

    def _with_tag(
        self, request: HttpRequest, queryset: QuerySet[Customer], *, put: bool
    ) -> HttpResponse | None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            text = _("Choose at most %(n)d customers at once.")
            tell(request, text % {"n": MOST_AT_ONCE}, ok=False)
            return None
        form = TagForm(request.POST if "tag" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, form, ids, put=put)
        tag = form.cleaned_data["tag"]
        if put:
            count = tag_customers(customers=ids, tag=tag)
            words = ngettext(
                "“%(tag)s” was put on %(n)d customer.",
                "“%(tag)s” was put on %(n)d customers.",
                count,
            )
        else:
            count = untag_customers(customers=ids, tag=tag)
            words = ngettext(
                "“%(tag)s” was taken off %(n)d customer.",
                "“%(tag)s” was taken off %(n)d customers.",
                count,
            )
        tell(request, words % {"tag": tag.name, "n": count})
        return None

    def _ask(
        self, request: HttpRequest, form: TagForm, ids: list[int], *, put: bool
    ) -> HttpResponse:
        """Which tag; what was ticked travels along."""
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Put a tag on") if put else _("Take a tag off"),
            "form": form,
            "action": "add_tag" if put else "remove_tag",
            "ticked": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "ticked_name": ACTION_CHECKBOX_NAME,
            "select_across": request.POST.get("select_across", "0"),
            "count": len(ids),
            "may_make_tags": request.user.has_perm("shop.add_tag"),
        }
        return TemplateResponse(request, "admin/customers/choose_tag.html", context)
