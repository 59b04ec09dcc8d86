"""Every address of the store but the webhook and the emulator, which config/asgi.py takes."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config.views import landing
from shop import health
from shop.media import serve_media
from shop.paths import path_both

urlpatterns = [
    path("", landing, name="landing"),
    path_both("health", health.health, name="health"),
    path_both("ready", health.ready, name="ready"),
    path_both(settings.ADMIN_PATH, admin.site.admin_view(admin.site.index)),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("media/<path:name>", serve_media, name="media"),
    path("", include("shop.urls")),
]
