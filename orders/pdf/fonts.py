"""The letters of the papers: DejaVu Sans, which has Cyrillic and the signs of currencies."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "DejaVuSans"
BOLD = "DejaVuSans-Bold"
_FOLDER = Path(__file__).with_name("fonts")
_UNKNOWN = "□"


@cache
def load_fonts() -> None:
    """Make the fonts known to reportlab, once a process."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(_FOLDER / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )


def printable(text: str) -> str:
    """`text` in letters that the font has: emoji go, letters that it lacks become `□`."""
    load_fonts()
    font = pdfmetrics.getFont(REGULAR)
    assert isinstance(font, TTFont)
    known = font.face.charToGlyph
    return "".join(
        char
        if char.isspace() or ord(char) in known
        else (_UNKNOWN if unicodedata.category(char)[0] in "LN" else "")
        for char in text
    ).strip()


def markup(text: str) -> str:
    """`text` for a Paragraph: printable, escaped, its line ends kept."""
    return escape(printable(text)).replace("\n", "<br/>")
