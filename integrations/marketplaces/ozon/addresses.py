from django.conf import settings


def url(path: str) -> str:
    """The address of a method."""
    base: str = settings.OZON_URL
    return base.rstrip("/") + path
