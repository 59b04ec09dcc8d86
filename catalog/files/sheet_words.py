"""What may be wrong with a spreadsheet of a service outside, and a manager's words for it."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class SheetRefusal(StrEnum):
    OFF = "sheets_off"
    ADDRESS = "sheet_address"
    ACCOUNT = "sheet_account"
    API_OFF = "sheet_api_off"
    NOT_SHARED = "sheet_not_shared"
    READ_ONLY = "sheet_read_only"
    MISSING = "sheet_missing"
    NOT_NATIVE = "sheet_not_native"
    TAB_MISSING = "tab_missing"
    PROTECTED = "tab_protected"
    FULL = "sheet_full"
    OTHER_COLUMNS = "other_columns"
    MOVED = "columns_moved"
    NO_SHARING = "sheet_no_sharing"
    NO_FOLDER = "no_folder"
    FOLDER_MISSING = "folder_missing"
    FOLDER_NOT_SHARED_DRIVE = "folder_not_shared_drive"
    REFUSED = "sheet_refused"
    AWAY = "sheet_away"
    PERSONAL = "personal_not_allowed"
    NO_RIGHT = "no_right_to_export"


SHEET_WORDS = {
    SheetRefusal.OFF: _(
        "Google Sheets is not set up in this store. It needs a service account: "
        "GOOGLE_SERVICE_ACCOUNT_JSON."
    ),
    SheetRefusal.ADDRESS: _(
        "This is not the address of a Google Sheet. Open the sheet and copy the address from the "
        "browser: https://docs.google.com/spreadsheets/d/…"
    ),
    SheetRefusal.ACCOUNT: _(
        "Google does not accept the store's service account. Its key may be damaged or withdrawn: "
        "GOOGLE_SERVICE_ACCOUNT_JSON."
    ),
    SheetRefusal.API_OFF: _(
        "The API is switched off in the service account's Google project. Switch on the Google "
        "Sheets API and the Google Drive API in the Google Cloud console."
    ),
    SheetRefusal.NOT_SHARED: _(
        "The store may not open this sheet. Press “Share” in the sheet and add %(address)s."
    ),
    SheetRefusal.READ_ONLY: _(
        "The store may read this sheet, but not write to it. Press “Share” in the sheet and make "
        "%(address)s an editor."
    ),
    SheetRefusal.MISSING: _(
        "There is no such sheet. Was it deleted? Copy its address from the browser again."
    ),
    SheetRefusal.NOT_NATIVE: _(
        "This is an Excel file in Google Drive, not a Google Sheet. Open it and choose "
        "“Save as Google Sheets” in the menu “File”, then use the new sheet's address."
    ),
    SheetRefusal.TAB_MISSING: _(
        "The sheet has no such tab any more. Open the tab and copy the address from the browser."
    ),
    SheetRefusal.PROTECTED: _(
        "The tab “%(tab)s” is protected. Let %(address)s edit it, or take the protection away."
    ),
    SheetRefusal.FULL: _(
        "The sheet is full: Google allows 10,000,000 cells. Begin a new sheet, or remove old tabs."
    ),
    SheetRefusal.OTHER_COLUMNS: _(
        "The tab “%(tab)s” has other columns in its first row (%(found)s). Nothing was written. "
        "Choose an empty tab."
    ),
    SheetRefusal.MOVED: _(
        "Somebody has moved or renamed columns: cell %(place)s should say “%(wanted)s”, and says "
        "“%(found)s”. Nothing was written. Put it right, or delete the sheet and ask for a new "
        "one. Your own columns belong to the right of all others."
    ),
    SheetRefusal.NO_SHARING: _(
        "The sheet could not be shared with %(email)s: %(text)s Check the e-mail in the profile."
    ),
    SheetRefusal.NO_FOLDER: _(
        "New sheets need a folder in a shared drive: GOOGLE_DRIVE_FOLDER_ID is empty. Or write "
        "into a sheet that you made and shared with the store."
    ),
    SheetRefusal.FOLDER_MISSING: _(
        "The folder for new sheets (GOOGLE_DRIVE_FOLDER_ID) is not there, or not shared with "
        "%(address)s."
    ),
    SheetRefusal.FOLDER_NOT_SHARED_DRIVE: _(
        "The folder for new sheets (GOOGLE_DRIVE_FOLDER_ID) is not in a shared drive. A service "
        "account owns no storage: it cannot make files in anybody's own drive."
    ),
    SheetRefusal.REFUSED: _("Google refused the request: %(text)s"),
    SheetRefusal.AWAY: _(
        "Google could not be reached for a long time (%(text)s). Try again later."
    ),
    SheetRefusal.PERSONAL: _(
        "Names and contacts may not leave for Google Sheets: the owner does not allow it. Without "
        "them the export can be made."
    ),
    SheetRefusal.NO_RIGHT: _("Whoever set this export up may not make it any more."),
}
