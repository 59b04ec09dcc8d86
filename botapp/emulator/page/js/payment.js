// The payment form of an invoice: filled in, paid, refused by the bank, or left.

import { api } from "./api.js";
import { deliveryChoice, formFields, tipChoice } from "./billing.js";
import { fill, h, icon, modal, money } from "./dom.js";
import { trying } from "./notices.js";
import { act, on } from "./store.js";
import { t } from "./words.js";

const SECONDS = 10.5;

let open = null;

on("payment", (event) => open?.(event));
on("shipping", (event) => open?.(event));

/** The same for an invoice that is only known by its link. */
export async function openInvoiceLink(slug, { onclose = null } = {}) {
  const bill = await trying(api.invoice({ slug }));
  if (bill) show({ slug }, bill, onclose);
  else onclose?.("failed");
}

/** onclose(status): "paid", "failed", "cancelled", as Telegram tells a Mini App. */
export async function openInvoice(message, { onclose = null } = {}) {
  const bill = await trying(api.invoice({ chat: message.chat.id, message_id: message.message_id }));
  if (bill) show({ message_id: message.message_id }, bill, onclose);
}

function show(place, bill, onclose) {
  const order = { info: {}, options: null, option: null, tip: 0 };
  const cost = (amount) => money(amount, bill.currency);
  const delivery = () => (order.option?.prices || []).reduce((sum, price) => sum + price.amount, 0);
  const total = () => bill.total_amount + delivery() + order.tip;
  let status = "cancelled";
  let waiting = null; // for the bot's answer to this query
  let timer = 0;
  const early = new Map(); // the bot's answer may overtake the answer of our own call
  const words = h("p.pay-status", { role: "status", "aria-live": "polite" });
  const sums = h("dl.pay-sums");
  const ways = h("div.pay-ways");
  const buttons = h("div.pay-buttons");
  const head = h("div.pay-head", {}, picture(bill) || icon("card", 34), h("h2", {}, bill.title));
  const fields = formFields(bill.asks, order.info, changed);
  const box = modal(
    h("form.pay", { onsubmit: (event) => (event.preventDefault(), next(false)), novalidate: true },
      h("div.pay-body", {}, head, h("p.dim", {}, bill.description),
        fields, ways, tipChoice(bill, (tip) => ((order.tip = tip), draw()))),
      h("div.pay-foot", {}, sums, words, buttons)),
    { className: "small", label: t("Payment"), testid: "payment", onclose: () => {
      clearTimeout(timer);
      open = null;
      onclose && onclose(status);
    } });

  /** Another address may be reached in other ways. */
  function changed(field) {
    if (field === "shipping_address" && order.options) Object.assign(order, { options: null, option: null });
    draw();
  }

  function draw() {
    const lines = [...bill.prices, ...(order.option?.prices || []), ...(order.tip ? [{ label: t("Tip"), amount: order.tip }] : [])];
    fill(sums, lines.length > 1 && lines.map((line) => [h("dt", {}, line.label), h("dd", {}, cost(line.amount))]), h("dt.total", {}, t("Total")), h("dd.total", { "data-testid": "pay-total" }, cost(total())));
    fill(ways, order.options && deliveryChoice(order.options, order.option, cost, (option) => ((order.option = option), draw())));
    if (bill.is_flexible && !order.options) {
      fill(buttons, h("button.primary.wide", { type: "submit", "data-testid": "pay-ways" }, t("Ways of delivery")), leave());
      return;
    }
    fill(buttons,
      h("button.primary.wide", { type: "submit", "data-testid": "pay", disabled: bill.is_flexible && !order.option }, t("Pay %(sum)s", { sum: cost(total()) })),
      h("button.quiet.wide", { type: "button", "data-testid": "pay-declined", disabled: bill.is_flexible && !order.option, onclick: () => next(true) }, bill.currency === "XTR" ? t("Pay without enough Stars") : t("Pay with a card the bank refuses")),
      leave());
  }

  const leave = () => h("button.quiet.wide", { type: "button", "data-testid": "pay-leave", onclick: () => box.close() }, t("Leave"));

  function next(declined) {
    if (bill.is_flexible && !order.options) ask("shipping", {}, t("The store did not answer within 10 seconds."));
    else ask("pay", { declined, tip: order.tip, shipping_option: order.option?.id || "" }, t("The store did not answer within 10 seconds. Nothing was paid."));
  }

  async function ask(what, facts, silence) {
    fill(buttons, h("div.spinner.large", { "aria-hidden": "true" }));
    say(t("Asking the store…"));
    fields?.toggleAttribute("inert", true);
    try {
      waiting = (await api.act(act(what, { ...place, ...facts, order_info: order.info }))).query_id;
    } catch (error) {
      return again(error.message);
    }
    if (early.has(waiting)) return answered(early.get(waiting));
    timer = setTimeout(() => {
      if (what === "pay") status = "failed";
      again(silence);
    }, SECONDS * 1000);
  }

  function say(text, good = false) {
    words.textContent = text;
    words.classList.toggle("good", good);
  }

  function again(text) {
    fields?.toggleAttribute("inert", false);
    say(text);
    draw();
  }

  function answered(event) {
    clearTimeout(timer);
    if (event.type === "shipping") {
      Object.assign(order, event.options.length ? { options: event.options, option: event.options[0] } : { options: null, option: null });
      return again(event.text);
    }
    status = event.outcome === "paid" ? "paid" : "failed";
    if (status === "paid") {
      say(t("Paid. Thank you!"), true);
      return fill(buttons, h("button.primary.wide", { type: "button", "data-testid": "pay-done", onclick: () => box.close() }, t("Done")));
    }
    const declined = bill.currency === "XTR" ? t("There are not enough Stars. Nothing was paid.") : t("The bank refused the card. Nothing was paid.");
    again(event.outcome === "declined" ? declined : event.text);
  }

  open = (event) => (event.query_id === waiting ? answered(event) : early.set(event.query_id, event));
  draw();
}

/** The goods' picture, where the store itself has it; a drawn one for any other address. */
export function picture(bill) {
  if (!bill.photo_url) return null;
  const frame = h("div.goods", { "aria-hidden": "true" }, icon("goods", 44));
  const address = URL.canParse(bill.photo_url, location.href) ? new URL(bill.photo_url, location.href) : null;
  if (address?.origin === location.origin) {
    const image = h("img", { src: address.href, alt: "", width: bill.photo_width || null, height: bill.photo_height || null });
    image.addEventListener("load", () => fill(frame, image));
  }
  return frame;
}
