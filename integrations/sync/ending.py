"""How a run ends: what its account, its seller and whoever waits for it learn."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from integrations.marketplaces.errors import MarketplaceError
from integrations.models import MarketplaceAccount, SellerNotice, SyncRun
from integrations.sellers.news import SYNC_FAILED, SYNC_FINISHED, tell_news
from integrations.sync import alerts, lease, parts, warehouses
from integrations.sync.notices import tell

log = structlog.get_logger(__name__)


@transaction.atomic
def finish(run: SyncRun) -> None:
    """All is read and counted: event `seller_sync_finished` for whoever shows it."""
    skipped = run.cursor.get("skipped", {})
    said = ", ".join(f"{step} ({why})" for step, why in sorted(skipped.items()))
    kept = {name: run.cursor[name] for name in ("day", "skipped", "since") if name in run.cursor}
    fields = {"cursor": kept, "step": "", "error": f"without {said}"[:500] if said else ""}
    ended = lease.end(run, SyncRun.State.DONE, error_code="incomplete" if said else "", **fields)
    if not ended:
        raise lease.LeaseLostError
    account = MarketplaceAccount.objects.filter(pk=run.account_id)
    account.update(failures=0, last_error=fields["error"], last_success_at=timezone.now())
    account.exclude(state=MarketplaceAccount.State.PAUSED).update(state=MarketplaceAccount.State.OK)
    alerts.tell_what_was_found(run)
    warehouses.note_gone(run)
    parts.forget(run)
    tell_news(SYNC_FINISHED, run.account, run_id=run.pk)
    log.info("sync.done", run=run.pk, account=run.account_id, written=run.written)


@transaction.atomic
def fail(run: SyncRun, failure: MarketplaceError) -> None:
    """It cannot go on: the account says so, and its seller is told once a day; event
    `seller_sync_failed` for whoever shows it."""
    error = str(failure)[:500]
    ended = lease.end(
        run,
        SyncRun.State.FAILED,
        error=error,
        error_code=str(failure.code),
        permanent=failure.permanent,
    )
    if not ended:
        return
    account = MarketplaceAccount.objects.filter(pk=run.account_id)
    account.update(failures=F("failures") + 1, last_error=error, last_error_at=timezone.now())
    state = MarketplaceAccount.State
    account.exclude(state=state.PAUSED).update(
        state=state.EXPIRED if failure.about_the_key else state.FAILING
    )
    parts.forget(run)
    kind = SellerNotice.Kind.KEY_EXPIRED if failure.about_the_key else SellerNotice.Kind.SYNC_FAILED
    tell(run.account, kind, {"run_id": run.pk, "code": str(failure.code)})
    tell_news(SYNC_FAILED, run.account, run_id=run.pk)
    log.warning("sync.failed", run=run.pk, account=run.account_id, error=error)
