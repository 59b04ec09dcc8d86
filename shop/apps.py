from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = _("Shop")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shop import checks, roles  # noqa: F401  # the checks register themselves

        post_migrate.connect(roles.sync_after_migrate, dispatch_uid="shop.roles")
