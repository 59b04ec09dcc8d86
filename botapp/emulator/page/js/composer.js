// Below the messages: start button, input field, command menu, reply keyboard, inline results.

import { api } from "./api.js";
import { attachmentMenu } from "./attach.js";
import { button, fill, h, icon } from "./dom.js";
import { contentLine } from "./list.js";
import { agreed, toast, trying } from "./notices.js";
import { act, on, store } from "./store.js";
import { openWebApp } from "./webapp.js";
import { t } from "./words.js";

let root;
let input;
let keys;
let menu;
let results;
let context;
let replying = null;
let editing = null;
let forced = false; // the bot itself wants a reply
let keyboardOpen = true;
let inlineQuery = null;
let inlineTimer = 0;
let early = null;
let attachments;

export function startComposer(foot) {
  root = foot;
  input = h("textarea", { rows: "1", placeholder: t("Message"), "aria-label": t("Message"), "data-testid": "composer-input", maxlength: "4096", oninput: typed, onkeydown: keyed });
  keys = h("div.reply-keyboard", { "data-testid": "reply-keyboard", hidden: true });
  menu = h("div.command-list", { role: "menu", "data-testid": "command-list", hidden: true });
  results = h("div.inline-results", { "data-testid": "inline-results", hidden: true });
  context = h("div.context", { hidden: true });
  attachments = attachmentMenu(() => takeInput());
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !root.contains(event.target)) menu.hidden = true;
    if (!root.contains(event.target)) attachments.close();
  });
  root.addEventListener("keydown", (event) => event.key === "Escape" && (forget(), input.focus()));
  on("keyboard", ({ shown }) => ((keyboardOpen = shown), draw()));
  on("opened", ({ same }) => {
    if (!same) {
      write("");
      forget();
    }
    draw();
  });
  on("inline", showResults);
  on("compose", (text) => {
    input.value = text;
    input.focus();
    typed();
  });
  return { say, reply: (message) => setContext(message, null), edit: (message) => setContext(null, message) };
}

export async function say(text) {
  await trying(api.act(act("text", { text })));
}

function draw() {
  const chat = store.current;
  if (!chat) return;
  menu.hidden = true;
  if (chat.blocked) return void fill(root, wide(t("Unblock and restart"), "unblock-button", () => act("start")));
  if (chat.kind === "private" && !chat.started) return void fill(root, wide(t("Start"), "start-button", () => act("start")));
  const rows = chat.keyboard?.keyboard;
  const holder = input.parentElement;
  const focused = document.activeElement === input;
  fill(root, results, menu, attachments.element, context,
    h("form.composer", { onsubmit: (event) => (event.preventDefault(), send()) },
      menuButton(chat),
      button(t("Send a photo or file"), "attach", () => attachments.toggle(), { "aria-haspopup": "menu", "data-testid": "attach" }),
      h("div.field", {}, input),
      rows && button(t(keyboardOpen ? "Hide the keyboard" : "Show the keyboard"), "keyboard", () => ((keyboardOpen = !keyboardOpen), draw()), { "aria-pressed": String(keyboardOpen) }),
      h("button.send", { type: "submit", "aria-label": t("Send"), title: t("Send"), "data-testid": "send" }, icon("send"))),
    keys);
  input.placeholder = chat.keyboard?.input_field_placeholder || t(chat.kind === "private" ? "Message" : "Message to the group");
  if (focused || holder === null) input.focus({ preventScroll: true });
  const wanted = chat.keyboard?.force_reply && chat.messages.find((message) => message.message_id === chat.keyboard_message);
  if (wanted && replying !== wanted) setContext(wanted, null);
  else if (!wanted && forced) forget();
  forced = Boolean(wanted);
  drawKeys(rows);
}

function wide(label, testid, makeAct) {
  return h("button.primary.wide.start", { type: "button", "data-testid": testid, onclick: () => trying(api.act(makeAct())) }, label);
}

function menuButton(chat) {
  const special = chat.menu_button;
  if (special?.type === "web_app") {
    return h("button.menu-button", { type: "button", "data-testid": "menu-button", onclick: () => openWebApp(special.web_app.url, special.text) }, icon("window", 18), h("span", {}, special.text));
  }
  if (!chat.commands.length) return null;
  return button(t("Commands"), "slash", () => showCommands(""), { "data-testid": "command-menu", "aria-haspopup": "menu" });
}

