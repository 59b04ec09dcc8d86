"""Uploaded files, handed out by the store itself where no web server stands in front."""

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse

# Only these are shown in place: a page or a drawing with a script would run under our address.
_SHOWN = {"image/jpeg", "image/png", "image/webp", "image/gif"}


def serve_media(request: HttpRequest, name: str) -> HttpResponse:
    """The stored file `name`; anything but a plain picture is a download."""
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation, ValueError) as error:
        raise Http404("no such file") from error
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = "inline" if kind in _SHOWN else "attachment"
    response["Cache-Control"] = "public, max-age=86400"
    return response
