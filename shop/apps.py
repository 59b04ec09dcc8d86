from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = _("Shop")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shop import checks, roles  # noqa: F401  # the checks register themselves
        from shop.audit import stamp, triggers

        post_migrate.connect(roles.sync_after_migrate, dispatch_uid="shop.roles")
        pre_migrate.connect(triggers.drop_before_migrate, dispatch_uid="shop.audit")
        post_migrate.connect(triggers.make_after_migrate, dispatch_uid="shop.audit")
        connection_created.connect(stamp.stamp_writes, dispatch_uid="shop.audit")
