"""What can be done from an order's page: each view checks the right, calls one service, goes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orders.admin.moves import move_orders
from orders.admin.order_forms import ContactForm, MessageForm, NoteForm, TrackingForm
from orders.admin.order_line_forms import CancelLinesForm, EditLinesForm
from orders.admin.order_page import frame, item_rows, order_page
from orders.admin.order_print import PRINTS, pdf_response
from orders.admin.order_rights import OrderRights, rights_of
from orders.admin.order_words import refusal_words
from orders.admin.variant_search import find_variants
from orders.models import Order
from orders.rights import may_move
from orders.services.cancel_lines import cancel_lines
from orders.services.edit_contact import edit_contact
from orders.services.edit_lines import edit_lines
from orders.services.message_customer import message_customer
from orders.services.note_order import note_order
from orders.services.ship_order import set_tracking, ship_order
from orders.state import OrderStatus
from shop.admin.base import staff_actor, tell
from shop.errors import ErrorCode, StoreError

View = Callable[..., HttpResponse]
MOVABLE = [status for status in OrderStatus if status != OrderStatus.PENDING]


def about_order(allowed: Callable[[OrderRights], bool]) -> Callable[[View], View]:
    """Give the view its order; 403 without the right, whatever the order, 404 without one."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, order_id: int, **kwargs: str) -> HttpResponse:
            if not allowed(rights_of(request)):
                raise PermissionDenied
            order = Order.objects.select_related("customer").filter(pk=order_id).first()
            if order is None:
                raise Http404("no such order")
            return view(request, order, **kwargs)

        return checked

    return decorate


@require_POST
@about_order(lambda rights: rights.view)
def move(request: HttpRequest, order: Order) -> HttpResponse:
    """POST `to`: move the order there; shipping takes `carrier` and `tracking_number` along."""
    to = request.POST.get("to", "")
    if to not in MOVABLE or not may_move(request.user, to):
        raise PermissionDenied
    form = TrackingForm(request.POST, auto_id="ship_%s")
    if to != OrderStatus.SHIPPED or "carrier" not in request.POST:
        move_orders(request, [order], OrderStatus(to))
        return back_to(order)
    if not form.is_valid():
        return order_page(request, order, ship_form=form)
    try:
        ship_order(order=order, actor=staff_actor(request), **form.cleaned_data)
    except StoreError as refusal:
        if refusal.code != ErrorCode.TRANSITION_NOT_ALLOWED:
            raise
        # It says in words from where there is no way to where.
        move_orders(request, [order], OrderStatus.SHIPPED)
    else:
        tell(request, _("The order is shipped."))
    return back_to(order)


@require_POST
@about_order(lambda rights: rights.note)
def note(request: HttpRequest, order: Order) -> HttpResponse:
    """POST `text`: keep it for the staff."""
    form = NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return order_page(request, order, note_form=form)
    try:
        note_order(order=order, text=form.cleaned_data["text"], actor=staff_actor(request))
    except StoreError as refusal:
        form.add_error("text", refusal_words(refusal))
        return order_page(request, order, note_form=form)
    tell(request, _("The note is kept."))
    return back_to(order)


@require_POST
@about_order(lambda rights: rights.message)
def message(request: HttpRequest, order: Order) -> HttpResponse:
    """POST `text`: write it to the customer."""
    form = MessageForm(request.POST, auto_id="message_%s")
    if not form.is_valid():
        return order_page(request, order, message_form=form)
    try:
        message_customer(order=order, text=form.cleaned_data["text"], actor=staff_actor(request))
    except StoreError as refusal:
        form.add_error("text", refusal_words(refusal))
        return order_page(request, order, message_form=form)
    tell(request, _("The message is on its way to the customer."))
    return back_to(order)


@require_POST
@about_order(lambda rights: rights.ship)
def tracking(request: HttpRequest, order: Order) -> HttpResponse:
    """POST `carrier` and `tracking_number`."""
    form = TrackingForm(request.POST, auto_id="tracking_%s")
    if not form.is_valid():
        return order_page(request, order, tracking_form=form)
    try:
        set_tracking(order=order, actor=staff_actor(request), **form.cleaned_data)
    except StoreError as refusal:
        tell(request, refusal_words(refusal), ok=False)
    else:
        tell(request, _("The tracking number is written."))
    return back_to(order)


