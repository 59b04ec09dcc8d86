/* The emulator's own window.Telegram.WebApp: what a Mini App needs of Telegram's script, spoken
   over postMessage with the same events, so that Telegram's script works in the frame as well. */
(function () {
  "use strict";
  if (window.Telegram && window.Telegram.WebApp) return;

  const hash = new URLSearchParams(location.hash.slice(1));
  const keep = "emulator-webapp-launch";
  let launch = Object.fromEntries(hash);
  try {
    if (launch.tgWebAppData) sessionStorage.setItem(keep, JSON.stringify(launch));
    else launch = JSON.parse(sessionStorage.getItem(keep) || "{}");
  } catch { /* a frame without storage keeps what its address says */ }

  const initData = launch.tgWebAppData || "";
  const unsafe = {};
  for (const [name, value] of new URLSearchParams(initData)) {
    try {
      unsafe[name] = /^[[{]/.test(value) ? JSON.parse(value) : value;
    } catch {
      unsafe[name] = value;
    }
  }
  if (unsafe.auth_date) unsafe.auth_date = Number(unsafe.auth_date);

  const listeners = {};
  const emit = (name, data) => (listeners[name] || []).slice().forEach((listener) => listener.call(app, data));
  const post = (eventType, eventData = {}) => window.parent !== window && window.parent.postMessage(JSON.stringify({ eventType, eventData }), "*");
  const on = (name, listener) => (listeners[name] ||= []).push(listener);
  const off = (name, listener) => (listeners[name] = (listeners[name] || []).filter((other) => other !== listener));

  let theme = {};
  try {
    theme = JSON.parse(launch.tgWebAppThemeParams || "{}");
  } catch { /* no theme */ }
  const dark = (color) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt((color || "#ffffff").slice(at, at + 2), 16));
    return r * 0.3 + g * 0.6 + b * 0.1 < 120;
  };
  function applyTheme() {
    app.themeParams = theme;
    app.colorScheme = dark(theme.bg_color) ? "dark" : "light";
    const style = document.documentElement.style;
    style.setProperty("--tg-color-scheme", app.colorScheme);
    for (const [name, value] of Object.entries(theme)) style.setProperty(`--tg-theme-${name.replaceAll("_", "-")}`, value);
  }

  function bottomButton(type, event) {
    const state = { text: type === "main" ? "Continue" : "Cancel", color: theme.button_color || "#0d8f83", textColor: theme.button_text_color || "#ffffff", isVisible: false, isActive: true, isProgressVisible: false, hasShineEffect: false, ...(type === "main" ? {} : { position: "left" }) };
    const send = () => post(event, { is_visible: state.isVisible && Boolean(state.text), is_active: state.isActive, is_progress_visible: state.isProgressVisible, text: state.text, color: state.color, text_color: state.textColor, has_shine_effect: state.hasShineEffect, ...(state.position ? { position: state.position } : {}) });
    const self = { type };
    for (const name of Object.keys(state)) Object.defineProperty(self, name, { enumerable: true, get: () => state[name], set: (value) => ((state[name] = value), send()) });
    const chained = (change) => (...given) => (change(...given), send(), self);
    return Object.assign(self, {
      setText: chained((text) => (state.text = text)),
      show: chained(() => (state.isVisible = true)),
      hide: chained(() => (state.isVisible = false)),
      enable: chained(() => (state.isActive = true)),
      disable: chained(() => (state.isActive = false)),
      showProgress: chained((active) => ((state.isProgressVisible = true), (state.isActive = Boolean(active)))),
      hideProgress: chained(() => ((state.isProgressVisible = false), (state.isActive = true))),
      setParams: chained((wish) => {
        for (const [from, to] of [["text", "text"], ["color", "color"], ["text_color", "textColor"], ["is_visible", "isVisible"], ["is_active", "isActive"], ["has_shine_effect", "hasShineEffect"], ["position", "position"]]) if (from in wish) state[to] = wish[from];
      }),
      onClick: (listener) => (on(`${type}ButtonClicked`, listener), self),
      offClick: (listener) => (off(`${type}ButtonClicked`, listener), self),
    });
  }

  const backButton = {
    isVisible: false,
    show() { return this.set(true); },
    hide() { return this.set(false); },
    set(visible) { this.isVisible = visible; post("web_app_setup_back_button", { is_visible: visible }); return this; },
    onClick(listener) { on("backButtonClicked", listener); return this; },
    offClick(listener) { off("backButtonClicked", listener); return this; },
  };
  const settingsButton = {
    isVisible: false,
    show() { return this.set(true); },
    hide() { return this.set(false); },
    set(visible) { this.isVisible = visible; post("web_app_setup_settings_button", { is_visible: visible }); return this; },
    onClick(listener) { on("settingsButtonClicked", listener); return this; },
    offClick(listener) { off("settingsButtonClicked", listener); return this; },
  };
  const haptic = {
    impactOccurred(style) { post("web_app_trigger_haptic_feedback", { type: "impact", impact_style: style }); return haptic; },
    notificationOccurred(type) { post("web_app_trigger_haptic_feedback", { type: "notification", notification_type: type }); return haptic; },
    selectionChanged() { post("web_app_trigger_haptic_feedback", { type: "selection_change" }); return haptic; },
  };

  const waiting = {};
  let requests = 0;
  const custom = (method, params, done = () => {}) => {
    const req_id = `r${++requests}`;
    waiting[req_id] = done;
    post("web_app_invoke_custom_method", { req_id, method, params });
  };
  const storage = {
    setItem: (key, value, done) => (custom("saveStorageValue", { key, value }, done), storage),
    getItem: (key, done) => (custom("getStorageValues", { keys: [key] }, (error, found) => done(error, found && found[key])), storage),
    getItems: (keys, done) => (custom("getStorageValues", { keys }, done), storage),
    removeItem: (key, done) => (custom("deleteStorageValues", { keys: [key] }, done), storage),
    removeItems: (keys, done) => (custom("deleteStorageValues", { keys }, done), storage),
    getKeys: (done) => (custom("getStorageKeys", {}, done), storage),
  };

  const request = (event, params, done = () => {}) => {
    const req_id = `r${++requests}`;
    waiting[req_id] = done;
    post(event, { req_id, ...params });
  };
  const deviceStorage = {
    setItem: (key, value, done) => (request("web_app_device_storage_save_key", { key, value }, (error) => done && done(error, !error)), deviceStorage),
    getItem: (key, done) => (request("web_app_device_storage_get_key", { key }, done), deviceStorage),
    removeItem: (key, done) => deviceStorage.setItem(key, null, done),
    clear: (done) => (request("web_app_device_storage_clear", {}, (error) => done && done(error, !error)), deviceStorage),
  };
  // As on Telegram's web client: there, and of no use.
  const sensor = { isStarted: false, start(params, done) { done && done(false); return sensor; }, stop(done) { done && done(false); return sensor; } };
  const secureStorage = Object.fromEntries(["setItem", "getItem", "restoreItem", "removeItem", "clear"].map((name) => [name, (...given) => (given.at(-1)?.call && given.at(-1)("UNSUPPORTED"), secureStorage)]));
  const unavailable = (facts) => {
    const self = { isInited: false, ...facts, init(done) { self.isInited = true; done && done(); return self; }, openSettings: () => self };
    return self;
  };
  const biometrics = unavailable({ isBiometricAvailable: false, biometricType: "unknown", isAccessRequested: false, isAccessGranted: false, isBiometricTokenSaved: false, deviceId: "" });
  for (const name of ["requestAccess", "authenticate", "updateBiometricToken"]) biometrics[name] = (params, done) => (done && done(false), biometrics);
  const locations = unavailable({ isLocationAvailable: false, isAccessRequested: false, isAccessGranted: false });
  locations.getLocation = (done) => (done(null), locations);
  let scanned = null;
  let downloaded = null;

  const invoices = {};
  let popupDone = null;
  let phoneDone = null;
  const compare = (a, b) => {
    const [x, y] = [a, b].map((version) => String(version).split(".").map(Number));
    return (x[0] || 0) - (y[0] || 0) || (x[1] || 0) - (y[1] || 0);
  };

  const app = {
    initData,
    initDataUnsafe: unsafe,
    version: launch.tgWebAppVersion || "9.1",
    platform: launch.tgWebAppPlatform || "unknown",
    colorScheme: "light",
    themeParams: theme,
    isExpanded: true,
    isActive: true,
    isFullscreen: false,
    isOrientationLocked: false,
    bottomBarColor: theme.bottom_bar_bg_color || "#ffffff",
    isClosingConfirmationEnabled: false,
    isVerticalSwipesEnabled: true,
    headerColor: theme.header_bg_color || "#ffffff",
    backgroundColor: theme.bg_color || "#ffffff",
    safeAreaInset: { top: 0, bottom: 0, left: 0, right: 0 },
    contentSafeAreaInset: { top: 0, bottom: 0, left: 0, right: 0 },
    get viewportHeight() { return innerHeight; },
    get viewportStableHeight() { return innerHeight; },
    BackButton: backButton,
    SettingsButton: settingsButton,
    DeviceStorage: deviceStorage,
    SecureStorage: secureStorage,
    BiometricManager: biometrics,
    LocationManager: locations,
    Accelerometer: sensor,
    DeviceOrientation: sensor,
    Gyroscope: sensor,
    HapticFeedback: haptic,
    CloudStorage: storage,
    isVersionAtLeast: (version) => compare(app.version, version) >= 0,
    onEvent: on,
    offEvent: off,
    ready: () => post("web_app_ready"),
    expand: () => post("web_app_expand"),
    close: () => post("web_app_close"),
    requestFullscreen: () => post("web_app_request_fullscreen"),
    exitFullscreen() {},
    lockOrientation() { app.isOrientationLocked = true; },
    unlockOrientation() { app.isOrientationLocked = false; },
    hideKeyboard() { document.activeElement?.blur(); },
    setHeaderColor(color) { app.headerColor = theme[color] || color; post("web_app_set_header_color", { color: app.headerColor }); },
    setBackgroundColor(color) { app.backgroundColor = theme[color] || color; post("web_app_set_background_color", { color: app.backgroundColor }); },
    setBottomBarColor(color) { app.bottomBarColor = theme[color] || color; post("web_app_set_bottom_bar_color", { color: app.bottomBarColor }); },
    addToHomeScreen() {},
    checkHomeScreenStatus: (done) => (done && on("homeScreenChecked", ({ status }) => done(status)), post("web_app_check_home_screen")),
    shareMessage(id, done) { done && done(false); emit("shareMessageFailed", { error: "UNSUPPORTED" }); },
    setEmojiStatus(id, params, done) { done && done(false); emit("emojiStatusFailed", { error: "UNSUPPORTED" }); },
    requestEmojiStatusAccess(done) { done && done(false); },
    requestChat(id, done) { done && done(false); },
    downloadFile(params, done) { downloaded = done; post("web_app_request_file_download", params); },
    showScanQrPopup(params, done) { scanned = done; post("web_app_open_scan_qr_popup", { text: params.text || "" }); },
    closeScanQrPopup() { scanned = null; },
    enableClosingConfirmation() { app.isClosingConfirmationEnabled = true; post("web_app_setup_closing_behavior", { need_confirmation: true }); },
    disableClosingConfirmation() { app.isClosingConfirmationEnabled = false; post("web_app_setup_closing_behavior", { need_confirmation: false }); },
    enableVerticalSwipes() { app.isVerticalSwipesEnabled = true; },
    disableVerticalSwipes() { app.isVerticalSwipesEnabled = false; },
    sendData(data) {
      if (!data || new TextEncoder().encode(data).length > 4096) throw new Error("WebAppDataInvalid");
      post("web_app_data_send", { data });
    },
    openLink: (url) => post("web_app_open_link", { url }),
    openTelegramLink(url) {
      const address = new URL(url, location.href);
      if (address.hostname !== "t.me") throw new Error("WebAppTgUrlInvalid");
      post("web_app_open_tg_link", { path_full: address.pathname + address.search });
    },
    openInvoice(url, done) {
      const found = /(?:\$|invoice\/)([\w-]+)$/.exec(new URL(url, location.href).pathname);
      if (!found) throw new Error("WebAppInvoiceUrlInvalid");
      invoices[found[1]] = done;
      post("web_app_open_invoice", { slug: found[1] });
    },
    showPopup(params, done) {
      if (popupDone) throw new Error("WebAppPopupOpened");
      popupDone = done || (() => {});
      post("web_app_open_popup", { title: params.title || "", message: params.message, buttons: params.buttons || [{ type: "close", id: "" }] });
    },
    showAlert(message, done) { app.showPopup({ message, buttons: [{ type: "ok", id: "" }] }, () => done && done()); },
    showConfirm(message, done) { app.showPopup({ message, buttons: [{ type: "ok", id: "ok" }, { type: "cancel", id: "" }] }, (id) => done && done(id === "ok")); },
    requestContact(done) { phoneDone = done; post("web_app_request_phone"); },
    requestWriteAccess(done) { done && done(true); },
    switchInlineQuery: (query) => post("web_app_switch_inline_query", { query }),
    readTextFromClipboard(done) { done && done(null); },
    shareToStory() {},
  };
  app.MainButton = bottomButton("main", "web_app_setup_main_button");
  app.SecondaryButton = bottomButton("secondary", "web_app_setup_secondary_button");
  app.BottomButton = app.MainButton;

  const answer = (req_id, error, result) => {
    const done = waiting[req_id];
    delete waiting[req_id];
    if (done) done(error, result);
  };

  const handlers = {
    main_button_pressed: () => emit("mainButtonClicked"),
    secondary_button_pressed: () => emit("secondaryButtonClicked"),
    settings_button_pressed: () => emit("settingsButtonClicked"),
    home_screen_checked: (data) => emit("homeScreenChecked", data),
    fullscreen_failed: (data) => emit("fullscreenFailed", data),
    qr_text_received({ data }) { if (scanned) scanned(data); emit("qrTextReceived", { data }); },
    scan_qr_popup_closed: () => emit("scanQrPopupClosed"),
    file_download_requested({ status }) { if (downloaded) downloaded(status === "downloading"); emit("fileDownloadRequested", { status }); },
    device_storage_key_saved: ({ req_id }) => answer(req_id, null),
    device_storage_key_received: ({ req_id, value }) => answer(req_id, null, value),
    device_storage_cleared: ({ req_id }) => answer(req_id, null),
    back_button_pressed: () => emit("backButtonClicked"),
    theme_changed(data) { theme = data.theme_params; applyTheme(); emit("themeChanged"); },
    viewport_changed: (data) => emit("viewportChanged", { isStateStable: data.is_state_stable }),
    invoice_closed({ slug, status }) {
      const done = invoices[slug];
      delete invoices[slug];
      if (done) done(status);
      emit("invoiceClosed", { url: slug, status });
    },
    popup_closed(data) {
      const done = popupDone;
      popupDone = null;
      if (done) done((data && data.button_id) ?? null);
      emit("popupClosed", { button_id: (data && data.button_id) ?? null });
    },
    phone_requested(data) {
      if (phoneDone) phoneDone(data.status === "sent");
      emit("contactRequested", data);
    },
    custom_method_invoked: ({ req_id, result, error }) => answer(req_id, error || null, result),
  };
  addEventListener("message", (event) => {
    if (event.source !== window.parent) return;
    let parsed;
    try {
      parsed = typeof event.data === "string" ? JSON.parse(event.data) : event.data;
    } catch {
      return;
    }
    if (parsed && handlers[parsed.eventType]) handlers[parsed.eventType](parsed.eventData || {});
  });

  applyTheme();
  window.Telegram = Object.assign(window.Telegram || {}, { WebApp: app });
  post("web_app_request_theme");
})();
