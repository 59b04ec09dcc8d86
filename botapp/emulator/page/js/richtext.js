// Text with Telegram's entities (offsets in UTF-16 units, as JavaScript's own) into elements.

import { h } from "./dom.js";
import { language, t } from "./words.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/** onLink(url, event) may take a click over; onCommand(text) sends a command. */
export function richText(text, entities = [], { onLink, onCommand } = {}) {
  const root = h("span.rich");
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  render(root, text, 0, text.length, sorted, { onLink, onCommand });
  return root;
}

function render(parent, text, start, end, entities, hooks) {
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    index += 1;
    if (from >= to) continue;
    if (from > at) parent.append(text.slice(at, from));
    const inside = [];
    while (index < entities.length && entities[index].offset < to) inside.push(entities[index++]);
    const element = make(entity, text.slice(from, to), hooks);
    render(element.querySelector("[data-inside]") || element, text, from, to, inside, hooks);
    parent.append(element);
    if (element.dataset.said) element.replaceChildren(element.dataset.said);
    at = to;
    // A block ends its own line.
    if (BLOCKS.has(entity.type) && text[at] === "\n" && at < end) at += 1;
  }
  if (at < end) parent.append(text.slice(at, end));
}

function make(entity, text, { onLink, onCommand }) {
  const kind = entity.type;
  if (SIMPLE[kind]) return h(SIMPLE[kind]);
  if (kind === "pre") {
    return h("pre", {}, entity.language && h("span.language", { "aria-hidden": "true" }, entity.language), h("code", { "data-inside": true }));
  }
  if (kind === "spoiler") return spoiler();
  if (kind === "blockquote") return h("blockquote");
  if (kind === "expandable_blockquote") return long(text) ? foldable() : h("blockquote");
  if (kind === "bot_command") return h("button.entity", { type: "button", onclick: () => onCommand && onCommand(text) });
  if (kind === "date_time") return moment(entity);
  const url = address(entity, text);
  if (!url) return h("span.entity");
  return h("a", { href: url, target: "_blank", rel: "noopener", onclick: (event) => onLink && onLink(url, event) });
}

function address(entity, text) {
  if (entity.type === "text_link") return entity.url;
  if (entity.type === "url") return /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (entity.type === "email") return `mailto:${text}`;
  if (entity.type === "phone_number") return `tel:${text.replace(/[^+\d]/g, "")}`;
  return null;
}

/** A moment in the reader's own time and language, as its format asks: r, or of w, d/D, t/T. */
function moment({ unix_time, date_time_format: format = "" }) {
  const when = new Date(unix_time * 1000);
  const has = (letter) => format.includes(letter);
  const parts = {
    ...(has("w") || has("W") ? { weekday: has("D") ? "long" : "short" } : {}),
    ...(has("D") ? { day: "numeric", month: "long", year: "numeric" } : has("d") ? { day: "2-digit", month: "2-digit", year: "2-digit" } : {}),
    ...(has("T") ? { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } : has("t") ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : {}),
  };
  const said = /^r$/i.test(format) ? ago(unix_time) : Object.keys(parts).length ? when.toLocaleString(language, parts) : null;
  return h("time.entity", { datetime: when.toISOString(), title: when.toLocaleString(language), dataset: said ? { said } : {} });
}

const STEPS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function ago(unix_time) {
  const away = unix_time - Date.now() / 1000;
  const [unit, seconds] = STEPS.find(([, size]) => Math.abs(away) >= size) || STEPS.at(-1);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.round(away / seconds), unit);
}

const long = (text) => text.split("\n").length > 3 || text.length > 160;

function spoiler() {
  const reveal = () => {
    element.classList.add("shown");
    element.removeAttribute("role");
    element.removeAttribute("tabindex");
  };
  const element = h("span.spoiler", { role: "button", tabindex: "0", "aria-label": t("Hidden text, press to reveal"), onclick: reveal, onkeydown: (event) => event.key === "Enter" && reveal() });
  return element;
}

function foldable() {
  const element = h("blockquote.folded", { role: "button", tabindex: "0", title: t("Show all"), onclick: () => element.classList.toggle("folded"), onkeydown: (event) => event.key === "Enter" && element.classList.toggle("folded") });
  return element;
}
