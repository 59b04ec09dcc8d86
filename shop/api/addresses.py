"""Addresses as the world sees them."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    """`path` under `PUBLIC_URL`; an address that is whole already stays as it is."""
    return urljoin(f"{settings.PUBLIC_URL}/", path)
