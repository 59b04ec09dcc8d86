"""The pages of the second factor: set it up, show a code at log-in, renew spare codes, remove it."""

from __future__ import annotations

import io
from base64 import b32encode
from typing import Any

import qrcode
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage
from unfold.widgets import UnfoldAdminTextInputWidget

from shop import second_factor
from shop.admin.base import tell
from shop.log_in import TooManyAttemptsError
from shop.log_in_form import wait_words
from shop.models import StoreSettings

_KEY = "second_factor_key"


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


@sensitive_post_parameters()
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """The step after the password: a code of the app, or a spare one."""
    user = _person(request)
    form = CodeForm(request.POST or None)
    if second_factor.device_of(user) is None:
        return _onward(request)
    if request.method == "POST" and form.is_valid():
        device = _ask(form, lambda code: second_factor.verify(user, code))
        if device is not None:
            request.session.cycle_key()
            otp_login(request, device)
            return _onward(request)
    context = {**admin.site.each_context(request), "form": form, "title": _("Second factor")}
    return TemplateResponse(request, "admin/second_factor/check.html", context)


@sensitive_post_parameters()
@never_cache
def manage(request: HttpRequest) -> HttpResponse:
    """One's own second factor: set up when there is none, else spare codes and removal."""
    user = _person(request)
    form = CodeForm(request.POST or None)
    device = second_factor.device_of(user)
    if request.method == "POST" and form.is_valid():
        if device is None:
            return _set_up(request, user, form)
        return _change(request, user, form)
    return _page(request, user, form)


def second_factor_urls() -> list[URLPattern]:
    wrap = admin.site.admin_view
    return [
        path("", wrap(manage), name="second-factor"),
        path("check/", wrap(check), name="second-factor-check"),
    ]


def _set_up(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    key = request.session.get(_KEY, "")
    codes = _ask(form, lambda code: second_factor.set_up(user, key, code)) if key else None
    if codes is None:
        return _page(request, user, form)
    del request.session[_KEY]
    _let_through(request, user)
    return _spare_codes(request, codes)


def _change(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    if _ask(form, lambda code: second_factor.verify(user, code)) is None:
        return _page(request, user, form)
    if request.POST.get("do") == "remove":
        second_factor.remove(user)
        tell(request, gettext("The second factor is removed."))
        return redirect("second-factor")
    return _spare_codes(request, second_factor.renew_spare_codes(user))


def _ask(form: CodeForm, question: Any) -> Any:
    """What the code in `form` opens; None with a word on the form when it opens nothing."""
    try:
        answer = question(form.cleaned_data["code"])
    except TooManyAttemptsError as refusal:
        form.add_error(None, wait_words(refusal.wait))
        return None
    if answer is None:
        form.add_error("code", _("This code is wrong, or was used before. Wait for the next one."))
    return answer


def _let_through(request: HttpRequest, user: User) -> None:
    """This log-in has shown the new app's code just now; the others have yet to."""
    device = second_factor.device_of(user)
    request.session.cycle_key()
    if device is not None:
        otp_login(request, device)


def _page(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    device = second_factor.device_of(user)
    required = StoreSettings.current().second_factor_required
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Second factor"),
        "form": form,
        "device": device,
        "required": required,
    }
    if device is None:
        key = request.session.setdefault(_KEY, second_factor.new_device(user).key)
        app = second_factor.new_device(user, key)
        context |= {"picture": _picture(app), "secret": _spelt(app)}
        context |= {"is_nav_sidebar_enabled": False} if required else {}
    else:
        context |= {"spare_codes_left": second_factor.spare_codes_left(user)}
    status = 400 if form.errors else 200
    return TemplateResponse(request, "admin/second_factor/manage.html", context, status=status)


def _spare_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Shown this once: of what is kept, none can be read again."""
    context = {**admin.site.each_context(request), "title": _("Spare codes"), "codes": codes}
    return TemplateResponse(request, "admin/second_factor/codes.html", context)


def _picture(device: TOTPDevice) -> SafeString:
    """A QR code as SVG, drawn here: the secret goes nowhere else."""
    image = qrcode.make(device.config_url, image_factory=SvgPathImage, box_size=10, border=3)
    drawn = io.BytesIO()
    image.save(drawn)
    return mark_safe(drawn.getvalue().decode().partition("?>")[2])  # noqa: S308 - drawn of our own


def _spelt(device: TOTPDevice) -> str:
    """The secret in groups of four, to be typed where no camera is."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _person(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # the admin's wrapper lets nobody else here
    return user


def _onward(request: HttpRequest) -> HttpResponse:
    address = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(address if safe else "admin:index")
