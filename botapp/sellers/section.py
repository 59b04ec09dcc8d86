"""What the sellers' section answers to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from botapp.sections import Section
from botapp.sellers import actions
from botapp.sellers.handlers import access, billing, home, keys, register, settings, sheet, team
from botapp.sellers.screens.register import QUESTIONS
from integrations.sellers.join import JOINS

section = Section(
    presses={
        actions.OpenSeller: home.open_seller,
        actions.OpenAbout: home.open_about,
        actions.OpenSellerHelp: home.open_help,
        actions.JoinSellers: register.join,
        actions.AgreeAsSeller: register.agree,
        actions.AskSeller: register.ask_again,
        actions.KeepSellerAnswer: register.keep,
        actions.ChooseMarketplace: keys.choose,
        actions.AskKey: keys.ask,
        actions.OpenKeyCheck: keys.open_check,
        actions.DropKeyCheck: keys.drop_check,
        actions.OpenAccounts: keys.open_accounts,
        actions.OpenAccount: keys.open_account,
        actions.CheckAccount: keys.check,
        actions.RemoveKey: keys.remove,
        actions.OpenSheets: sheet.open_sheets,
        actions.OpenSheet: sheet.open_sheet,
        actions.RefreshSheet: sheet.refresh,
        actions.SetAutoSync: sheet.set_auto,
        actions.OpenSyncs: sheet.open_syncs,
        actions.OpenSync: sheet.open_sync,
        actions.SyncNow: sheet.sync_now,
        actions.OpenSellerSettings: settings.open_settings,
        actions.OpenProfile: settings.open_profile,
        actions.AskProfile: settings.ask_fact,
        actions.SetZone: settings.set_zone,
        actions.OpenSchedules: settings.open_schedules,
        actions.OpenSchedule: settings.open_schedule,
        actions.SetSchedule: settings.set_schedule,
        actions.AskTimes: settings.ask_times,
        actions.OpenNotices: settings.open_notices,
        actions.SetNotice: settings.set_notice,
        actions.OpenTeam: team.open_team,
        actions.InviteMember: team.invite_member,
        actions.RemoveMember: team.remove,
        actions.OpenApiAccess: access.open_access,
        actions.MakeApiCode: access.give_code,
        actions.JoinTelegram: access.join,
        actions.OpenBilling: billing.open_billing,
        actions.PayPlan: billing.pay,
        actions.OpenPaying: billing.open_paying,
        actions.EndRenewal: billing.end_renewal,
    },
    commands={"seller": home.open_seller},
    descriptions={"seller": gettext_lazy("For sellers on marketplaces")},
    starts={
        home.START: home.open_seller,
        home.INVITED: home.come_invited,
        JOINS: access.come_to_join,
    },
    steps={
        **dict.fromkeys(QUESTIONS, register.take_answer),
        keys.KEY: keys.take_key,
        settings.FACT: settings.take_fact,
        settings.TIMES: settings.take_times,
    },
)
