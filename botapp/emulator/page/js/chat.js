// The open chat: header, messages, what is below them.

import { api } from "./api.js";
import { bubble, refreshPressed } from "./bubble.js";
import { startComposer } from "./composer.js";
import { avatar, button, day, fill, h, icon, modal } from "./dom.js";
import { telegramLink } from "./links.js";
import { inTurn } from "./live.js";
import { contentLine } from "./list.js";
import { trying } from "./notices.js";
import { showProfile } from "./profile.js";
import { act, chatById, on, speaker, store, tell } from "./store.js";
import { t } from "./words.js";

let header;
let scroller;
let log;
let composer;
let drawn = new Map(); // key → {source, element}
let following = true; // the newest message is in view, and shall stay so
let toEnd;

export function startChat() {
  const root = document.querySelector("#chat");
  header = h("header.bar.chat-bar");
  log = h("div.messages", { role: "log", "aria-label": t("Messages"), "data-testid": "messages" });
  scroller = h("div.scroller", { tabindex: "0", "aria-label": t("Messages") }, log);
  const foot = h("footer.foot");
  toEnd = h("button.to-end", { type: "button", hidden: true, "aria-label": t("To the newest message"), title: t("To the newest message"), "data-testid": "to-end", onclick: follow }, icon("down"));
  fill(root, h("div.empty", {}, h("div.empty-card", {}, icon("send", 40), h("p", {}, t("Choose a chat to speak as that person")))), h("div.open-chat", {}, header, scroller, h("div.foot-frame", {}, toEnd, foot)));
  composer = startComposer(foot);
  scroller.addEventListener("scroll", () => {
    following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 160;
    toEnd.hidden = following;
  });
  // Pictures come late and keyboards come and go: what was followed is followed still.
  const resized = new ResizeObserver(() => following && follow());
  resized.observe(log);
  resized.observe(scroller);
  on("messages", ({ arrived }) => drawMessages(arrived));
  on("typing", drawHeader);
  on("online", drawHeader);
  on("pressed", () => store.current && refreshPressed(log));
}

export const openChat = (id) => inTurn(() => showChat(id));

/** Fetches the chat and shows it; for those whose turn it is (see live.js). */
export async function showChat(id, { quiet = false } = {}) {
  const loaded = await trying(api.chat(id));
  if (!loaded) return;
  const same = store.current && store.current.id === id;
  store.current = loaded;
  document.body.dataset.open = "yes";
  if (!quiet) {
    document.body.dataset.view = "chat";
    history.replaceState(null, "", `#${id}`);
  }
  const chat = chatById(id);
  if (chat) Object.assign(chat, { unread: 0, blocked: loaded.blocked, started: loaded.started });
  if (!same) {
    drawn = new Map();
    fill(log);
  }
  drawHeader();
  drawMessages(null, !same);
  tell("keyboard", { shown: true });
  tell("opened", { same });
  tell("chats");
  api.read(id).catch(() => {});
}

function drawHeader() {
  const chat = store.current;
  if (!chat) return;
  const person = speaker();
  const name = person ? [person.first_name, person.last_name].filter(Boolean).join(" ") : "";
  const action = (store.typing.get(chat.id)?.until || 0) > Date.now() ? store.typing.get(chat.id).action : null;
  const status = action ? (action === "typing" ? t("typing…") : t("sending a file…")) : !store.online ? t("connecting…") : t("you are %(name)s", { name }) + (person?.language_code ? ` · ${person.language_code.toUpperCase()}` : "");
  const title = chat.kind === "private" ? store.bot.first_name : chat.title;
  fill(header,
    button(t("Back to the chats"), "back", () => (document.body.dataset.view = "list"), { class: "icon-button phone-only" }),
    avatar(chat.kind === "private" ? store.bot.id : chat.id, title, chat.kind === "private" ? "bot" : "group"),
    h(chat.kind === "private" ? "button.chat-heading" : "div.chat-heading", chat.kind === "private" ? { type: "button", title: t("About the bot"), "data-testid": "about", onclick: showProfile } : {}, h("h2", {}, title, chat.kind === "private" && h("span.tag", {}, t("bot"))), h("p.status" + (action ? ".typing" : ""), { "data-testid": "status" }, status)),
    chat.kind === "private" && button(t("Open a deep link"), "link", deepLink, { "data-testid": "deep-link" }),
    button(t(chat.blocked ? "Let the bot write again" : chat.kind === "private" ? "Block the bot" : "Put the bot out of the group"), chat.blocked ? "check" : "block", toggleBlock, { "data-testid": "block" }),
    button(t("Inspector"), "panel", toggleInspector, { "data-testid": "inspector-toggle" }),
  );
  drawPinned();
}

