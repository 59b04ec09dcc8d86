"""A file of products on its way into the catalogue: what it says, row by row, and what came of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product, ProductImage


class ImportRun(models.Model):
    """One file: uploaded, read into rows, checked, confirmed by a person, written, undone.

    Work is done in slices by whoever holds the lease (`lease`, until `leased_until`), so that a
    dead worker's run goes on elsewhere where it stopped: `progress` rows of the stage are done,
    up to the group of rows `cursor`. `source` is the address of a spreadsheet that is read instead
    of a file. `columns` are the names understood,
    `notes` and `refusal` are `[code, details]`; the words stand in catalog/files/words.py.
    """

    class Stage(models.TextChoices):
        READING = "reading", _("Reading the file")
        CHECKING = "checking", _("Comparing with the catalogue")
        READY = "ready", _("Waiting for you to confirm")
        IMPORTING = "importing", _("Importing")
        DONE = "done", _("Imported")
        UNDOING = "undoing", _("Undoing")
        UNDONE = "undone", _("Undone")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Stopped by an error")

    file_name = models.CharField(_("file"), max_length=200)
    kind = models.CharField(max_length=4, editable=False)
    source = models.CharField(
        _("address"), max_length=300, blank=True, default="", db_default="", editable=False
    )
    stage = models.CharField(
        _("state"), max_length=12, choices=Stage.choices, default=Stage.READING
    )
    actor = models.CharField(_("by whom"), max_length=100)
    columns = models.JSONField(default=list, editable=False)
    notes = models.JSONField(default=list, editable=False)
    refusal = models.JSONField(null=True, editable=False)
    only_good = models.BooleanField(_("good rows only"), default=False)
    total = models.PositiveIntegerField(_("rows"), default=0)
    progress = models.PositiveIntegerField(default=0, editable=False)
    cursor = models.PositiveIntegerField(default=0, editable=False)
    new_count = models.PositiveIntegerField(_("new"), default=0)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    unchanged_count = models.PositiveIntegerField(_("unchanged"), default=0)
    error_count = models.PositiveIntegerField(_("errors"), default=0)
    applied_count = models.PositiveIntegerField(_("written"), default=0)
    made_categories = models.JSONField(default=list, editable=False)
    lease = models.CharField(max_length=32, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["stage", "leased_until"], name="import_run_waiting")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.stage in WORKING

    @property
    def can_be_undone(self) -> bool:
        return self.stage in UNDOABLE and self.applied_count > 0


WORKING = (
    ImportRun.Stage.READING,
    ImportRun.Stage.CHECKING,
    ImportRun.Stage.IMPORTING,
    ImportRun.Stage.UNDOING,
)
UNDOABLE = (ImportRun.Stage.DONE, ImportRun.Stage.CANCELLED, ImportRun.Stage.FAILED)


class ImportChunk(models.Model):
    """A piece of the uploaded file, kept until it is read: any worker can read it from here."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="import_chunk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.number}"


class ImportRow(models.Model):
    """A row of the file. `number` is the spreadsheet's; `group` is that of its product's first row.

    `cells` holds the texts by column, `misread` what no text could be made of. `changes` is
    `[[column, old, new], …]`, `errors` is `[[column, code, details], …]`. `undo` is what was
    written, with what stood there before.
    """

    class Outcome(models.TextChoices):
        WAITING = "", _("Not checked yet")
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        ERROR = "error", _("Error")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    group = models.PositiveIntegerField()
    sku = models.CharField(_("SKU"), max_length=64, blank=True)
    cells = models.JSONField(default=dict)
    misread = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    changes = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    applied = models.BooleanField(default=False)
    undo = models.JSONField(default=dict)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="import_row_once"),
        ]
        indexes = [
            models.Index(fields=["run", "group", "number"], name="import_row_group"),
            models.Index(fields=["run", "outcome", "number"], name="import_row_outcome"),
            models.Index(fields=["run", "sku"], name="import_row_sku"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"


class PictureDownload(models.Model):
    """A picture that an import found by its address: waiting to be fetched, fetched, or given up.

    It stays as long as the picture does, so that importing the address again changes nothing.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    product = models.ForeignKey(Product, models.CASCADE, related_name="picture_downloads")
    run = models.ForeignKey(
        ImportRun, models.SET_NULL, null=True, blank=True, related_name="pictures"
    )
    image = models.OneToOneField(
        ProductImage, models.CASCADE, null=True, blank=True, related_name="download"
    )
    url = models.CharField(_("address"), max_length=2000)
    sort_order = models.IntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("sort_order", "pk")
        indexes = [models.Index(fields=["status", "due_at"], name="picture_download_due")]

    def __str__(self) -> str:
        return self.url
