// What was paid, when, and for whom: an invoice once it is paid.

import { api } from "./api.js";
import { clock, day, h, icon, modal, money } from "./dom.js";
import { trying } from "./notices.js";
import { picture } from "./payment.js";
import { t } from "./words.js";

export async function openReceipt(message) {
  const bill = await trying(api.invoice({ chat: message.chat.id, message_id: message.message_id }));
  if (bill) show(bill, bill.receipt);
}

function show(bill, { date, prices, tip, total_amount: total, order_info: info = {} }) {
  const cost = (amount) => money(amount, bill.currency);
  const lines = [...prices, ...(tip ? [{ label: t("Tip"), amount: tip }] : [])];
  const box = modal(
    h("div.pay", {},
      h("div.pay-body", {},
        h("div.pay-head", {}, picture(bill) || icon("card", 34), h("h2", {}, bill.title)),
        h("p.dim", {}, bill.description),
        h("p.pay-status.good", {}, t("Paid on %(day)s at %(time)s", { day: day(date), time: clock(date) })),
        who(info)),
      h("div.pay-foot", {},
        h("dl.pay-sums", {}, lines.length > 1 && lines.map((line) => [h("dt", {}, line.label), h("dd", {}, cost(line.amount))]), h("dt.total", {}, t("Total")), h("dd.total", { "data-testid": "receipt-total" }, cost(total))),
        h("div.pay-buttons", {}, h("button.primary.wide", { type: "button", "data-testid": "receipt-done", onclick: () => box.close() }, t("Done"))))),
    { className: "small", label: t("Receipt"), testid: "receipt" });
}

function who({ name, phone_number: phone, email, shipping_address: to }) {
  const address = to && [to.post_code, to.city, to.street_line1, to.street_line2].filter(Boolean).join(", ");
  const told = [[t("Full name"), name], [t("Phone number"), phone && `+${phone}`], [t("E-mail"), email], [t("Delivery"), address]].filter(([, value]) => value);
  return told.length > 0 && h("dl.pay-sums", {}, told.map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)]));
}
