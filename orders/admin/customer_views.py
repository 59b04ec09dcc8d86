"""What can be done from a customer's page: each view checks the right, calls one service, goes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orders.admin.customer_page import CustomerRights, customer_page
from orders.admin.order_forms import MessageForm
from orders.admin.order_words import refusal_words
from shop.admin.base import staff_actor, tell
from shop.errors import StoreError
from shop.models import Customer, Tag
from shop.services.message_customer import message_customer
from shop.services.tag_customers import tag_customers, tag_named, untag_customers

View = Callable[[HttpRequest, Customer], HttpResponse]
_LONGEST_TAG = 40


def _about(
    allowed: Callable[[CustomerRights], bool],
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Give the view its customer; 403 without the right, whoever it is, 404 without one."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, customer_id: int) -> HttpResponse:
            rights = CustomerRights.of(request)
            if not (rights.view and allowed(rights)):
                raise PermissionDenied
            customer = Customer.objects.filter(pk=customer_id).first()
            if customer is None:
                raise Http404("no such customer")
            return view(request, customer)

        return checked

    return decorate


@require_POST
@_about(lambda rights: rights.message)
def message(request: HttpRequest, customer: Customer) -> HttpResponse:
    """POST `text`: write it to the customer."""
    form = MessageForm(request.POST, auto_id="message_%s")
    if not form.is_valid():
        return customer_page(request, customer, message_form=form)
    try:
        message_customer(
            customer=customer, text=form.cleaned_data["text"], actor=staff_actor(request)
        )
    except StoreError as refusal:
        form.add_error("text", refusal_words(refusal))
        return customer_page(request, customer, message_form=form)
    tell(request, _("The message is on its way to the customer."))
    return _back(customer)


@require_POST
@_about(lambda rights: rights.tag)
def add_tag(request: HttpRequest, customer: Customer) -> HttpResponse:
    """POST `name`: put the tag on; one that there is not yet is made by those who may."""
    name = " ".join(request.POST.get("name", "").split())
    if not 1 <= len(name) <= _LONGEST_TAG or "\0" in name:
        tell(request, _("A tag has 1 to %(n)d characters.") % {"n": _LONGEST_TAG}, ok=False)
        return _back(customer)
    tag = tag_named(name)
    if tag is None and request.user.has_perm("shop.add_tag"):
        tag, _made = Tag.objects.get_or_create(name=name)  # a colleague may make it, too
    if tag is None:
        tell(request, _("There is no tag “%(name)s”.") % {"name": name}, ok=False)
        return _back(customer)
    tag_customers(customers=[customer.pk], tag=tag)
    return _back(customer)


@require_POST
@_about(lambda rights: rights.tag)
def remove_tag(request: HttpRequest, customer: Customer) -> HttpResponse:
    """POST `tag`: take it off."""
    asked = request.POST.get("tag", "")
    known = asked.isdecimal() and len(asked) <= 18
    tag = customer.tags.filter(pk=int(asked)).first() if known else None
    if tag is not None:
        untag_customers(customers=[customer.pk], tag=tag)
    return _back(customer)


def customer_urls() -> list[URLPattern]:
    """The addresses of these views, each behind the admin's log-in."""
    wrap = admin.site.admin_view
    views = {"message": message, "add-tag": add_tag, "remove-tag": remove_tag}
    return [
        path(
            f"<int:customer_id>/{name}/",
            wrap(view),
            name=f"shop_customer_{name.replace('-', '_')}",
        )
        for name, view in views.items()
    ]


def _back(customer: Customer) -> HttpResponse:
    return redirect("admin:shop_customer_change", customer.pk)
