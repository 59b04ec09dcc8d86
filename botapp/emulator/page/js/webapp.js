// A Mini App in a frame: signed init data in its address, events by postMessage as in Telegram's web clients.

import { api } from "./api.js";
import { button, h, modal } from "./dom.js";
import { openLink, telegramLink } from "./links.js";
import { agreed, toast, trying } from "./notices.js";
import { openInvoiceLink } from "./payment.js";
import { act, store } from "./store.js";
import { t } from "./words.js";

const VERSION = "9.1";

function themeParams() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => toHex(style.getPropertyValue(name).trim());
  return {
    bg_color: read("--surface"),
    secondary_bg_color: read("--backdrop"),
    text_color: read("--text"),
    hint_color: read("--dim"),
    link_color: read("--accent"),
    button_color: read("--accent"),
    button_text_color: read("--on-accent"),
    header_bg_color: read("--surface"),
    section_bg_color: read("--surface"),
    accent_text_color: read("--accent"),
    destructive_text_color: read("--bad"),
  };
}

function toHex(color) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = color || "#000";
  return probe.fillStyle;
}

export async function openWebApp(url, title, { fromKey = null } = {}) {
  const signed = await trying(api.act(act("web_app", { from_key: Boolean(fromKey) })));
  if (!signed) return;
  const hash = new URLSearchParams({ tgWebAppData: signed.init_data, tgWebAppVersion: VERSION, tgWebAppPlatform: "web", tgWebAppThemeParams: JSON.stringify(themeParams()) });
  const address = `${url}${url.includes("#") ? "&" : "#"}${hash}`;
  const frame = h("iframe", { src: address, title: t("Mini App: %(title)s", { title }), allow: "clipboard-write; geolocation", "data-testid": "webapp-frame" });
  const main = h("button.primary.wide.main-button", { type: "button", hidden: true, "data-testid": "webapp-main-button", onclick: () => post("main_button_pressed") });
  const second = h("button.quiet.wide.main-button", { type: "button", hidden: true, onclick: () => post("secondary_button_pressed") });
  const back = button(t("Back"), "back", () => post("back_button_pressed"), { hidden: true });
  const hint = h("span.haptic", { "aria-hidden": "true" });
  let guarded = false;
  const leave = async () => (!guarded || (await agreed(t("Close? Changes may be lost."), t("Close")))) && box.close();
  const box = modal(h("div.webapp", {}, h("header.bar", {}, back, h("h2", {}, title), hint, button(t("Close"), "close", leave, { "data-testid": "webapp-close" })), frame, h("div.webapp-buttons", {}, second, main)),
    { className: "webapp-sheet", label: title, testid: "webapp", onclose: () => {
      removeEventListener("message", heard);
      removeEventListener("themechange", themed);
    } });

  const post = (eventType, eventData = null) => frame.contentWindow?.postMessage(JSON.stringify({ eventType, eventData }), "*");
  const themed = () => post("theme_changed", { theme_params: themeParams() });

  function setUp(target, data) {
    target.hidden = !data.is_visible;
    target.disabled = data.is_active === false || data.is_progress_visible === true;
    target.toggleAttribute("aria-busy", Boolean(data.is_progress_visible));
    if (data.text) target.textContent = data.text;
    if (data.color) target.style.background = data.color;
    if (data.text_color) target.style.color = data.text_color;
  }

  const events = {
    web_app_ready: () => frame.classList.add("ready"),
    web_app_close: () => box.close(),
    web_app_request_theme: themed,
    web_app_request_viewport: () => post("viewport_changed", { height: frame.clientHeight, width: frame.clientWidth, is_expanded: true, is_state_stable: true }),
    web_app_request_safe_area: () => post("safe_area_changed", { top: 0, bottom: 0, left: 0, right: 0 }),
    web_app_request_content_safe_area: () => post("content_safe_area_changed", { top: 0, bottom: 0, left: 0, right: 0 }),
    web_app_setup_main_button: (data) => setUp(main, data),
    web_app_setup_secondary_button: (data) => setUp(second, data),
    web_app_setup_back_button: (data) => (back.hidden = !data.is_visible),
    web_app_setup_closing_behavior: (data) => (guarded = Boolean(data.need_confirmation)),
    web_app_trigger_haptic_feedback: (data) => {
      hint.textContent = data.notification_type || data.impact_style || "tap";
      hint.classList.remove("shake");
      void hint.offsetWidth;
      hint.classList.add("shake");
    },
    web_app_open_link: (data) => window.open(data.url, "_blank", "noopener"),
    web_app_open_tg_link: (data) => {
      const inner = telegramLink(`https://t.me${data.path_full}`);
      if (!inner?.slug) box.close();
      openLink(`https://t.me${data.path_full}`);
    },
    web_app_open_invoice: ({ slug }) => openInvoiceLink(slug, { onclose: (status) => post("invoice_closed", { slug, status }) }),
    web_app_open_popup: (data) => popup(data, (id) => post("popup_closed", id === null ? {} : { button_id: id })),
    web_app_data_send: async ({ data }) => {
      if (!fromKey) return toast(t("sendData works only from a keyboard button"), "failed");
      await trying(api.act(act("web_app_data", { label: fromKey, data })));
      box.close();
    },
    web_app_request_phone: async () => {
      const shared = await agreed(t("Share your phone number with the bot?"), t("Share"));
      if (shared) await trying(api.act(act("contact")));
      post("phone_requested", { status: shared ? "sent" : "cancelled" });
    },
    web_app_request_write_access: () => post("write_access_requested", { status: "allowed" }),
    web_app_switch_inline_query: () => box.close(),
    web_app_read_text_from_clipboard: ({ req_id }) => post("clipboard_text_received", { req_id, data: null }),
    web_app_invoke_custom_method: ({ req_id, method, params }) => post("custom_method_invoked", { req_id, ...cloud(method, params) }),
  };

  function heard(event) {
    if (event.source !== frame.contentWindow) return;
    let parsed;
    try {
      parsed = typeof event.data === "string" ? JSON.parse(event.data) : event.data;
    } catch {
      return;
    }
    events[parsed?.eventType]?.(parsed.eventData || {});
  }
  addEventListener("message", heard);
  addEventListener("themechange", themed);
}

