// The payment form of an invoice: paid, refused by the bank, or left.

import { api } from "./api.js";
import { fill, h, icon, modal, money } from "./dom.js";
import { trying } from "./notices.js";
import { act, on } from "./store.js";
import { t } from "./words.js";

let open = null;

on("payment", (event) => open?.(event));

/** The same for an invoice that is only known by its link. */
export async function openInvoiceLink(slug, { onclose = null } = {}) {
  const bill = await trying(api.invoice(slug));
  if (bill) openInvoice({ slug, bill, onclose });
  else onclose?.("failed");
}

/** onclose(status): "paid", "failed", "cancelled" — as Telegram tells a Mini App. */
export function openInvoice({ message_id = null, slug = "", bill = null, onclose = null }) {
  let status = "cancelled";
  let query = null;
  let timer = 0;
  const early = new Map(); // the bot's answer may overtake the answer of our own call
  const words = h("p.pay-status", { role: "status", "aria-live": "polite" });
  const buttons = h("div.pay-buttons");
  const total = bill ? money(bill.total_amount, bill.currency) : "";
  const box = modal(
    h("div.pay", {},
      h("div.pay-head", {}, icon("card", 34), h("h2", {}, bill?.title || t("Payment"))),
      bill && h("p.dim", {}, bill.description),
      total && h("div.price.big", {}, total),
      words, buttons),
    { className: "small", label: t("Payment"), testid: "payment", onclose: () => {
      clearTimeout(timer);
      open = null;
      onclose && onclose(status);
    } });

  function offer() {
    fill(buttons,
      h("button.primary.wide", { type: "button", "data-testid": "pay", onclick: () => pay(false) }, total ? t("Pay %(sum)s", { sum: total }) : t("Pay")),
      h("button.quiet.wide", { type: "button", "data-testid": "pay-declined", onclick: () => pay(true) }, t("Pay with a card the bank refuses")),
      h("button.quiet.wide", { type: "button", "data-testid": "pay-leave", onclick: () => box.close() }, t("Leave")));
  }

  async function pay(declined) {
    fill(buttons, h("div.spinner.large", { "aria-hidden": "true" }));
    words.textContent = t("Asking the store…");
    try {
      query = (await api.act(act("pay", { message_id: message_id ?? undefined, slug, declined }))).query_id;
    } catch (error) {
      words.textContent = error.message;
      return offer();
    }
    if (early.has(query)) return answered(early.get(query));
    timer = setTimeout(() => {
      status = "failed";
      words.textContent = t("The store did not answer within 10 seconds. Nothing was paid.");
      offer();
    }, 10500);
  }

  function answered(event) {
    clearTimeout(timer);
    status = event.outcome === "paid" ? "paid" : "failed";
    const said = { paid: t("Paid. Thank you!"), declined: t("The bank refused the card. Nothing was paid."), rejected: event.text };
    words.textContent = said[event.outcome];
    words.classList.toggle("good", event.outcome === "paid");
    if (event.outcome === "paid") fill(buttons, h("button.primary.wide", { type: "button", "data-testid": "pay-done", onclick: () => box.close() }, t("Done")));
    else offer();
  }

  open = (event) => (event.query_id === query ? answered(event) : early.set(event.query_id, event));
  offer();
}
