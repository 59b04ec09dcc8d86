"""What an owner can do for somebody who cannot log in: let them try again, forget their app."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext
from django_otp.plugins.otp_totp.models import TOTPDevice

from shop import log_in, second_factor
from shop.admin.base import tell
from shop.admin.typed import action, display

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Base = ModelAdmin[User]
else:
    _Base = object


class StaffLogIn(_Base):
    """For the admin of staff: whether they have a second factor, and whether they are locked out."""

    actions_detail = ("unlock", "reset_second_factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        users: QuerySet[User] = super().get_queryset(request)
        return users.annotate(has_device=Exists(devices))

    @display(description=_("second factor"), boolean=True)
    def second_factor(self, user: User) -> bool:
        return bool(getattr(user, "has_device", False))

    @display(description=_("log-in"))
    def log_in_state(self, user: User) -> str:
        seconds = log_in.locked_for(user.username, user.pk)
        if not seconds:
            return pgettext("log-in", "Open")
        minutes = -(-seconds // 60)
        text = ngettext(
            "Locked for %(n)d minute after too many wrong tries",
            "Locked for %(n)d minutes after too many wrong tries",
            minutes,
        )
        return text % {"n": minutes}

    def has_mend_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("auth.change_user")

    @action(description=_("Unlock the log-in"), permissions=["mend"], icon="lock_open")
    def unlock(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._mend(
            request,
            object_id,
            question=_("Forget the wrong tries at the log-in of %(name)s?"),
            answer=_("Unlock the log-in"),
            done=_("%(name)s can log in again."),
            act=lambda user: log_in.unlock(user.username, user.pk),
        )

    @action(description=_("Reset the second factor"), permissions=["mend"], icon="phonelink_erase")
    def reset_second_factor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._mend(
            request,
            object_id,
            question=_(
                "Forget the app and the spare codes of %(name)s? Make sure that it is they who ask: "
                "their password alone will let them in."
            ),
            answer=_("Reset the second factor"),
            done=_("%(name)s has no second factor any more."),
            act=second_factor.remove,
        )

    def _mend(
        self,
        request: HttpRequest,
        object_id: str,
        *,
        question: Any,
        answer: Any,
        done: Any,
        act: Callable[[User], object],
    ) -> HttpResponse:
        """Ask, and on the answer do it."""
        if not self.has_mend_permission(request):
            raise PermissionDenied
        user = self.get_object(request, object_id)
        if user is None:
            raise Http404("no such person")
        back = reverse("admin:auth_user_change", args=[user.pk])
        name = {"name": user.get_username()}
        if request.method == "POST":
            act(user)
            tell(request, done % name)
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": answer,
            "question": question % name,
            "answer": answer,
            "back": back,
        }
        return TemplateResponse(request, "admin/people/confirm.html", context)
