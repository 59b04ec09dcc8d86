// The parts of a payment form: who pays, where to, which way, and a tip.

import { h, money } from "./dom.js";
import { speaker, store } from "./store.js";
import { language, t } from "./words.js";

const COUNTRIES = ["AE", "AM", "BY", "CN", "DE", "ES", "FR", "GB", "GE", "IT", "KZ", "RS", "RU", "TR", "US", "UZ"];
const HOMES = {
  ru: { country_code: "RU", state: "", city: "Москва", street_line1: "Лесная, 7", street_line2: "кв. 12", post_code: "125047" },
  en: { country_code: "GB", state: "", city: "London", street_line1: "221B Baker Street", street_line2: "", post_code: "NW1 6XE" },
};

/** The form with what this person would write already there; `info` becomes OrderInfo. */
export function formFields(asks, info, changed) {
  if (!asks.length) return null;
  const home = HOMES[speaker()?.language_code === "ru" ? "ru" : "en"];
  const fields = {
    name: () => [field("name", t("Full name"), fullName(), { autocomplete: "off" })],
    phone_number: () => [field("phone_number", t("Phone number"), store.current.phone || "", { type: "tel" }, asks.includes("email"))],
    email: () => [field("email", t("E-mail"), `${speaker()?.username || "customer"}@example.com`, { type: "email" }, asks.includes("phone_number"))],
    shipping_address: () => addressFields(home, info, changed),
  };

  function field(name, label, value, attributes, half = false) {
    info[name] = value;
    const input = h("input", { value, "data-testid": `pay-${name}`, ...attributes });
    input.addEventListener("input", () => ((info[name] = input.value), changed(name)));
    return h("label" + (half ? ".half" : ""), {}, label, input);
  }
  return h("div.pay-form", {}, asks.flatMap((name) => fields[name]()));
}

function fullName() {
  const person = speaker();
  return [person?.first_name, person?.last_name].filter(Boolean).join(" ");
}

function addressFields(home, info, changed) {
  const address = (info.shipping_address = { ...home });
  const names = new Intl.DisplayNames([language], { type: "region" });
  const heard = (name, element) => {
    element.addEventListener("input", () => ((address[name] = element.value), changed("shipping_address")));
    return element;
  };
  const line = (name, label, wide = true) => h("label" + (wide ? "" : ".half"), {}, label, heard(name, h("input", { value: address[name], "data-testid": `pay-${name}` })));
  const countries = COUNTRIES.map((code) => h("option", { value: code, selected: code === address.country_code }, names.of(code)));
  return [
    h("label", {}, t("Country"), heard("country_code", h("select", { "data-testid": "pay-country_code" }, countries))),
    line("city", t("City"), false),
    line("post_code", t("Postcode"), false),
    line("street_line1", t("Street and house")),
    line("street_line2", t("Flat, entrance, floor"), false),
    line("state", t("State, if there is one"), false),
  ];
}

export function deliveryChoice(options, chosen, cost, choose) {
  return h("fieldset.choice", {}, h("legend", {}, t("Delivery")), options.map((option) => {
    const price = option.prices.reduce((sum, one) => sum + one.amount, 0);
    const radio = h("input", { type: "radio", name: "delivery", checked: option === chosen, onchange: () => choose(option) });
    return h("label", { "data-testid": "pay-way" }, radio, h("span", {}, option.title), h("span.dim", {}, cost(price)));
  }));
}

export function tipChoice(bill, choose) {
  if (!bill.max_tip_amount) return null;
  const own = h("input", { type: "number", min: "0", step: "any", placeholder: t("Other sum"), "aria-label": t("Other sum"), "data-testid": "pay-tip" });
  const chips = bill.suggested_tip_amounts.map((sum) => h("button.chip", { type: "button", "aria-pressed": "false", "data-testid": "pay-tip-chip", onclick: () => press(sum) }, money(sum, bill.currency)));
  let tip = 0;
  const press = (sum) => {
    own.value = "";
    set(tip === sum ? 0 : sum);
  };
  const set = (sum) => {
    tip = sum;
    chips.forEach((chip, at) => chip.setAttribute("aria-pressed", String(bill.suggested_tip_amounts[at] === sum)));
    choose(sum);
  };
  own.addEventListener("input", () => set(Math.round((Number(own.value) || 0) * bill.units)));
  return h("fieldset.choice", {}, h("legend", {}, t("A tip, up to %(sum)s", { sum: money(bill.max_tip_amount, bill.currency) })), h("div.tips", {}, chips, own));
}
