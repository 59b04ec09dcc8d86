"""What is wrong with a file or a cell: a code with details. The words stand in words.py."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Refusal(StrEnum):
    """Why a whole file is turned away."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    UNKNOWN_KIND = "unknown_kind"
    OLD_EXCEL = "old_excel"
    NOT_A_TABLE = "not_a_table"
    NOT_AS_NAMED = "not_as_named"
    DAMAGED = "damaged"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    NO_SKU_COLUMN = "no_sku_column"
    COLUMN_TWICE = "column_twice"
    UNNAMED_COLUMN = "unnamed_column"
    MERGED_HEADING = "merged_heading"
    MERGED_CELLS = "merged_cells"
    FORMULA_WITHOUT_RESULT = "formula_without_result"
    NO_ROWS = "no_rows"
    CSV_BROKEN = "csv_broken"
    STOPPED = "stopped"
    TOUCHED = "touched"
    TURNED_BAD = "turned_bad"


class Note(StrEnum):
    """What a manager should know of a file that can be imported."""

    COLUMNS_IGNORED = "columns_ignored"
    SHEET_READ = "sheet_read"
    HIDDEN_SHEETS = "hidden_sheets"


class Wrong(StrEnum):
    """What is wrong with a cell, or with a row."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    NEGATIVE = "negative"
    TOO_PRECISE = "too_precise"
    TOO_BIG = "too_big"
    NOT_WHOLE = "not_whole"
    NOT_YES_NO = "not_yes_no"
    DATE = "date"
    ERROR_CELL = "error_cell"
    CONTROL_CHARACTER = "control_character"
    MORE_CELLS = "more_cells"
    SKU_TWICE = "sku_twice"
    BEFORE_NOT_ABOVE = "before_not_above"
    UNKNOWN_SKU = "unknown_sku"
    NO_SUCH_PRODUCT = "no_such_product"
    SEVERAL_PRODUCTS = "several_products"
    DISAGREES = "disagrees"
    OTHER_PRODUCT = "other_product"
    TWO_NAMES = "two_names"
    NO_SUCH_OPTION = "no_such_option"
    OPTION_MISSING = "option_missing"
    SAME_COMBINATION = "same_combination"
    NO_OPTIONS = "no_options"
    PICTURE_ADDRESS = "picture_address"
    PICTURE_MISSING = "picture_missing"
    CATEGORY_PATH = "category_path"
    CHANGED_MEANWHILE = "changed_meanwhile"


# `[column, code, details]`, as ImportRow.errors keeps it.
Problem = list[Any]


def problem(column: str, code: Wrong, **details: Any) -> Problem:
    return [column, code.value, details]


class FileError(Exception):
    """The whole file cannot be imported."""

    def __init__(self, code: StrEnum, **details: Any) -> None:
        super().__init__(f"{code}: {details}" if details else str(code))
        self.code = code
        self.details = details

    @property
    def kept(self) -> list[Any]:
        """As `ImportRun.refusal` keeps it."""
        return [self.code.value, self.details]


class CellError(ValueError):
    """A cell that cannot be understood; django-import-export's widgets raise ValueErrors."""

    def __init__(self, code: Wrong, **details: Any) -> None:
        super().__init__(str(code))
        self.code = code
        self.details = details
