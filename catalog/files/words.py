"""What is wrong, in a manager's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.files.problems import Note, Refusal, Wrong
from catalog.files.sheet_words import SHEET_WORDS, SheetRefusal

_WRONG = {
    Wrong.EMPTY: _("is empty."),
    Wrong.TOO_LONG: _("is longer than %(most)s characters."),
    Wrong.NOT_A_NUMBER: _("is not a number."),
    Wrong.AMBIGUOUS_NUMBER: _(
        "could be thousands or decimals. Write 1990 or 1,99 without other separators."
    ),
    Wrong.NEGATIVE: _("is less than zero."),
    Wrong.TOO_PRECISE: _("has more than two decimals."),
    Wrong.TOO_BIG: _("is too large."),
    Wrong.NOT_WHOLE: _("is not a whole number."),
    Wrong.NOT_YES_NO: _("is neither yes (1) nor no (0)."),
    Wrong.DATE: _(
        "is a date (%(date)s): the spreadsheet turned the text into one. "
        "Format the column as text and type the value again."
    ),
    Wrong.ERROR_CELL: _("holds the error %(text)s of a formula."),
    Wrong.CONTROL_CHARACTER: _("holds a character that cannot be printed."),
    Wrong.MORE_CELLS: _("There is a value in column %(place)s, beyond the last heading."),
    Wrong.SKU_TWICE: _("stands in row %(row)s already."),
    Wrong.BEFORE_NOT_ABOVE: _("The price before (%(before)s) must be above the price (%(price)s)."),
    Wrong.UNKNOWN_SKU: _("is not in the catalogue, and a new one needs the column product_name."),
    Wrong.NO_SUCH_PRODUCT: _("is a new product: it needs the column category."),
    Wrong.SEVERAL_PRODUCTS: _("Several products have this name: add the column category."),
    Wrong.DISAGREES: _("differs from row %(row)s, which is of the same product."),
    Wrong.OTHER_PRODUCT: _(
        "This SKU belongs to the product “%(product)s” in “%(category)s” "
        "and cannot move to another."
    ),
    Wrong.TWO_NAMES: _("The product “%(product)s” has two names or categories in this file."),
    Wrong.NO_SUCH_OPTION: _(
        "The product has no such option. It has: %(options)s. Add options on the product's page."
    ),
    Wrong.OPTION_MISSING: _("The option “%(option)s” is missing: each variant needs a value."),
    Wrong.SAME_COMBINATION: _("The variant %(sku)s is the same combination of options."),
    Wrong.NO_OPTIONS: _(
        "The product has the variant %(sku)s already. "
        "Several variants differ by options: add columns such as option_size."
    ),
    Wrong.PICTURE_ADDRESS: _("is no picture's address: %(text)s."),
    Wrong.PICTURE_MISSING: _("There is no picture of this name in the store: %(text)s."),
    Wrong.CATEGORY_PATH: _("is no path such as “Clothing / T-Shirts” (at most %(deepest)s deep)."),
    Wrong.CHANGED_MEANWHILE: _(
        "The product was changed while the import ran. Import the row again."
    ),
}
_REFUSAL = {
    Refusal.EMPTY: _("The file is empty."),
    Refusal.TOO_LARGE: _("The file is larger than %(most)s MB. Split it into several."),
    Refusal.TOO_MANY_ROWS: _("The file has more than %(most)s rows. Split it into several."),
    Refusal.TOO_MANY_COLUMNS: _("The file has more than %(most)s columns."),
    Refusal.UNKNOWN_KIND: _("Only CSV and XLSX files can be imported."),
    Refusal.OLD_EXCEL: _(
        "This is an old Excel file (.xls) or one with a password. "
        "Save it as an Excel workbook (.xlsx) without a password."
    ),
    Refusal.NOT_A_TABLE: _("This is not a table: neither CSV nor XLSX."),
    Refusal.NOT_AS_NAMED: _(
        "The file is not what its name says (.%(name)s). Save it as CSV or XLSX again."
    ),
    Refusal.DAMAGED: _("The file is damaged and cannot be read. Save it again and upload that."),
    Refusal.UNPACKS_TOO_LARGE: _(
        "The workbook unpacks to far more than it should (over %(most)s MB). "
        "Save the sheet as CSV, or split it."
    ),
    Refusal.NO_SKU_COLUMN: _("No column is called “sku”. Found: %(found)s"),
    Refusal.COLUMN_TWICE: _("Two columns are called “%(column)s”. Keep one."),
    Refusal.UNNAMED_COLUMN: _(
        "Column %(column)s has a value in row %(row)s, but no heading. "
        "Name the column; are heading cells merged?"
    ),
    Refusal.MERGED_HEADING: _(
        "Heading cells are merged (%(cells)s): each column needs a heading of its own. Unmerge them."
    ),
    Refusal.MERGED_CELLS: _(
        "Cells are merged (%(cells)s): only the first of them has a value. "
        "Unmerge them and fill in each row."
    ),
    Refusal.FORMULA_WITHOUT_RESULT: _(
        "The formula in cell %(cell)s has no result. Open the file in a spreadsheet and save it."
    ),
    Refusal.NO_ROWS: _("There are no rows under the heading."),
    Refusal.CSV_BROKEN: _("The file cannot be read from row %(row)s on: is a quotation mark open?"),
    Refusal.STOPPED: _("An unexpected error stopped the work. The store's programmers can see it."),
    Refusal.TOUCHED: _("It cannot be undone: changed since by others: %(skus)s."),
    Refusal.TURNED_BAD: _(
        "The catalogue changed after the preview, and a row could not be written any more. "
        "Nothing of the file was kept."
    ),
}
_SHEET_CODES = frozenset(code.value for code in SheetRefusal)
_NOTES = {
    Note.COLUMNS_IGNORED: _("Columns that are not known were left out: %(columns)s."),
    Note.SHEET_READ: _("The sheet “%(sheet)s” was read. Left out: %(others)s."),
    Note.HIDDEN_SHEETS: _("Hidden sheets were left out: %(sheets)s."),
}


def wrong_text(code: str, details: Mapping[str, Any]) -> str:
    """Why a cell or a row cannot be imported."""
    return _worded(_WRONG.get(Wrong(code)), details)


def refusal_text(kept: Sequence[Any] | None) -> str:
    """Why the whole file was turned away, as `ImportRun.refusal` keeps it."""
    if not kept:
        return ""
    code, details = kept
    if code in _SHEET_CODES:
        return _worded(SHEET_WORDS[SheetRefusal(code)], details)
    return _worded(_REFUSAL[Refusal(code)], details)


def note_text(kept: Sequence[Any]) -> str:
    return _worded(_NOTES.get(Note(kept[0])), kept[1])


def _worded(text: Any, details: Mapping[str, Any]) -> str:
    return str(text) % details