function popup({ title, message, buttons = [{ type: "ok" }] }, done) {
  let answer = null;
  const labels = { ok: t("OK"), close: t("Close"), cancel: t("Cancel") };
  const box = modal(h("div.alert-box", {}, title && h("h2", {}, title), h("p", {}, message), h("div.form-actions", {}, buttons.map((one) =>
    h("button" + (one.type === "destructive" ? ".danger" : ".primary"), { type: "button", onclick: () => ((answer = one.id ?? ""), box.close()) }, one.text || labels[one.type] || t("OK"))))),
    { className: "small", label: title || t("Message"), testid: "webapp-popup", onclose: () => done(answer) });
}

// Cloud storage of a Mini App, kept per person in this browser.
function cloud(method, params = {}) {
  const key = `emulator-cloud-${store.current.speaker}`;
  const saved = JSON.parse(localStorage.getItem(key) || "{}");
  const answers = {
    saveStorageValue: () => ((saved[params.key] = params.value), localStorage.setItem(key, JSON.stringify(saved)), true),
    getStorageValues: () => Object.fromEntries((params.keys || []).map((name) => [name, saved[name] ?? ""])),
    deleteStorageValues: () => ((params.keys || []).forEach((name) => delete saved[name]), localStorage.setItem(key, JSON.stringify(saved)), true),
    getStorageKeys: () => Object.keys(saved),
  };
  return answers[method] ? { result: answers[method]() } : { error: "UNSUPPORTED" };
}