function drawPinned() {
  const number = store.current.pinned?.at(-1);
  const message = store.current.messages.find((one) => one.message_id === number);
  document.querySelector(".pinned-bar")?.remove();
  if (!message) return;
  header.after(h("button.pinned-bar", { type: "button", onclick: () => log.querySelector(`[data-message-id="${number}"]`)?.scrollIntoView({ block: "center" }) }, icon("pinned", 18), h("span", {}, contentLine(message))));
}

function toggleInspector() {
  const wide = matchMedia("(min-width: 760px)").matches;
  if (!wide) document.body.dataset.view = "inspector";
  else document.body.dataset.inspector = document.body.dataset.inspector === "open" ? "closed" : "open";
}

async function toggleBlock() {
  const chat = store.current;
  if (chat.blocked && chat.kind === "private") await trying(api.act(act("unblock")));
  else await trying(api.act(act(chat.blocked ? "unblock" : "block")));
}

function deepLink() {
  const link = h("input", { placeholder: `t.me/${store.bot.username}?start=…`, autocomplete: "off", "data-testid": "deep-link-input" });
  const form = h("form.form", {},
    h("h2", {}, t("Open a deep link")),
    h("label", {}, t("A link of the bot, or just its payload"), link),
    h("div.form-actions", {}, h("button.quiet", { type: "button", onclick: () => box.close() }, t("Cancel")), h("button.primary", { type: "submit", "data-testid": "deep-link-open" }, t("Open"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const inner = telegramLink(link.value.trim());
    box.close();
    await trying(api.act(act("start", { payload: inner ? inner.start || "" : link.value.trim() })));
  });
  const box = modal(form, { className: "small", label: t("Open a deep link") });
  link.focus();
}

// Messages are drawn by key; one that did not change keeps its element (and its focus).
function drawMessages(arrived, fresh = false) {
  const hooks = { say: composer.say, reply: composer.reply, edit: composer.edit };
  const kept = new Map();
  const elements = [];
  let lastDay = "";
  for (const group of grouped(store.current.messages)) {
    const date = day(group[0].date);
    if (date !== lastDay) elements.push(separator(date, kept));
    lastDay = date;
    const key = `m${group[0].message_id}`;
    const source = JSON.stringify(group);
    const known = drawn.get(key);
    const element = known && known.source === source ? known.element : bubble(group, hooks);
    if (known && known.source !== source) element.classList.add("changed");
    kept.set(key, { source, element });
    elements.push(element);
  }
  if (!elements.length) elements.push(welcome());
  drawn = kept;
  place(elements);
  const mine = arrived && arrived.from.id === store.current.speaker;
  if (fresh || following || mine) follow();
  if (store.current && !store.current.started && store.current.messages.length) {
    store.current.started = true;
    tell("opened", { same: true });
  }
  drawPinned();
}

function place(elements) {
  const wanted = new Set(elements);
  for (const child of [...log.children]) if (!wanted.has(child)) child.remove();
  elements.forEach((element, index) => {
    if (log.children[index] !== element) log.insertBefore(element, log.children[index] || null);
  });
}

function separator(date, kept) {
  const key = `d${date}`;
  const known = drawn.get(key);
  const element = known ? known.element : h("div.day", {}, h("span", {}, date));
  kept.set(key, { source: date, element });
  return element;
}

function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (last && message.media_group_id && last[0].media_group_id === message.media_group_id) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function welcome() {
  const { about, kind } = store.current;
  const text = about || t(kind === "private" ? "Press Start to meet the bot." : "What the store tells its staff appears here.");
  return h("div.welcome", {}, h("div.empty-card" + (about ? ".about" : ""), { "data-testid": "welcome" }, avatar(store.bot.id, store.bot.first_name, "bot big"), about && h("strong", {}, t("What can this bot do?")), h("p", {}, text)));
}

function follow() {
  following = true;
  scroller.scrollTop = scroller.scrollHeight;
}