@require_http_methods(["GET", "POST"])
@about_order(lambda rights: rights.edit and rights.see_contact)
def contact(request: HttpRequest, order: Order) -> HttpResponse:
    """Who gets the order and where."""
    if closed := _closed(request, order):
        return closed
    form = ContactForm(order, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            edited = edit_contact(order=order, fields=form.touched, actor=staff_actor(request))
        except StoreError as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            if edited:
                tell(request, _("The delivery details are changed."))
            return back_to(order)
    return form_page(request, order, "contact", form, _("Delivery details"))


@require_http_methods(["GET", "POST"])
@about_order(lambda rights: rights.edit)
def lines(request: HttpRequest, order: Order) -> HttpResponse:
    """Quantities, prices, and what is added."""
    if closed := _closed(request, order):
        return closed
    form = EditLinesForm(item_rows(order), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            edited = edit_lines(
                order=order,
                changes=form.changes,
                added=form.added,
                actor=staff_actor(request),
                tell=form.cleaned_data["tell"],
            )
        except StoreError as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            if edited:
                tell(request, _("The order is changed, and the stock with it."))
            return back_to(order)
    return form_page(request, order, "lines", form, _("Edit items"))


@require_http_methods(["GET", "POST"])
@about_order(lambda rights: rights.edit)
def cancel(request: HttpRequest, order: Order) -> HttpResponse:
    """Pieces that the customer will not get."""
    if closed := _closed(request, order):
        return closed
    form = CancelLinesForm(item_rows(order), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            cancelled = cancel_lines(
                order=order,
                lines=form.cancelled,
                actor=staff_actor(request),
                why=form.cleaned_data["why"],
                tell=form.cleaned_data["tell"],
            )
        except StoreError as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            if cancelled:
                tell(request, _("Cancelled, and returned to the stock."))
            return back_to(order)
    return form_page(request, order, "cancel", form, _("Cancel items"))


@require_GET
@about_order(lambda rights: rights.view)
def print_order(request: HttpRequest, order: Order, kind: str) -> HttpResponse:
    """The order's packing slip or invoice as PDF."""
    if not PRINTS[kind].allowed(rights_of(request)):
        raise PermissionDenied
    return pdf_response(kind, [order])


@require_GET
def variants(request: HttpRequest) -> HttpResponse:
    """GET `q`: what could be added to an order."""
    if not rights_of(request).edit:
        raise PermissionDenied
    return JsonResponse({"found": find_variants(request.GET.get("q", "")[:100])})


def order_urls() -> list[URLPattern]:
    """The addresses of these views, each behind the admin's log-in."""
    wrap = admin.site.admin_view
    views = {"move": move, "note": note, "message": message, "tracking": tracking}
    pages = {"contact": contact, "lines": lines, "cancel": cancel}
    return [
        *(
            path(f"<int:order_id>/{name}/", wrap(view), name=f"orders_order_{name}")
            for name, view in {**views, **pages}.items()
        ),
        *(
            path(
                f"<int:order_id>/{kind}.pdf",
                wrap(print_order),
                {"kind": kind},
                name=f"orders_order_{kind}",
            )
            for kind in PRINTS
        ),
        path("variants/", wrap(variants), name="orders_order_variants"),
    ]


def back_to(order: Order) -> HttpResponse:
    """To the order's page."""
    return redirect("admin:orders_order_change", order.pk)


def _closed(request: HttpRequest, order: Order) -> HttpResponse | None:
    """Back to the page with a word, when the order can no longer be edited."""
    if order.can_be_edited:
        return None
    refusal = StoreError(ErrorCode.ORDER_CLOSED, status=order.status)
    tell(request, refusal_words(refusal), ok=False)
    return back_to(order)


def form_page(
    request: HttpRequest, order: Order, name: str, form: object, heading: str, **more: object
) -> HttpResponse:
    """A page of an order that asks for something: its template is called `name`."""
    context = {
        **admin.site.each_context(request),
        **frame(order),
        "title": f"{order} · {heading}",
        "heading": heading,
        "form": form,
        **more,
    }
    status = 400 if getattr(form, "errors", None) else 200
    return TemplateResponse(request, f"admin/orders/order/{name}.html", context, status=status)
