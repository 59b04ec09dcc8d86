"""Files that come with calls: uploads, file ids, and what a picture's header says."""

from __future__ import annotations

import struct
from typing import Any

from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.state import File, State

MAX_PHOTO = 10 * 1024 * 1024
MAX_FILE = 50 * 1024 * 1024
_SIDES = (("s", 90), ("m", 320), ("x", 800), ("y", 1280))
_WRONG = "Wrong file identifier/HTTP URL specified"


def is_address(value: Any) -> bool:
    """A file named by its address on the web."""
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def resolve(state: State, value: Any, uploads: dict[str, Upload], kind: str) -> list[File]:
    """The stored file of an InputFile, file id or ``attach://name``; photos in all their sizes."""
    if isinstance(value, str) and value.startswith("attach://"):
        upload = uploads.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request("Wrong file identifier/HTTP URL specified: attached file not found")
        value = upload
    if isinstance(value, Upload):
        return _photo(state, value) if kind == "photo" else [_document(state, value)]
    known = state.files.get(value)
    if known is None:
        raise bad_request(_WRONG)
    if known.kind != kind:
        article = "Photo" if known.kind == "photo" else "Document"
        raise bad_request(f"Can't use file of type {article} as {kind.title()}")
    if kind == "photo":
        return [state.files[name] for name in known.sizes]
    return [known]


def photo_json(files: list[File]) -> list[JSON]:
    """``photo``: PhotoSize objects, the smallest first."""
    return [
        {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "file_size": file.size,
            "width": file.width,
            "height": file.height,
        }
        for file in files
    ]


def document_json(file: File) -> JSON:
    """``document``: a Document object."""
    body: JSON = {"file_name": file.name, "mime_type": file.mime}
    return body | {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
    }


def _document(state: State, upload: Upload) -> File:
    if not upload.body:
        raise bad_request("file must be non-empty")
    if len(upload.body) > MAX_FILE:
        raise bad_request("file is too big")
    return state.add_file("document", upload.body, name=upload.name, mime=upload.mime)


def _photo(state: State, upload: Upload) -> list[File]:
    if not upload.body:
        raise bad_request("file must be non-empty")
    if len(upload.body) > MAX_PHOTO:
        raise bad_request("file is too big for a photo")
    size = picture_size(upload.body)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    sizes = []
    for letter, side in _SIDES:
        scale = min(1.0, side / max(size))
        sizes.append(
            state.add_file(
                "photo",
                upload.body,
                name=f"{letter}.jpg",
                mime=upload.mime,
                width=max(1, round(width * scale)),
                height=max(1, round(height * scale)),
            )
        )
        if scale == 1.0:
            break
    names = [file.file_id for file in sizes]
    for file in sizes:
        file.sizes = names
    return sizes


def picture_size(body: bytes) -> tuple[int, int] | None:
    """Width and height in pixels by the header of a PNG, GIF, WebP or JPEG; None otherwise."""
    if body.startswith(b"\x89PNG\r\n\x1a\n") and len(body) >= 24:
        width, height = struct.unpack(">II", body[16:24])
    elif body[:6] in (b"GIF87a", b"GIF89a") and len(body) >= 10:
        width, height = struct.unpack("<HH", body[6:10])
    elif body[:4] == b"RIFF" and body[8:12] == b"WEBP" and len(body) >= 30:
        width, height = _webp(body)
    elif body.startswith(b"\xff\xd8"):
        width, height = _jpeg(body)
    else:
        return None
    return (width, height) if width and height else None


def _webp(body: bytes) -> tuple[int, int]:
    kind = body[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(body[24:27], "little") + 1,
            int.from_bytes(body[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        bits = int.from_bytes(body[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", body[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(body: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", body[at + 2 : at + 4])[0])
    return 0, 0
