// One message (or album) as an element.

import { api, fileUrl } from "./api.js";
import { button, clock, h, icon, modal, money, size } from "./dom.js";
import { contentLine } from "./list.js";
import { toast, trying } from "./notices.js";
import { openLink } from "./links.js";
import { openInvoice, picture } from "./payment.js";
import { openReceipt } from "./receipt.js";
import { richText } from "./richtext.js";
import { act, store, tell } from "./store.js";
import { openWebApp } from "./webapp.js";
import { t } from "./words.js";

/** messages: one, or those of an album. */
export function bubble(messages, { say, reply, edit }) {
  const message = messages[0];
  const own = message.from.id === store.current.speaker;
  const last = messages.at(-1);
  if (message.successful_payment || message.refunded_payment || message.web_app_data) return service(message);
  const captioned = messages.find((one) => one.caption) || message;
  const hooks = { onLink: (url, event) => openLink(url, event), onCommand: say };
  const text = message.text ?? captioned.caption;
  const entities = message.entities ?? captioned.caption_entities;
  // A screen of buttons is edited with every press: to say so would be noise.
  const when = [last.edit_date && !last.reply_markup && t("edited"), clock(last.date)].filter(Boolean).join(" ");
  const body = text ? h("div.words", { dataset: { when } }, richText(text, entities, hooks)) : null;
  const media = content(messages);
  const above = captioned.show_caption_above_media;
  return h("article.message" + (own ? ".own" : ""), { "data-testid": "message", dataset: { messageId: message.message_id, from: message.from.is_bot ? "bot" : "user" }, "aria-label": `${message.from.first_name}, ${clock(message.date)}` },
    h("div.bubble" + (message.photo ? ".with-photo" : "") + (text ? "" : ".wordless"), {},
      !own && store.current.kind !== "private" && h("div.sender", {}, message.from.first_name),
      message.forward_origin && h("div.via", {}, t("Forwarded from %(name)s", { name: message.forward_origin.sender_user?.first_name || "…" })),
      message.via_bot && h("div.via", {}, t("via %(bot)s", { bot: `@${message.via_bot.username}` })),
      message.reply_to_message && quoted(message),
      above && body,
      media,
      !above && body,
      h("span.when", {}, when),
      actions(message, own, { say, reply, edit }),
    ),
    inlineKeyboard(last),
  );
}

function service(message) {
  const payment = message.successful_payment || message.refunded_payment;
  const text = payment
    ? t(message.successful_payment ? "You paid %(sum)s" : "You got back %(sum)s", { sum: money(payment.total_amount, payment.currency) })
    : t("Data from the “%(button)s” button was sent to the bot", { button: message.web_app_data.button_text });
  return h("article.service", { "data-testid": "service", dataset: { messageId: message.message_id } }, h("span", {}, text));
}

