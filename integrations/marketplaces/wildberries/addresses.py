from django.conf import settings


def url(api: str, path: str) -> str:
    """The address of a method; each group of them has a host of its own."""
    template: str = settings.WILDBERRIES_URL_TEMPLATE
    return template.format(api=api).rstrip("/") + path
