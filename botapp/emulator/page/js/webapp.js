// A Mini App in a frame: signed init data in its address, events by postMessage as in Telegram's web clients.

import { api } from "./api.js";
import { button, h, modal } from "./dom.js";
import { openLink, telegramLink } from "./links.js";
import { agreed, toast, trying } from "./notices.js";
import { openInvoiceLink } from "./payment.js";
import { act, store, tell } from "./store.js";
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
    bottom_bar_bg_color: read("--surface"),
    section_header_text_color: read("--dim"),
    section_separator_color: read("--line"),
    subtitle_text_color: read("--dim"),
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
  const second = h("button.quiet.wide.main-button.second", { type: "button", hidden: true, onclick: () => post("secondary_button_pressed") });
  const back = button(t("Back"), "back", () => post("back_button_pressed"), { hidden: true });
  const settings = button(t("Settings"), "settings", () => post("settings_button_pressed"), { hidden: true, "data-testid": "webapp-settings" });
  const hint = h("span.haptic", { "aria-hidden": "true" });
  const row = h("div.webapp-buttons", {}, second, main);
  let guarded = false;
  const leave = async () => (!guarded || (await agreed(t("Close? Changes may be lost."), t("Close")))) && box.close();
  const box = modal(h("div.webapp", {}, h("header.bar", {}, back, h("h2", {}, title), hint, settings, button(t("Close"), "close", leave, { "data-testid": "webapp-close" })), frame, row),
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
    target.classList.toggle("shining", Boolean(data.has_shine_effect));
    if (target === second) row.dataset.position = data.position || "left";
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
    web_app_setup_settings_button: (data) => (settings.hidden = !data.is_visible),
    web_app_set_header_color: (data) => (box.element.querySelector("header").style.background = data.color || themeParams()[data.color_key] || ""),
    web_app_set_background_color: (data) => (frame.style.background = data.color || ""),
    web_app_set_bottom_bar_color: (data) => (row.style.background = data.color || ""),
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
    web_app_switch_inline_query: ({ query = "" }) => {
      box.close();
      tell("compose", `@${store.bot.username} ${query}`);
    },
    web_app_open_scan_qr_popup: (data) => scan(data, (text) => post(text === null ? "scan_qr_popup_closed" : "qr_text_received", text === null ? {} : { data: text })),
    web_app_request_file_download: async ({ url, file_name }) => {
      const wanted = await agreed(t("Download %(name)s?", { name: file_name }), t("Download"));
      if (wanted) h("a", { href: url, download: file_name, target: "_blank", rel: "noopener" }).click();
      post("file_download_requested", { status: wanted ? "downloading" : "cancelled" });
    },
    web_app_check_home_screen: () => post("home_screen_checked", { status: "unsupported" }),
    web_app_request_fullscreen: () => post("fullscreen_failed", { error: "UNSUPPORTED" }),
    web_app_send_prepared_message: () => post("prepared_message_failed", { error: "UNSUPPORTED" }),
    web_app_biometry_get_info: () => post("biometry_info_received", { available: false }),
    web_app_check_location: () => post("location_checked", { available: false }),
    web_app_device_storage_save_key: ({ req_id, key, value }) => post("device_storage_key_saved", { req_id, ...kept("device", (saved) => value === null ? delete saved[key] : (saved[key] = value)) }),
    web_app_device_storage_get_key: ({ req_id, key }) => post("device_storage_key_received", { req_id, value: kept("device", (saved) => saved[key] ?? null).result }),
    web_app_device_storage_clear: ({ req_id }) => post("device_storage_cleared", { req_id, ...kept("device", (saved) => Object.keys(saved).forEach((name) => delete saved[name])) }),
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
    h("button" + ({ destructive: ".danger", cancel: ".quiet", close: ".quiet" }[one.type] || ".primary"), { type: "button", onclick: () => ((answer = one.id ?? ""), box.close()) }, one.text || labels[one.type] || t("OK"))))),
    { className: "small", label: title || t("Message"), testid: "webapp-popup", onclose: () => done(answer) });
}

// There is no camera to be had: what it would have read is typed.
function scan({ text = "" }, done) {
  let answer = null;
  const code = h("input", { "aria-label": t("What the code says"), placeholder: t("What the code says"), "data-testid": "scan-text" });
  const form = h("form.form", { onsubmit: (event) => (event.preventDefault(), (answer = code.value), box.close()) },
    h("h2", {}, t("Scan a code")), text && h("p", {}, text), code,
    h("div.form-actions", {}, h("button.quiet", { type: "button", onclick: () => box.close() }, t("Cancel")), h("button.primary", { type: "submit" }, t("OK"))));
  const box = modal(form, { className: "small", label: t("Scan a code"), testid: "scan", onclose: () => done(answer) });
}

/** `change` of what this person's Mini App keeps in this browser. */
function kept(kind, change) {
  const key = `emulator-${kind}-${store.current.speaker}`;
  const saved = JSON.parse(localStorage.getItem(key) || "{}");
  const result = change(saved);
  localStorage.setItem(key, JSON.stringify(saved));
  return { result };
}

// Cloud storage of a Mini App, kept per person in this browser.
function cloud(method, params = {}) {
  const answers = {
    saveStorageValue: (saved) => ((saved[params.key] = params.value), true),
    getStorageValues: (saved) => Object.fromEntries((params.keys || []).map((name) => [name, saved[name] ?? ""])),
    deleteStorageValues: (saved) => ((params.keys || []).forEach((name) => delete saved[name]), true),
    getStorageKeys: (saved) => Object.keys(saved),
  };
  return answers[method] ? kept("cloud", answers[method]) : { error: "UNSUPPORTED" };
}
