"""The frame of every paper: A4, one order after another, `Page 1 of 2` of each order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)

from orders.pdf.fonts import BOLD, REGULAR, load_fonts, markup, printable

WIDTH = A4[0] - 36 * mm
_MARGIN = 18 * mm
_GREY = colors.HexColor("#667085")
_LINE = colors.HexColor("#d0d5dd")
_HEAD = colors.HexColor("#f2f4f7")

TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=12.5, splitLongWords=True)
STRONG = ParagraphStyle("strong", TEXT, fontName=BOLD)
SMALL = ParagraphStyle("small", TEXT, fontSize=7.5, leading=10, textColor=_GREY)
TITLE = ParagraphStyle("title", TEXT, fontName=BOLD, fontSize=16, leading=20)
NUMBER = ParagraphStyle("number", TEXT, alignment=TA_RIGHT)
NUMBER_STRONG = ParagraphStyle("number_strong", STRONG, alignment=TA_RIGHT)


@dataclass(frozen=True)
class Section:
    """One order's paper: what stands on its pages, and in which words at their feet."""

    foot: str
    story: Sequence[Flowable]
    page_words: str = field(default_factory=lambda: _("Page %(page)d of"))


class _PageCount(Flowable):
    """Writes how many pages a section had into the place that its feet left open."""

    def __init__(self, section: int, first_page: dict[int, int]) -> None:
        super().__init__()
        self.section, self.first_page = section, first_page

    def wrap(self, *_room: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        pages = self.canv.getPageNumber() - self.first_page[self.section] + 1
        self.canv.beginForm(_form(self.section), 0, -10, 100, 20)
        self.canv.setFont(REGULAR, 7.5)
        self.canv.setFillColor(_GREY)
        self.canv.drawString(0, 0, str(pages))
        self.canv.endForm()


def draw(title: str, sections: Sequence[Section]) -> bytes:
    """One PDF of all sections, each beginning on a page of its own."""
    load_fonts()
    output = BytesIO()
    first_page: dict[int, int] = {}
    document = BaseDocTemplate(
        output, pagesize=A4, title=printable(title), author="", initialFontName=REGULAR
    )
    frame = Frame(
        _MARGIN, _MARGIN + 4 * mm, WIDTH, A4[1] - 2 * _MARGIN - 4 * mm, 0, 0, 0, 0, id="page"
    )
    story: list[Flowable] = []
    for number, section in enumerate(sections):
        foot = partial(_draw_foot, number=number, section=section, first_page=first_page)
        document.addPageTemplates(PageTemplate(id=str(number), frames=[frame], onPage=foot))
        if number:
            story += [NextPageTemplate(str(number)), PageBreak()]
        story += [*section.story, _PageCount(number, first_page)]
    document.build(story)
    return output.getvalue()


def paragraph(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return Paragraph(markup(text), style)


def labelled(label: str, text: str) -> list[Paragraph]:
    """A small grey label above what it names."""
    return [paragraph(label, SMALL), paragraph(text)]


def grid(
    head: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float], *, numbers: int
) -> Table:
    """A table whose head is repeated on every page; its last `numbers` columns are numbers."""
    left = len(head) - numbers
    first = [
        paragraph(capfirst(text), STRONG if at < left else NUMBER_STRONG)
        for at, text in enumerate(head)
    ]
    spare = WIDTH - sum(widths)
    # The column of width 0 takes what the others leave.
    columns = [width or spare for width in widths]
    return Table(
        [first, *(list(row) for row in rows)],
        colWidths=columns,
        repeatRows=1,
        style=[
            ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ],
    )


def columns(*cells: Sequence[Flowable]) -> Table:
    """Blocks side by side."""
    return Table(
        [[list(cell) for cell in cells]],
        colWidths=[WIDTH / len(cells)] * len(cells),
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
        ],
    )


def _draw_foot(
    canvas: Canvas,
    _document: BaseDocTemplate,
    *,
    number: int,
    section: Section,
    first_page: dict[int, int],
) -> None:
    page = canvas.getPageNumber() - first_page.setdefault(number, canvas.getPageNumber()) + 1
    words = section.page_words % {"page": page} + " "
    canvas.saveState()
    canvas.setFont(REGULAR, 7.5)
    canvas.setFillColor(_GREY)
    canvas.drawString(_MARGIN, 12 * mm, printable(section.foot)[:90])
    room = canvas.stringWidth(words, REGULAR, 7.5) + canvas.stringWidth("000", REGULAR, 7.5)
    canvas.translate(A4[0] - _MARGIN - room, 12 * mm)
    canvas.drawString(0, 0, words)
    canvas.translate(canvas.stringWidth(words, REGULAR, 7.5), 0)
    canvas.doForm(_form(number))
    canvas.restoreState()


def _form(section: int) -> str:
    return f"pages-of-{section}"
