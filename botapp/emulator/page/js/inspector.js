// The panel beside the chat: traffic, trouble, recordings.

import { api } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { toast, trying } from "./notices.js";
import { on, store } from "./store.js";
import { language, t } from "./words.js";

let body;
let tab = "traffic";
let filter = "all";
let entries;
let form;

const TABS = { traffic: t("Traffic"), trouble: t("Trouble"), recording: t("Recording") };

export function startInspector() {
  const root = document.querySelector("#inspector");
  body = h("div.inspector-body");
  const tabs = h("div.tabs", { role: "tablist" }, Object.entries(TABS).map(([name, label]) =>
    h("button", { type: "button", role: "tab", "aria-selected": String(name === tab), dataset: { tab: name }, "data-testid": `tab-${name}`, onclick: () => show(name) }, label)));
  fill(root,
    h("header.bar", {}, button(t("Back to the chat"), "back", () => (document.body.dataset.view = store.current ? "chat" : "list"), { class: "icon-button phone-only" }),
      h("h2", {}, t("Inspector")), h("span.grow"), button(t("Close"), "close", () => (document.body.dataset.inspector = "closed"), { class: "icon-button wide-only" })),
    tabs, body);
  on("loaded", () => tab === "traffic" && draw());
  on("log", append);
  show("traffic");
}

function show(name) {
  tab = name;
  for (const one of document.querySelectorAll("[role=tab]")) one.setAttribute("aria-selected", String(one.dataset.tab === name));
  draw();
}

function draw() {
  if (tab === "traffic") traffic();
  else if (tab === "trouble") trouble();
  else recording();
}

const FILTERS = {
  all: () => true,
  updates: (entry) => entry.kind === "update",
  calls: (entry) => entry.kind === "call",
  failures: (entry) => entry.status < 200 || entry.status > 299,
};

function traffic() {
  entries = h("div.entries", { "data-testid": "traffic" });
  const shown = store.log.filter(FILTERS[filter]).slice(-200).reverse();
  fill(body,
    h("div.filters", {}, Object.keys(FILTERS).map((name) => h("button.chip", { type: "button", "aria-pressed": String(name === filter), onclick: () => ((filter = name), draw()) }, t(name))),
      h("span.grow"), h("button.chip", { type: "button", onclick: async () => (await trying(api.clearLog()), (store.log = []), draw()) }, t("clear"))),
    h("p.webhook", { title: store.webhook.url }, store.webhook.url ? t("Updates go to %(url)s", { url: store.webhook.url }) : t("No webhook: updates wait for getUpdates")),
    entries);
  fill(entries, shown.map(row), !shown.length && h("p.nothing", {}, t("Nothing yet. Say something in the chat.")));
}

function append(entry) {
  if (tab !== "traffic" || !FILTERS[filter](entry)) return;
  entries.querySelector(".nothing")?.remove();
  entries.prepend(row(entry));
  while (entries.children.length > 200) entries.lastElementChild.remove();
}

function row(entry) {
  const good = entry.status >= 200 && entry.status <= 299;
  const details = h("details.entry", { "data-testid": "entry" },
    h("summary", {},
      h("span.direction." + entry.kind, { title: entry.kind === "update" ? t("update to the bot") : t("call of the bot") }, entry.kind === "update" ? "↓" : "↑"),
      h("span.entry-name", {}, entry.name, entry.attempt > 1 && h("span.dim", {}, " ", t("try %(number)s", { number: entry.attempt }))),
      h("span.entry-status" + (good ? "" : ".bad"), {}, entry.status || "—"),
      h("span.entry-time", {}, t("%(count)s ms", { count: Math.round(entry.ms) }))));
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    details.append(
      h("p.dim", {}, new Date(entry.at * 1000).toLocaleTimeString(language)),
      h("pre.json", {}, pretty(entry.body)),
      h("p.dim", {}, t("answer")),
      h("pre.json", {}, pretty(entry.answer)));
  });
  return details;
}

function pretty(value) {
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value || t("(empty)");
  }
}

function field(label, control, note) {
  return h("label.field-row", {}, h("span", {}, label, note && h("small", {}, note)), control);
}

