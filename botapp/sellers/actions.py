"""The buttons of the sellers' section. `seller_id` 0 is the only seller that the person works for.

Whose rows they are is looked up anew at each press; an id is no right to anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from botapp.callbacks import Callback


@dataclass(frozen=True)
class OpenSeller(Callback):
    """The sellers' main menu; to those who are nobody's member, the way in."""

    action = "em"
    seller_id: int = 0


@dataclass(frozen=True)
class OpenAbout(Callback):
    action = "ea"


@dataclass(frozen=True)
class OpenSellerHelp(Callback):
    action = "eh"


@dataclass(frozen=True)
class JoinSellers(Callback):
    """Register: consent first, then the questions."""

    action = "ej"


@dataclass(frozen=True)
class AgreeAsSeller(Callback):
    """Consent to the documents as they were when `newest` was the newest of them."""

    action = "eg"
    newest: int


@dataclass(frozen=True)
class AskSeller(Callback):
    """The question of registering that number `index` is."""

    action = "eq"
    index: int


@dataclass(frozen=True)
class KeepSellerAnswer(Callback):
    """Answer the question with what is known already."""

    action = "eQ"
    index: int


@dataclass(frozen=True)
class ChooseMarketplace(Callback):
    """Where the new key is from."""

    action = "ek"
    seller_id: int


@dataclass(frozen=True)
class AskKey(Callback):
    """How to make a key of marketplace number `index`, and the question for it; `account_id` is
    the account whose key is to be replaced, 0 for a new one."""

    action = "eK"
    seller_id: int
    index: int
    account_id: int = 0


@dataclass(frozen=True)
class OpenKeyCheck(Callback):
    """A key that is being checked."""

    action = "ec"
    given_id: int


@dataclass(frozen=True)
class DropKeyCheck(Callback):
    action = "eC"
    given_id: int


@dataclass(frozen=True)
class OpenAccounts(Callback):
    """The accounts with their keys."""

    action = "el"
    seller_id: int


@dataclass(frozen=True)
class OpenAccount(Callback):
    action = "eo"
    account_id: int


@dataclass(frozen=True)
class CheckAccount(Callback):
    action = "ev"
    account_id: int


@dataclass(frozen=True)
class RemoveKey(Callback):
    """Ask (`sure` 0) whether the key is to go, or take it out (1)."""

    action = "er"
    account_id: int
    sure: int = 0


@dataclass(frozen=True)
class OpenSheets(Callback):
    """The sheet of the only account, or which of them."""

    action = "es"
    seller_id: int


@dataclass(frozen=True)
class OpenSheet(Callback):
    action = "eS"
    account_id: int


@dataclass(frozen=True)
class RefreshSheet(Callback):
    """Make the sheet, or write the figures of now into it."""

    action = "ef"
    account_id: int


@dataclass(frozen=True)
class SetAutoSync(Callback):
    """Refresh the sheet after each sync (`on` 1), or not."""

    action = "eF"
    account_id: int
    on: int


@dataclass(frozen=True)
class OpenSyncs(Callback):
    """How the sync of the only account goes, or which of them."""

    action = "ew"
    seller_id: int


@dataclass(frozen=True)
class OpenSync(Callback):
    action = "ex"
    account_id: int


@dataclass(frozen=True)
class SyncNow(Callback):
    action = "ey"
    account_id: int


@dataclass(frozen=True)
class OpenSellerSettings(Callback):
    action = "et"
    seller_id: int


@dataclass(frozen=True)
class OpenProfile(Callback):
    action = "ep"
    seller_id: int


@dataclass(frozen=True)
class AskProfile(Callback):
    """The question for one fact of the profile."""

    action = "eP"
    seller_id: int
    index: int


@dataclass(frozen=True)
class OpenSchedules(Callback):
    """The schedule of the only account, or which of them."""

    action = "ed"
    seller_id: int


@dataclass(frozen=True)
class OpenSchedule(Callback):
    action = "eD"
    account_id: int


@dataclass(frozen=True)
class SetSchedule(Callback):
    """`index` counts the schedules that there are."""

    action = "ez"
    account_id: int
    index: int


@dataclass(frozen=True)
class AskTimes(Callback):
    """The question for the times of the seller's own schedule."""

    action = "eZ"
    account_id: int


@dataclass(frozen=True)
class OpenNotices(Callback):
    action = "en"
    seller_id: int


@dataclass(frozen=True)
class SetNotice(Callback):
    """Be told of what number `index` is (`on` 1), or not."""

    action = "eN"
    seller_id: int
    index: int
    on: int


@dataclass(frozen=True)
class OpenTeam(Callback):
    action = "eu"
    seller_id: int


@dataclass(frozen=True)
class InviteMember(Callback):
    """A link for a new member; `index` counts the roles that can be given."""

    action = "ei"
    seller_id: int
    index: int


@dataclass(frozen=True)
class RemoveMember(Callback):
    """Ask (`sure` 0) whether somebody is to go, or see them out (1)."""

    action = "eR"
    member_id: int
    sure: int = 0


@dataclass(frozen=True)
class OpenApiAccess(Callback):
    """The person's own log-in of the API."""

    action = "eA"
    seller_id: int


@dataclass(frozen=True)
class MakeApiCode(Callback):
    action = "eH"
    seller_id: int


@dataclass(frozen=True)
class JoinTelegram(Callback):
    """Yes to the link of the API that was opened last."""

    action = "eJ"


@dataclass(frozen=True)
class SetZone(Callback):
    """The time zones to choose from; `index` counts them and is the one chosen, -1 none yet."""

    action = "eT"
    seller_id: int
    index: int = -1


@dataclass(frozen=True)
class OpenBilling(Callback):
    """The subscription and the plans."""

    action = "eb"
    seller_id: int


@dataclass(frozen=True)
class OpenPaying(Callback):
    """Where the address to pay at will stand; `way` counts the providers."""

    action = "eB"
    seller_id: int
    plan_id: int
    way: int


@dataclass(frozen=True)
class PayPlan(Callback):
    """Begin to pay for a plan in one of its ways."""

    action = "eG"
    seller_id: int
    plan_id: int
    way: int


@dataclass(frozen=True)
class EndRenewal(Callback):
    """Renew it no more."""

    action = "eE"
    seller_id: int
