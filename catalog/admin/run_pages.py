"""Pages of work in the background: one for a run, the part of it that moves, the steps to take."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from catalog.files.words import refusal_text
from shop.admin.base import tell
from shop.errors import StoreError

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Base = ModelAdmin[Any]
else:
    _Base = object


class RunPages(_Base):
    """For the admin of a model whose rows are `Leased` work, with templates in `admin/<folder>/`."""

    folder: ClassVar[str]
    stage_colours: ClassVar[Mapping[str, str]]
    steps: ClassVar[tuple[str, ...]]  # each is an address that takes POST

    def surroundings(self, request: HttpRequest, run: Any) -> dict[str, Any]:
        """What the page of the run shows beside the part that moves."""
        raise NotImplementedError

    def take_step(self, request: HttpRequest, run: Any, step: str) -> None:
        """Raises StoreError when the run is not there for it."""
        raise NotImplementedError

    def why_not(self, run: Any) -> Any:
        """What is said when a step was not possible."""
        raise NotImplementedError

    def moving_part(self, run: Any) -> dict[str, Any]:
        total = run.total or 0
        return {
            "run": run,
            "colour": self.stage_colours[run.stage],
            "percent": min(100, run.progress * 100 // total) if total else 0,
            "refusal": refusal_text(run.refusal),
        }

    def run_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        progress = path(
            "<int:run_id>/progress/", wrap(self.progress_view), name=self._name("progress")
        )
        steps = (
            path(
                f"<int:run_id>/{step}/",
                wrap(partial(self.step_view, step=step)),
                name=self._name(step),
            )
            for step in self.steps
        )
        return [progress, *steps]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404("no such run")
        run = self.find_run(request, int(object_id))
        context = {**self.moving_part(run), **self.surroundings(request, run)}
        return self.page(request, "run", context)

    def progress_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """The moving part of the page, asked for every second while the work goes on."""
        run = self.find_run(request, run_id)
        part = self.moving_part(run)
        response = TemplateResponse(request, f"admin/{self.folder}/progress.html", part)
        response["X-Import-Stage"] = run.stage
        response["Cache-Control"] = "no-store"
        return response

    def step_view(self, request: HttpRequest, run_id: int, *, step: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = self.find_run(request, run_id)
        try:
            self.take_step(request, run, step)
        except StoreError:
            tell(request, str(self.why_not(run)), ok=False)
        return redirect(f"admin:{self._name('change')}", run.pk)

    def find_run(self, request: HttpRequest, run_id: int) -> Any:
        """The run; one that this person may not see is not there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = self.get_queryset(request).filter(pk=run_id).first()
        if run is None:
            raise Http404("no such run")
        return run

    def page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/{self.folder}/{name}.html", context, status=status)

    def _name(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"
