// Small helpers to build and replace elements; no framework.

import { language, t } from "./words.js";

const ICONS = {
  send: '<path d="M4 12 20 4l-5 16-3.500-6.500z"/><path d="m11.500 13.500 8.500-9.500"/>',
  attach: '<path d="m8 12.500 6-6a3 3 0 0 1 4.300 4.300l-7.600 7.600a5 5 0 0 1-7-7L11 4"/>',
  menu: '<path d="M4 7h16M4 12h16M4 17h10"/>',
  slash: '<rect x="4" y="4" width="16" height="16" rx="4"/><path d="m14 8-4 8"/>',
  keyboard: '<rect x="3" y="6" width="18" height="12" rx="3"/><path d="M7 10h.01M11 10h.01M15 10h.01M8 14h8"/>',
  back: '<path d="m14 6-6 6 6 6"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  link: '<path d="M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1"/><path d="M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1"/>',
  block: '<circle cx="12" cy="12" r="8"/><path d="m6.500 6.500 11 11"/>',
  panel: '<rect x="3" y="5" width="18" height="14" rx="3"/><path d="M14 5v14"/>',
  theme: '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600 7 7M17 17l1.400 1.400M5.600 18.400 7 17M17 7l1.400-1.400"/>',
  moon: '<path d="M19 14.500A7.500 7.500 0 0 1 9.500 5a7.500 7.500 0 1 0 9.500 9.500z"/>',
  more: '<path d="M6 12h.01M12 12h.01M18 12h.01"/>',
  file: '<path d="M7 3h7l5 5v11a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"/><path d="M14 3v5h5"/>',
  photo: '<rect x="3.500" y="5" width="17" height="14" rx="3"/><circle cx="9" cy="10" r="1.700"/><path d="m4 17 5-4.500 3.500 3 3-2.500 4.500 4"/>',
  settings: '<circle cx="12" cy="12" r="3"/><path d="M12 4v2.500M12 17.500V20M4 12h2.500M17.500 12H20M6.300 6.300l1.800 1.800M15.900 15.900l1.800 1.800M6.300 17.700l1.800-1.800M15.900 8.100l1.800-1.800"/>',
  pin: '<path d="M12 21s7-6.200 7-11.500A7 7 0 0 0 5 9.500C5 14.800 12 21 12 21z"/><circle cx="12" cy="9.500" r="2.500"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4.500 20a7.500 7.500 0 0 1 15 0"/>',
  out: '<path d="M9 6h9v9M18 6 7 17"/>',
  window: '<rect x="4" y="5" width="16" height="14" rx="3"/><path d="M4 9.500h16"/>',
  card: '<rect x="3" y="6" width="18" height="12" rx="3"/><path d="M3 10.500h18M7 14.500h3"/>',
  goods: '<path d="m12 3 8 4.500v9L12 21l-8-4.500v-9z"/><path d="m4 7.500 8 4.500 8-4.500M12 12v9"/>',
  copy: '<rect x="8" y="8" width="11" height="11" rx="3"/><path d="M5 15V7a2 2 0 0 1 2-2h8"/>',
  check: '<path d="m5 12.500 4.500 4.500L19 7.500"/>',
  play: '<path d="M8 5.500v13l10-6.500z"/>',
  record: '<circle cx="12" cy="12" r="6"/>',
  search: '<circle cx="11" cy="11" r="6"/><path d="m15.500 15.500 4 4"/>',
  down: '<path d="m6 9.500 6 6 6-6"/>',
  pinned: '<path d="M9 4h6l-1 6 3 3H7l3-3zM12 13v7"/>',
};

export function icon(name, size = 22) {
  const holder = document.createElement("span");
  holder.className = "icon";
  holder.setAttribute("aria-hidden", "true");
  holder.innerHTML =
    `<svg viewBox="0 0 24 24" width="${size}" height="${size}" fill="none" stroke="currentColor"` +
    ` stroke-width="1.800" stroke-linecap="round" stroke-linejoin="round">${ICONS[name] || ""}</svg>`;
  return holder;
}

/** h("div.note", {id: "x", onclick: f}, "text", child…) */
export function h(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name in element && name !== "list" && name !== "form" && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

export function fill(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

export function button(label, iconName, onclick, attributes = {}) {
  return h("button.icon-button", { type: "button", "aria-label": label, title: label, onclick, ...attributes }, icon(iconName));
}

/** A modal made of <dialog>; resolves nothing, returns {element, close}. */
export function modal(content, { className = "", label = "", onclose = null, testid = null, role = null } = {}) {
  const element = h("dialog.sheet" + (className ? "." + className : ""), { "aria-label": label, "data-testid": testid, role });
  add(element, [content]);
  document.body.append(element);
  const close = () => element.open && element.close();
  element.addEventListener("close", () => {
    element.remove();
    onclose && onclose();
  });
  element.addEventListener("click", (event) => event.target === element && close());
  element.showModal();
  return { element, close };
}

const FORMAT = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });

export const clock = (seconds) => FORMAT.format(new Date(seconds * 1000));
export const day = (seconds) => DAY.format(new Date(seconds * 1000));

export function size(bytes) {
  if (bytes < 1024) return t("%(size)s B", { size: bytes });
  if (bytes < 1048576) return t("%(size)s KB", { size: tenths(bytes / 1024) });
  return t("%(size)s MB", { size: tenths(bytes / 1048576) });
}

const tenths = (number) => number.toLocaleString(language, { maximumFractionDigits: 1 });

const UNDIVIDED = ["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND"]; // as Telegram counts: engine/currencies.py

export function money(amount, currency) {
  if (currency === "XTR") return `${amount} ★`;
  const digits = UNDIVIDED.includes(currency) ? 0 : 2;
  return new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(amount / 10 ** digits);
}

const HUES = [174, 262, 18, 208, 330, 96, 40];

// Neighbouring ids look different: the name is stirred in.
const hueOf = (id, name) => [...`${id}${name}`].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7) % HUES.length;

export function avatar(id, name, className = "") {
  const initials = name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
  return h("span.avatar" + (className ? "." + className : ""), { "aria-hidden": "true", style: `--hue:${HUES[hueOf(id, name)]}` }, initials || "?");
}
