"""The legal texts as public pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header

from shop.legal_gaps import GAP
from shop.models import LegalDocument, StoreSettings


@dataclass(frozen=True)
class Piece:
    """A run of text; `missing` is something that the seller has still to fill in."""

    text: str
    missing: bool = False


@dataclass
class Block:
    """A heading (`title`, `heading`), a `paragraph`, or a `list`; one line per item."""

    kind: str
    lines: list[list[Piece]] = field(default_factory=list)


def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy policy: `?lang=` its language, `?version=` an older one."""
    return _legal_page(request, LegalDocument.Kind.POLICY)


def terms(request: HttpRequest) -> HttpResponse:
    """The terms of sale: `?lang=` their language, `?version=` older ones."""
    return _legal_page(request, LegalDocument.Kind.TERMS)


def offer(request: HttpRequest) -> HttpResponse:
    """The public offer: `?lang=` its language, `?version=` an older one."""
    return _legal_page(request, LegalDocument.Kind.OFFER)


def returns(request: HttpRequest) -> HttpResponse:
    """How goods are returned: `?lang=` the language, `?version=` older rules."""
    return _legal_page(request, LegalDocument.Kind.RETURNS)


def blocks(text: str) -> list[Block]:
    """A legal text as it is laid out: `# `, `## ` and `- ` begin a line of their kind."""
    found: list[Block] = []
    fresh = True
    for line in text.splitlines():
        line = line.strip()
        if not line:
            fresh = True
            continue
        kind, words = _line_kind(line)
        if fresh or not found or kind != found[-1].kind or kind in ("title", "heading"):
            found.append(Block(kind))
        found[-1].lines.append(list(_pieces(words)))
        fresh = False
    return found


def page_language(request: HttpRequest) -> str:
    """The language of the store that the reader asked for, else English, else the main one."""
    languages: list[str] = settings.STORE_LANGUAGES
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()[:500])
    wanted = [request.GET.get("lang", ""), *(code.partition("-")[0] for code, _weight in accepted)]
    return next((code for code in [*wanted, "en"] if code in languages), languages[0])


def _legal_page(request: HttpRequest, kind: LegalDocument.Kind) -> HttpResponse:
    versions = list(
        LegalDocument.objects.filter(kind=kind)
        .order_by("-version")
        .values_list("version", "published_at")
    )
    document = _document(kind, request.GET.get("version"))
    language = page_language(request)
    with override(language):
        response = render(
            request,
            "shop/legal.html",
            {
                "store_name": StoreSettings.current().text_of("name", language),
                "document": document,
                "in_force": document.version == versions[0][0],
                "versions": versions,
                "blocks": blocks(document.shown_in(language)),
                "language": language,
                "languages": settings.STORE_LANGUAGES,
            },
        )
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _document(kind: LegalDocument.Kind, version: str | None) -> LegalDocument:
    documents = LegalDocument.objects.filter(kind=kind).order_by("-version")
    if version is not None:
        if not re.fullmatch(r"[0-9]{1,9}", version):
            raise Http404("no such version")
        documents = documents.filter(version=int(version))
    document = documents.first()
    if document is None:
        raise Http404("no such document")
    return document


def _line_kind(line: str) -> tuple[str, str]:
    for mark, kind in (("## ", "heading"), ("# ", "title"), ("- ", "list")):
        if line.startswith(mark):
            return kind, line.removeprefix(mark)
    return "paragraph", line


def _pieces(words: str) -> Iterator[Piece]:
    for index, text in enumerate(GAP.split(words)):
        if text:
            yield Piece(text, missing=index % 2 == 1)
