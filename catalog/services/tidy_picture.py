"""A picture from outside made ours: known by its content, upright, of a bearable size, and bare."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LARGEST_SIDE = 2000
THUMBNAIL_SIDE = 320
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class PictureFault(StrEnum):
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PICTURE = "not_a_picture"


class PictureError(Exception):
    """The bytes are nothing that the shop can show; `fault` says why."""

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault.value.replace("_", " "))
        self.fault = fault


@dataclass(frozen=True)
class TidyPicture:
    """A picture and its thumbnail as they are kept: JPEG files."""

    content: bytes
    thumbnail: bytes


def tidy_picture(content: bytes) -> TidyPicture:
    """`content` drawn anew without what else the file held. Raises PictureError.

    JPEG, PNG, WebP and GIF are known by what is in them; the pixels are counted before any is
    unpacked. Holes become white: Telegram would make them black.
    """
    if len(content) > MOST_BYTES:
        raise PictureError(PictureFault.TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                return _drawn_anew(picture)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureError(PictureFault.TOO_MANY_PIXELS) from bomb
    except Exception as broken:  # Pillow meets broken files with whatever breaks first
        raise PictureError(PictureFault.NOT_A_PICTURE) from broken


def _drawn_anew(picture: Image.Image) -> TidyPicture:
    if picture.width * picture.height > MOST_PIXELS:
        raise PictureError(PictureFault.TOO_MANY_PIXELS)
    picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a JPEG need not be unpacked whole
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    plain = _without_holes(upright)
    small = plain.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return TidyPicture(_written(plain), _written(small))


def _without_holes(picture: Image.Image) -> Image.Image:
    """The pixels alone: a new picture has neither EXIF nor a comment nor a colour profile."""
    ground = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        ground.paste(layer, mask=layer)
    else:
        ground.paste(picture.convert("RGB"))
    return ground


def _written(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()
