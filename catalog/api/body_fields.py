"""Fields of the catalogue's bodies: pictures, translations, categories."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import Category
from catalog.services.tidy_picture import (
    MOST_BYTES,
    MOST_PIXELS,
    PictureError,
    PictureFault,
    TidyPicture,
    tidy_picture,
)
from shop.api.fields import Id

Body = serializers.Serializer[Any]

MOST_VARIANTS = 200
MOST_STOCK = 1_000_000
MOST_ORDER = 2**31 - 1

_PICTURE_FAULTS = {
    PictureFault.TOO_LARGE: gettext_lazy("At most %(most)d MB."),
    PictureFault.TOO_MANY_PIXELS: gettext_lazy("At most %(most)d megapixels."),
    PictureFault.NOT_A_PICTURE: gettext_lazy("The content is no picture that can be shown."),
}
_MOST = {
    PictureFault.TOO_LARGE: MOST_BYTES // 2**20,
    PictureFault.TOO_MANY_PIXELS: MOST_PIXELS // 10**6,
}


class Picture(Body):
    content = serializers.CharField(help_text="A JPEG, PNG, WebP or GIF file in Base64.")


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "description": "The address of a picture it has: it stays."},
            {
                "type": "object",
                "required": ["content"],
                "properties": {
                    "content": {
                        "type": "string",
                        "description": "A new one: a JPEG, PNG, WebP or GIF file in Base64.",
                    }
                },
            },
        ]
    }
)
class ImageField(serializers.Field[Any, Any, Any, Any]):
    """An address of one of the product's pictures (text), or a new picture (`TidyPicture`)."""

    def to_internal_value(self, data: Any) -> str | TidyPicture:
        if isinstance(data, str):
            return data
        content = data.get("content") if isinstance(data, Mapping) else None
        if not isinstance(content, str):
            raise serializers.ValidationError(_('An address, or {"content": "…"}.'))
        try:
            raw = base64.b64decode(content.encode("ascii", "replace"), validate=True)
        except binascii.Error:
            raise serializers.ValidationError(_("The content is not Base64.")) from None
        try:
            return tidy_picture(raw)
        except PictureError as refusal:
            raise serializers.ValidationError(
                str(_PICTURE_FAULTS[refusal.fault]) % {"most": _MOST.get(refusal.fault)}
            ) from refusal


class Translations(serializers.Field[Any, Any, Any, Any]):
    """`{"en": {"name": …}}`, for languages of the store but the main one."""

    def __init__(self, lengths: Mapping[str, int], **kwargs: Any) -> None:
        self.lengths = lengths
        super().__init__(**kwargs)
        texts = {name: {"type": "string", "maxLength": most} for name, most in lengths.items()}
        by_language = {code: _exactly(texts) for code in settings.STORE_LANGUAGES[1:]}
        extend_schema_field(_exactly(by_language))(self)  # type: ignore[type-var]  # no class

    def to_internal_value(self, data: Any) -> dict[str, dict[str, str]]:
        others = settings.STORE_LANGUAGES[1:]
        if not isinstance(data, Mapping):
            raise serializers.ValidationError(_("An object by language."))
        found: dict[str, dict[str, str]] = {}
        for code, texts in data.items():
            if code not in others or not isinstance(texts, Mapping):
                raise serializers.ValidationError(
                    _("Languages are: %(names)s.") % {"names": ", ".join(others)}
                )
            found[code] = {name: self._text(name, text) for name, text in texts.items()}
        return found

    def _text(self, name: Any, text: Any) -> str:
        if name not in self.lengths:
            raise serializers.ValidationError(
                _("Texts are: %(names)s.") % {"names": ", ".join(self.lengths)}
            )
        if not isinstance(text, str) or len(text) > self.lengths[name] or "\0" in text:
            raise serializers.ValidationError(
                _("%(name)s: text of %(most)d at most.")
                % {"name": name, "most": self.lengths[name]}
            )
        return text.strip()


class _CategoryId(serializers.Field[Any, Any, Any, Any]):
    """The id of a category that there is."""

    def to_internal_value(self, data: Any) -> Category:
        found = Category.objects.filter(pk=Id().run_validation(data)).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such category."))
        return found


def _exactly(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object with these properties, each of them optional, and no others."""
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


@extend_schema_field({"type": "integer", "minimum": 1})
class CategoryId(_CategoryId):
    pass


@extend_schema_field({"type": "integer", "minimum": 1})
class ParentId(_CategoryId):
    pass
