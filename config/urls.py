"""Every address of the store but the webhook and the emulator, which config/asgi.py takes."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from config.views import favicon, landing
from shop import health
from shop.admin.second_factor import second_factor_urls
from shop.api import documentation
from shop.api.errors import not_found as api_not_found
from shop.media import serve_media
from shop.paths import path_both

handler400 = "shop.api.errors.bad_request"
handler500 = "shop.api.errors.server_error"

urlpatterns = [
    path("", landing, name="landing"),
    path("favicon.ico", favicon),
    path_both("health", health.health, name="health"),
    path_both("ready", health.ready, name="ready"),
    path_both(settings.ADMIN_PATH, admin.site.admin_view(admin.site.index)),
    path(f"{settings.ADMIN_PATH}second-factor/", include(second_factor_urls())),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("api/v1/", include("shop.api.urls")),
    path("api/v1/", include("catalog.api.urls")),
    path("api/v1/", include("orders.api.urls")),
    path("api/v1/seller/", include("integrations.api.urls")),
    path_both("api/schema", documentation.schema, name="api-schema"),
    path_both("api/docs", documentation.documentation, name="api-docs"),
    path_both("api", api_not_found),
    re_path(r"^api/", api_not_found),  # a line break in the address, too
    path("media/<path:name>", serve_media, name="media"),
    path("", include("integrations.urls")),
    path("", include("shop.urls")),
]
