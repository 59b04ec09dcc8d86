"""One import: preview, progress and report, and the steps that it takes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.run_pages import RunPages
from catalog.files import reports
from catalog.files.categories import Shelves
from catalog.files.response import table_response
from catalog.files.words import note_text
from catalog.models import ImportRow, ImportRun
from catalog.models.import_run import WORKING
from catalog.services.import_products import cancel_import, confirm_import, undo_import

STAGE_COLOURS = {
    "reading": "info",
    "checking": "info",
    "ready": "warning",
    "importing": "info",
    "done": "success",
    "undoing": "info",
    "undone": "",
    "refused": "danger",
    "cancelled": "",
    "failed": "danger",
}
_ON_A_PAGE = 50


class ImportRunViews(RunPages):
    """For the admin of imports: what is shown and done of one that has been begun."""

    folder = "imports"
    stage_colours = STAGE_COLOURS
    steps = ("confirm", "cancel", "undo")

    def surroundings(self, request: HttpRequest, run: ImportRun) -> dict[str, Any]:
        """Preview and report, whatever it is at."""
        shown = request.GET.get("show", "") or _first_to_show(run)
        rows = ImportRow.objects.filter(run=run, outcome=shown).order_by("number")
        pages = Paginator(rows, _ON_A_PAGE)
        pages.count = _count(run, shown)  # known: not counted again
        page = pages.get_page(request.GET.get("p"))
        shelves = Shelves().ids if run.stage == ImportRun.Stage.READY else None
        return {
            "title": run.file_name,
            "by_whom": run.actor.removeprefix("staff:"),
            "notes": [note_text(note) for note in run.notes],
            "tabs": _tabs(run, shown),
            "lines": [reports.shown_row(row, run.columns, shelves) for row in page]
            if not run.is_working
            else [],
            "page": page,
            "shown": shown,
            "good_count": run.new_count + run.changed_count,
            "pictures": _pictures(run),
        }

    def take_step(self, request: HttpRequest, run: ImportRun, step: str) -> None:
        if step == "confirm":
            confirm_import(run=run, only_good=bool(request.POST.get("only_good")))
        elif step == "cancel":
            cancel_import(run=run)
        else:
            undo_import(run=run)

    def why_not(self, run: ImportRun) -> Any:
        if ImportRun.objects.filter(stage__in=WORKING).exclude(pk=run.pk).exists():
            return _("Another import is at work. Try again when it has ended.")
        return _("This is not possible any more: the import has moved on.")

    def bad_rows_view(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        """The rows with errors as a file like the one that came, with the reasons."""
        run = self.find_run(request, run_id)
        heading, rows = reports.bad_table(run)
        kind = "csv" if run.kind == "csv" else "xlsx"
        return table_response(request, "errors", kind, heading, rows)


def _count(run: ImportRun, outcome: str) -> int:
    return int(getattr(run, f"{outcome}_count", 0))


def _first_to_show(run: ImportRun) -> str:
    order = ("error", "changed", "new", "unchanged")
    return next((outcome for outcome in order if _count(run, outcome)), "new")


def _tabs(run: ImportRun, shown: str) -> list[dict[str, Any]]:
    names = {
        "error": _("Errors"),
        "changed": _("Changed"),
        "new": _("New"),
        "unchanged": _("Unchanged"),
    }
    colours = {"error": "danger", "changed": "warning", "new": "success", "unchanged": ""}
    return [
        {
            "key": key,
            "name": name,
            "count": _count(run, key),
            "colour": colours[key],
            "active": key == shown,
        }
        for key, name in names.items()
    ]


def _pictures(run: ImportRun) -> str:
    """What became of the pictures that the file named by their addresses."""
    counts = reports.picture_counts(run)
    parts = []
    if waiting := counts.get("waiting", 0):
        text = ngettext(
            "%(n)d picture is being fetched.", "%(n)d pictures are being fetched.", waiting
        )
        parts.append(text % {"n": waiting})
    if failed := counts.get("failed", 0):
        text = ngettext(
            "%(n)d picture could not be fetched.", "%(n)d pictures could not be fetched.", failed
        )
        parts.append(text % {"n": failed})
    return " ".join(parts)
