"""Promo codes: what each gives and how often it was used; one made by hand, or many at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from orders.admin.promo_forms import ManyCodesForm, PromoForm
from orders.files.admin import PromoExports
from orders.models import PromoCode, PromoUse
from orders.services.make_promo_codes import make_promo_codes
from shop.admin.base import ReadOnly, SavesWhatChanged, badge, money, tell
from shop.admin.dashboard import list_url
from shop.admin.filters import OneOf
from shop.admin.typed import ModelAdmin, TabularInline, action, display

STATE_COLOURS = {"on": "success", "soon": "info", "over": "", "used": "warning", "off": "danger"}
_GIVES = ("kind", "value", "gift_sku")
_FOR = ("category", "product", "segment", "minimum_sum", "first_order_only", "stackable")
_WHEN = ("starts_at", "ends_at", ("total_limit", "customer_limit"), "is_active")


class PromoUseInline(ReadOnly, TabularInline[PromoUse, PromoCode]):
    """The orders made with the code, the newest first."""

    model = PromoUse
    fields = ("order_link", "buyer", "discount", "created_at", "state")
    readonly_fields = fields
    hide_title = True
    per_page = 20
    ordering = ("-pk",)
    verbose_name_plural = _("orders with this code")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PromoUse]:
        uses: QuerySet[PromoUse] = super().get_queryset(request)
        return uses.select_related("order", "customer")

    @display(description=_("order"))
    def order_link(self, use: PromoUse) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            reverse("admin:orders_order_change", args=[use.order_id]),
            use.order,
        )

    @display(description=_("customer"))
    def buyer(self, use: PromoUse) -> str:
        return str(use.customer)

    @display(description=_("discount"))
    def discount(self, use: PromoUse) -> str:
        return money(use.amount, use.order.currency)

    @display(description=_("state"))
    def state(self, use: PromoUse) -> SafeString:
        return (
            badge(str(_("taken back")), "danger")
            if use.released_at
            else badge(str(_("used")), "success")
        )


class PromoStateFilter(OneOf):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("on", _("In force")), ("over", _("Over")), ("off", _("Switched off"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now = timezone.now()
        if self.value() == "off":
            return queryset.filter(is_active=False)
        if self.value() == "over":
            return queryset.filter(ends_at__lte=now)
        if self.value() == "on":
            return (
                queryset.filter(is_active=True).exclude(ends_at__lte=now).exclude(starts_at__gt=now)
            )
        return queryset


@admin.register(PromoCode)
class PromoCodeAdmin(PromoExports, SavesWhatChanged[PromoCode], ModelAdmin[PromoCode]):
    form = PromoForm
    list_display = ("code", "gives", "asks", "period", "uses", "state_badge", "note")
    list_filter = ("kind", PromoStateFilter, "stackable")
    list_select_related = ("gift__product", "category", "product", "segment")
    list_per_page = 50
    search_fields = ("code", "note", "key")
    search_help_text = _("Code or note")
    ordering = ("-pk",)
    autocomplete_fields = ("product",)
    actions_list = ("many",)
    inlines = (PromoUseInline,)
    always_saved = ("key", "gift")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.generate_view)
        return [path("generate/", view, name="orders_promocode_generate"), *super().get_urls()]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[PromoCode], search_term: str
    ) -> tuple[QuerySet[PromoCode], bool]:
        """SQLite folds the case of no Cyrillic letter; the key is folded already."""
        found, distinct = super().get_search_results(request, queryset, search_term)
        return found | queryset.filter(key__contains=search_term.strip().casefold()), distinct

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """One that was ever used stays, for the orders made with it: it can be switched off."""
        is_used = isinstance(obj, PromoCode) and obj.uses.exists()
        return not is_used and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    # --- Many at once

    @action(description=_("Make many codes"), url_path="many", permissions=["add"])
    def many(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:orders_promocode_generate"))

    def generate_view(self, request: HttpRequest) -> HttpResponse:
        """The page of a new code, with a beginning and a number instead of the code."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        setattr(request, "makes_many", True)  # noqa: B010
        return self.changeform_view(request, None, "", {"title": _("Make many codes")})

    def get_form(
        self,
        request: HttpRequest,
        obj: PromoCode | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        if _makes_many(request):
            kwargs["form"] = ManyCodesForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: PromoCode | None = None) -> Any:
        named = ("prefix_text", "how_many", "note") if _makes_many(request) else ("code", "note")
        return (
            (None, {"fields": named}),
            (_("What it gives"), {"fields": _GIVES}),
            (
                _("For what"),
                {
                    "fields": _FOR,
                    "description": _("All conditions must be met; an empty one asks nothing."),
                },
            ),
            (_("When, how often"), {"fields": _WHEN}),
        )

    def get_inlines(self, request: HttpRequest, obj: PromoCode | None) -> Any:
        return self.inlines if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: PromoCode, form: Any, change: bool) -> None:
        if not _makes_many(request):
            super().save_model(request, obj, form, change)
            return
        asked = form.cleaned_data
        made = make_promo_codes(
            pattern=obj, prefix=asked["prefix_text"].strip(), count=asked["how_many"]
        )
        obj.pk, obj.code = made[0].pk, made[0].code
        setattr(request, "made", len(made))  # noqa: B010

    def response_add(
        self, request: HttpRequest, obj: PromoCode, post_url_continue: str | None = None
    ) -> HttpResponse:
        if not _makes_many(request):
            return super().response_add(request, obj, post_url_continue)
        made = getattr(request, "made", 0)
        tell(request, ngettext("%(n)d code is made.", "%(n)d codes are made.", made) % {"n": made})
        return HttpResponseRedirect(list_url("orders.promocode", q=obj.note))

    # --- The list

    @display(description=_("gives"))
    def gives(self, promo: PromoCode) -> str:
        if promo.kind == PromoCode.Kind.GIFT:
            return f"🎁 {promo.gift.product.name}" if promo.gift else str(_("a gift that is gone"))
        value = promo.value or Decimal(0)
        if promo.kind == PromoCode.Kind.PERCENT:
            return f"−{value.normalize():f}%"
        return f"−{money(value)}"

    @display(description=_("conditions"))
    def asks(self, promo: PromoCode) -> str:
        parts = [str(thing) for thing in (promo.category, promo.product, promo.segment) if thing]
        if promo.minimum_sum:
            parts.append(_("from %(sum)s") % {"sum": money(promo.minimum_sum)})
        if promo.first_order_only:
            parts.append(str(_("first order")))
        if promo.stackable:
            parts.append(str(_("goes with others")))
        return ", ".join(parts) or "–"

    @display(description=_("period"))
    def period(self, promo: PromoCode) -> str:
        first, last = (_day(moment) for moment in (promo.starts_at, promo.ends_at))
        return f"{first} – {last}" if first or last else "–"

    @display(description=_("uses"), ordering="used")
    def uses(self, promo: PromoCode) -> str:
        return f"{promo.used}\u00a0/\u00a0{'∞' if promo.total_limit is None else promo.total_limit}"

    @display(description=_("state"), label=STATE_COLOURS)
    def state_badge(self, promo: PromoCode) -> tuple[str, Any]:
        if not promo.is_active:
            return "off", _("Switched off")
        if promo.is_over:
            return "over", _("Over")
        if promo.is_used_up:
            return "used", _("Used up")
        return ("soon", _("To come")) if promo.is_to_come else ("on", _("In force"))


def _makes_many(request: HttpRequest) -> bool:
    return getattr(request, "makes_many", False)


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j M Y") if moment else ""