function showCommands(prefix, toggled = true) {
  const found = store.current.commands.filter((command) => command.command.startsWith(prefix));
  if ((toggled && !menu.hidden) || !found.length) return void (menu.hidden = true);
  menu.hidden = false;
  fill(menu, found.map((command) => h("button", { type: "button", role: "menuitem", onclick: () => ((menu.hidden = true), write(""), say(`/${command.command}`)) }, h("strong", {}, `/${command.command}`), h("span", {}, command.description))));
}

function drawKeys(rows) {
  keys.hidden = !(rows && keyboardOpen);
  fill(keys);
  if (keys.hidden) return;
  keys.classList.toggle("tall", !store.current.keyboard.resize_keyboard);
  fill(keys, rows.map((row) => h("div.row", {}, row.map((key) => h("button.key" + (key.style ? `.${key.style}` : ""), { type: "button", "data-testid": "reply-key", onclick: () => press(key) },
    h("span", {}, key.text), key.web_app && icon("window", 15))))));
}

async function press(key) {
  if (key.request_users || key.request_chat || key.request_poll) return toast(t("Telegram opens a list here; this page has none"), "failed");
  if (key.web_app) return openWebApp(key.web_app.url, key.text, { fromKey: key.text });
  if (key.request_contact && !(await agreed(t("Share the phone number %(phone)s with the bot?", { phone: store.current.phone }), t("Share")))) return;
  if (!key.request_contact && !key.request_location && store.current.kind !== "private") return say(key.text);
  await trying(api.act(act("key", { label: key.text })));
}

async function send() {
  const text = input.value.trim();
  if (!text) return;
  const what = editing ? act("edit", { message_id: editing.message_id, text }) : act("text", { text, ...(replying ? { reply_to: replying.message_id } : {}) });
  write("");
  forget();
  const done = await trying(api.act(what));
  if (!done) write(text);
}

function setContext(reply, edit) {
  replying = reply;
  editing = edit;
  const target = reply || edit;
  context.hidden = false;
  fill(context, h("span.context-text", {}, h("strong", {}, reply ? t("Reply to %(name)s", { name: target.from.first_name }) : t("Editing")), h("span", {}, contentLine(target))), button(t("Cancel"), "close", forget));
  if (edit) write(edit.text);
  input.focus();
}

function forget() {
  replying = null;
  editing = null;
  context.hidden = true;
  results.hidden = true;
  menu.hidden = true;
  attachments.close();
}

function takeInput() {
  const text = input.value.trim();
  write("");
  return text;
}

function keyed(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    // What is asked of a bot that answers such questions is no message.
    if (inlineText() === null || !early) send();
    else results.querySelector("button")?.focus();
  }
}

/** What stands after the bot's name, when the input field begins with it. */
function inlineText() {
  const asked = input.value.match(new RegExp(`^@${store.bot.username}\\s(.*)$`, "is"));
  return asked && asked[1];
}

function write(text) {
  input.value = text;
  grow();
}

function grow() {
  input.style.height = "auto";
  if (input.isConnected) input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
}

function typed() {
  grow();
  const text = input.value;
  const command = text.match(/^\/(\w*)$/);
  if (command) showCommands(command[1], false);
  else menu.hidden = true;
  clearTimeout(inlineTimer);
  const asked = inlineText();
  inlineQuery = null;
  if (asked === null) return void (results.hidden = true);
  inlineTimer = setTimeout(async () => {
    const answer = await trying(api.act(act("inline", { text: asked })));
    if (input.value !== text) return; // who goes on typing has given this one up
    inlineQuery = answer?.query_id;
    if (early?.query_id === inlineQuery) showResults(early);
  }, 350);
}

function showResults(answer) {
  const { query_id, results: found, button: extra } = answer;
  early = answer; // it may overtake the answer of our own call
  if (query_id !== inlineQuery) return;
  results.hidden = false;
  fill(results,
    extra && h("button.inline-result.more", { type: "button", onclick: () => (extra.web_app ? openWebApp(extra.web_app.url, extra.text) : trying(api.act(act("start", { payload: extra.start_parameter })))) }, h("strong", {}, extra.text)),
    found.length ? found.map((one) => h("button.inline-result", { type: "button", "data-testid": "inline-result", onclick: () => choose(one) },
      one.thumbnail_url && h("img", { src: one.thumbnail_url, alt: "" }),
      h("span", {}, h("strong", {}, one.title || one.caption || t("Photo")), one.description && h("span.dim", {}, one.description)))) : h("p.nothing", {}, t("Nothing found")));
}

async function choose(one) {
  results.hidden = true;
  write("");
  await trying(api.act(act("choose", { query_id: inlineQuery, result_id: one.id })));
}
