// Links of Telegram itself open here; all others in a new tab.

import { api } from "./api.js";
import { openInvoiceLink } from "./payment.js";
import { toast, trying } from "./notices.js";
import { act, store } from "./store.js";
import { t } from "./words.js";

/** With an event: the click on an <a>, which is left alone when the link leads outside. */
export function openLink(url, event) {
  const inner = telegramLink(url);
  if (!inner) {
    if (!event) window.open(url, "_blank", "noopener");
    return;
  }
  event?.preventDefault();
  if (inner.slug) openInvoiceLink(inner.slug);
  else if (inner.start !== undefined) trying(api.act(act("start", { payload: inner.start })));
  else toast(t("Only this bot lives here"));
}

export function telegramLink(url) {
  const slug = url.match(/^(?:https?:\/\/)?t\.me\/(?:\$|invoice\/)([\w-]+)/i) || url.match(/^tg:\/\/invoice\?slug=([\w-]+)/i);
  if (slug) return { slug: slug[1] };
  const bot = url.match(/^(?:https?:\/\/)?t\.me\/(\w+)\/?(?:\?(.*))?$/i) || url.match(/^tg:\/\/resolve\?domain=(\w+)(?:&(.*))?$/i);
  if (!bot) return null;
  if (bot[1].toLowerCase() !== store.bot.username.toLowerCase()) return {};
  return { start: new URLSearchParams(bot[2] || "").get("start") || "" };
}