function trouble() {
  const now = store.trouble || { rules: [], copies: 1 };
  const rule = (kind) => now.rules.find((one) => one.kind === kind);
  const outage = rule("outage_before") ? "before" : rule("outage_after") ? "after" : "";
  const number = (name, value, max) => h("input", { type: "number", min: "0", max: String(max), name, value: String(value), "data-testid": `trouble-${name}` });
  const check = (name, on) => h("input", { type: "checkbox", name, checked: Boolean(on), "data-testid": `trouble-${name}` });
  form = h("form.trouble", { onchange: apply, onsubmit: (event) => event.preventDefault() },
    h("h3", {}, t("Calls of the bot")),
    field(t("Slow answers"), number("latency", Math.round((rule("latency")?.seconds || 0) * 1000), 60000), t("milliseconds")),
    field("429 Too Many Requests", number("retry_after", rule("429")?.retry_after || 0, 600), t("retry_after, seconds")),
    field(t("429: how many calls"), number("times_429", rule("429")?.times || 0, 999), t("0: until switched off")),
    field(t("Outage"), h("select", { name: "outage", "data-testid": "trouble-outage" }, [["", t("none")], ["before", t("before taking effect")], ["after", t("after taking effect")]].map(([value, label]) => h("option", { value, selected: value === outage }, label)))),
    field(t("Outage: how many calls"), number("times_outage", rule("outage_before")?.times || rule("outage_after")?.times || 0, 999), t("0: until switched off")),
    field(t("Cut the connection"), check("cut", rule("outage_before")?.cut || rule("outage_after")?.cut), t("instead of 502")),
    field(t("Telegram's own limits"), check("limits", now.limits), t("30 a second, 20 a minute to a group")),
    h("h3", {}, t("Updates to the bot")),
    field(t("Copies of each"), number("copies", now.copies || 1, 5), t("2: every update twice, at once")),
    field(t("Out of order"), check("out_of_order", now.out_of_order), t("waits 0.7 s, newest first")),
    h("div.form-actions", {}, h("button.quiet", { type: "button", "data-testid": "trouble-clear", onclick: clear }, t("No trouble"))));
  fill(body, form, h("p.dim.note", {}, t("“Blocked by the user” is the button in the chat's header.")));
}

async function apply() {
  const given = Object.fromEntries(new FormData(form));
  const wish = { ...given, latency: Number(given.latency) / 1000, cut: "cut" in given, limits: "limits" in given, out_of_order: "out_of_order" in given };
  const answer = await trying(api.trouble(wish));
  if (answer) store.trouble = answer;
  mark();
}

async function clear() {
  store.trouble = await trying(api.trouble({}));
  draw();
  mark();
}

function mark() {
  const any = store.trouble && (store.trouble.rules.length || store.trouble.copies > 1 || store.trouble.out_of_order || store.trouble.limits);
  document.querySelector("[data-tab=trouble]").classList.toggle("active-trouble", Boolean(any));
}

function recording() {
  const outcome = h("div.outcome", { role: "status", "data-testid": "play-outcome" });
  const picker = h("input", { type: "file", accept: "application/json", hidden: true, "data-testid": "play-file", onchange: () => playFile(picker.files[0], outcome).finally(() => (picker.value = "")) });
  fill(body,
    h("div.recording", {},
      h("p", {}, t("A recording keeps what people did and what the bot showed. Played back, new people of the same names do it all again, and every difference is listed.")),
      h("button" + (store.recording ? ".danger" : ".primary") + ".wide", { type: "button", "data-testid": "record", onclick: toggle }, icon(store.recording ? "check" : "record", 18), t(store.recording ? "Stop and save" : "Start recording")),
      h("button.quiet.wide", { type: "button", onclick: () => picker.click() }, icon("play", 18), t("Play a recording…")), picker, outcome));
}

async function toggle() {
  const answer = await trying(api.record(!store.recording));
  if (!answer) return;
  store.recording = !store.recording;
  if (!store.recording) {
    const link = h("a", { href: URL.createObjectURL(new Blob([JSON.stringify(answer, null, 1)], { type: "application/json" })), download: "recording.json" });
    link.click();
    toast(t("Saved acts: %(count)s", { count: answer.acts.length }));
  }
  draw();
}

async function playFile(file, outcome) {
  if (!file) return;
  fill(outcome, h("p", {}, t("Playing…")));
  let recorded;
  try {
    recorded = JSON.parse(await file.text());
  } catch {
    return void fill(outcome, h("p.bad", {}, t("This is not a recording.")));
  }
  const answer = await trying(api.play(recorded));
  if (!answer) return void fill(outcome);
  fill(outcome, answer.differences.length ? [h("p.bad", {}, t("Differences: %(count)s", { count: answer.differences.length })), h("ol", {}, answer.differences.map((one) => h("li", {}, one)))] : h("p.good", {}, t("Everything was as recorded.")));
}
