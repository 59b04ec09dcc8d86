"""The scheduled jobs: how each last went, when it comes next, and "run now"."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shop import schedule
from shop.admin.base import ReadOnly, tell
from shop.admin.typed import ModelAdmin
from shop.models import ScheduledJob
from shop.roles import RUN_JOBS
from shop.schedule.plan import planned

_COLOURS = {
    ScheduledJob.Status.NEVER: "info",
    ScheduledJob.Status.RUNNING: "info",
    ScheduledJob.Status.DONE: "success",
    ScheduledJob.Status.FAILED: "danger",
}


@admin.register(ScheduledJob)
class ScheduledJobAdmin(ReadOnly, ModelAdmin[ScheduledJob]):
    """One page with every job of the schedule, run or not."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Jobs"),
            "jobs": [
                {
                    "line": line,
                    "status": ScheduledJob.Status(line.status).label,
                    "colour": "warning"
                    if line.trouble
                    else _COLOURS[ScheduledJob.Status(line.status)],
                }
                for line in schedule.overview()
            ],
            "may_run": request.user.has_perm(RUN_JOBS),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/jobs/list.html", context)

    def get_urls(self) -> list[URLPattern]:
        run = path(
            "<str:name>/run/", self.admin_site.admin_view(run_job), name="shop_scheduledjob_run"
        )
        return [run, *super().get_urls()]


@require_POST
def run_job(request: HttpRequest, name: str) -> HttpResponse:
    """Ask a worker for the job now."""
    if not request.user.has_perm(RUN_JOBS):
        raise PermissionDenied
    job = planned().get(name)
    if job is None:
        raise Http404("no such job")
    if schedule.run_now(name):
        tell(request, _("A worker has been asked for it: “%(job)s”.") % {"job": job.title})
    else:
        tell(request, _("The job queue cannot be reached. Nothing was started."), ok=False)
    return redirect("admin:shop_scheduledjob_changelist")