function quoted(message) {
  const target = message.reply_to_message;
  return h("button.quoted", { type: "button", onclick: () => document.querySelector(`[data-message-id="${target.message_id}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" }) },
    h("span.quoted-name", {}, target.from.first_name), h("span", {}, message.quote?.text || contentLine(target)));
}

function content(messages) {
  const message = messages[0];
  if (message.photo) return photos(messages);
  if (message.document) return messages.map((one) => documentCard(one.document));
  if (message.location) return place(message.location);
  if (message.contact) return contact(message.contact);
  if (message.invoice) return invoice(message);
  return null;
}

function photos(messages) {
  const single = messages.length === 1;
  return h("div.photos" + (single ? ".single" : ""), { "data-count": messages.length },
    messages.map((one) => {
      const best = one.photo.at(-1);
      const picture = h("img", { src: fileUrl(best.file_id), alt: one.caption?.slice(0, 80) || t("Photo"), loading: "lazy", width: String(best.width), height: String(best.height) });
      const frame = h("button.photo", { type: "button", "aria-label": t("Open the photo"), onclick: () => enlarge(best) }, picture);
      if (one.has_media_spoiler) {
        frame.classList.add("hidden-photo");
        frame.addEventListener("click", (event) => {
          if (!frame.classList.contains("hidden-photo")) return;
          event.stopImmediatePropagation();
          frame.classList.remove("hidden-photo");
        }, { capture: true });
      }
      return frame;
    }));
}

function enlarge(best) {
  const box = modal(h("button.lightbox-close", { type: "button", "aria-label": t("Close"), onclick: () => box.close() }, h("img", { src: fileUrl(best.file_id), alt: t("Photo") })), { className: "lightbox", label: t("Photo") });
}

function documentCard(file) {
  return h("a.document", { href: `${fileUrl(file.file_id)}?download`, download: file.file_name, "data-testid": "document" },
    h("span.document-icon", {}, icon("file")), h("span.document-text", {}, h("span.document-name", {}, file.file_name), h("span.dim", {}, size(file.file_size))));
}

function place(location) {
  const words = `${location.latitude.toFixed(4)}, ${location.longitude.toFixed(4)}`;
  return h("div.place", {}, h("div.map", { "aria-hidden": "true" }, icon("pin", 34)), h("span.dim", {}, words));
}

function contact(person) {
  const name = [person.first_name, person.last_name].filter(Boolean).join(" ");
  return h("div.document", { "data-testid": "contact" }, h("span.document-icon", {}, icon("person")), h("span.document-text", {}, h("span.document-name", {}, name), h("span.dim", {}, "+" + person.phone_number.replace(/^\+/, ""))));
}

function invoice(message) {
  const bill = message.invoice;
  const card = h("div.invoice", { "data-testid": "invoice" },
    h("div.invoice-head", {}, icon("card", 26), h("strong", {}, bill.title)),
    h("p", {}, bill.description),
    h("div.price", {}, money(bill.total_amount, bill.currency)),
    !message.reply_markup && payButton(message));
  // The message itself does not say what the goods look like.
  api.invoice({ chat: message.chat.id, message_id: message.message_id }).then((whole) => whole.photo_url && card.prepend(picture(whole)), () => {});
  return card;
}

/** Once paid, the invoice is a receipt: https://core.telegram.org/bots/payments#8-checkout */
function payButton(message) {
  const { total_amount: sum, currency } = message.invoice;
  if (message.is_paid) return h("button.quiet.wide", { type: "button", "data-testid": "receipt-button", onclick: () => openReceipt(message) }, t("Receipt"));
  return h("button.primary.wide", { type: "button", onclick: () => openInvoice(message) }, t("Pay %(sum)s", { sum: money(sum, currency) }));
}

function inlineKeyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return h("div.inline-keyboard", {}, rows.map((row) => h("div.row", {}, row.map((one) => inlineButton(message, one)))));
}

const MARKS = { url: "out", web_app: "window", pay: "card", copy_text: "copy", login_url: "out", switch_inline_query: "search", switch_inline_query_current_chat: "search", switch_inline_query_chosen_chat: "search" };

function inlineButton(message, one) {
  const mark = Object.keys(MARKS).find((name) => name in one);
  const element = h("button.inline-button" + (one.style ? `.${one.style}` : ""), { type: "button", "data-testid": "inline-button", dataset: one.callback_data === undefined ? {} : { key: `${message.message_id}:${one.callback_data}` }, onclick: () => press(message, one) },
    h("span.label", {}, one.pay && message.is_paid ? t("Receipt") : one.text), mark && icon(MARKS[mark], 13), h("span.spinner", { "aria-hidden": "true" }));
  showWaiting(element);
  return element;
}

function showWaiting(element) {
  const waiting = store.pressed.has(element.dataset.key);
  element.classList.toggle("waiting", waiting);
  element.setAttribute("aria-busy", String(waiting));
}

/** The buttons stay the ones they are: whoever has pressed one half-way, or come by keyboard, loses nothing. */
export function refreshPressed(root) {
  for (const element of root.querySelectorAll("[data-key]")) showWaiting(element);
}

async function press(message, one) {
  const place = { message_id: message.message_id, label: one.text };
  if (one.callback_data !== undefined) {
    const key = `${message.message_id}:${one.callback_data}`;
    store.pressed.set(key, Date.now());
    tell("pressed");
    const query = await trying(api.act(act("press", { ...place, data: one.callback_data })));
    if (!query) store.pressed.delete(key), tell("pressed");
  } else if (one.url || one.login_url) openLink(one.url || one.login_url.url);
  else if (one.web_app) openWebApp(one.web_app.url, one.text);
  else if (one.pay) message.is_paid ? openReceipt(message) : openInvoice(message);
  else if (one.copy_text) {
    await navigator.clipboard?.writeText(one.copy_text.text).catch(() => {});
    toast(t("Copied"));
  } else {
    const query = one.switch_inline_query_current_chat ?? one.switch_inline_query ?? one.switch_inline_query_chosen_chat?.query ?? "";
    tell("compose", `@${store.bot.username} ${query}`);
  }
}

function actions(message, own, { say, reply, edit }) {
  const opener = button(t("Actions with this message"), "more", () => open(), { class: "icon-button actions-opener", "aria-haspopup": "menu" });
  function open() {
    const away = () => {
      menu.removeEventListener("focusout", left); // to be removed is to lose the focus
      menu.remove();
    };
    const left = (event) => menu.contains(event.relatedTarget) || away();
    const close = () => (away(), opener.focus());
    const entry = (label, onclick) => h("button", { type: "button", role: "menuitem", onclick: () => (close(), onclick()) }, label);
    const menu = h("div.popup", { role: "menu", onkeydown: (event) => event.key === "Escape" && close() },
      entry(t("Reply"), () => reply(message)),
      (message.text || message.caption) && entry(t("Copy text"), () => navigator.clipboard?.writeText(message.text || message.caption)),
      own && message.text && entry(t("Send again"), () => say(message.text)),
      own && message.text && entry(t("Edit"), () => edit(message)),
      entry(t("Delete"), () => trying(api.act(act("delete", { message_id: message.message_id })))));
    opener.after(menu);
    menu.querySelector("button").focus();
    menu.addEventListener("focusout", left);
  }
  return opener;
}
