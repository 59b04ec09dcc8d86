"""Staff and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as BaseGroupAdmin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from shop.admin.role_words import RoleFilter, in_words, is_our_role, permission_name, role_name
from shop.admin.staff_log_in import StaffLogIn

if TYPE_CHECKING:
    StaffAdmin = BaseUserAdmin[User]
    RoleAdmin = BaseGroupAdmin
else:
    from shop.admin.typed import ModelAdmin

    class StaffAdmin(BaseUserAdmin, ModelAdmin):
        pass

    class RoleAdmin(BaseGroupAdmin, ModelAdmin):
        pass


_OWN_RIGHTS = ("is_active", "is_staff", "is_superuser", "roles")

admin.site.unregister(User)
admin.site.unregister(Group)
# Nobody reads or writes another's secret: people set up their own, owners can only forget it.
admin.site.unregister([TOTPDevice, StaticDevice])


@admin.register(User)
class StoreUserAdmin(StaffLogIn, StaffAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "username", "full_name", "roles", "is_active", "is_superuser", "second_factor",
        "last_login",
    )  # fmt: skip
    list_filter = ("is_active", "is_superuser", ("groups", RoleFilter))
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        (
            _("Rights"),
            {
                "fields": ("is_active", "is_staff", "is_superuser", "groups"),
                "description": _(
                    "Staff status lets a person in; the groups are their roles. "
                    "A superuser may do everything."
                ),
            },
        ),
        (_("Log-in"), {"fields": ("log_in_state", "second_factor", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "password1", "password2", "is_staff", "groups"),
            },
        ),
    )
    readonly_fields = ("last_login", "date_joined", "log_in_state", "second_factor")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody lessens themselves: there is always an owner left who can undo it."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or obj.pk != request.user.pk:
            return sets
        basics, _rights, log_in = sets
        words = _("Your own rights are for another owner to change.")
        return basics, (_("Rights"), {"fields": _OWN_RIGHTS, "description": words}), log_in

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        own = _OWN_RIGHTS if obj is not None and obj.pk == request.user.pk else ()
        return (*super().get_readonly_fields(request, obj), *own)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_own = obj is not None and obj.pk == request.user.pk
        return not is_own and super().has_delete_permission(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who is added here works here: without the mark nobody could log in."""
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, *args: Any, **kwargs: Any) -> Any:
        return in_words(super().formfield_for_manytomany(*args, **kwargs))

    @admin.display(description=_("full name"))
    def full_name(self, user: User) -> str:
        return user.get_full_name() or "–"

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        return (
            ", ".join(
                role_name(group) for group in sorted(user.groups.all(), key=lambda one: one.pk)
            )
            or "–"
        )


@admin.register(Group)
class StoreGroupAdmin(RoleAdmin):
    """Our roles are looked at: the program keeps them. Groups of one's own can be made beside."""

    list_display = ("role", "people")
    ordering = ("pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(people_count=Count("user"))

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_our_role(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and is_our_role(obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Deleted one by one: a role of ours might be among the many."""
        return {}

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        return ("role", "may") if obj and is_our_role(obj) else ("name", "permissions")

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        return ("role", "may")

    def formfield_for_manytomany(self, *args: Any, **kwargs: Any) -> Any:
        return in_words(super().formfield_for_manytomany(*args, **kwargs))

    @admin.display(description=_("role"), ordering="name")
    def role(self, group: Group) -> str:
        return role_name(group)

    @admin.display(description=pgettext_lazy("role", "may"))
    def may(self, group: Group) -> SafeString:
        permissions = group.permissions.select_related("content_type")
        names = sorted(permission_name(permission) for permission in permissions)
        return format_html_join("", "<div>{}</div>", ((name,) for name in names))

    @admin.display(description=_("people"), ordering="people_count")
    def people(self, group: Group) -> int:
        return int(getattr(group, "people_count"))  # noqa: B009  # an annotation
