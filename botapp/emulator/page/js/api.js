// The page's talk with its server: plain calls and the live event stream.

import { t } from "./words.js";

async function call(path, { method = "GET", body } = {}) {
  const options = { method };
  if (body !== undefined) {
    options.method = method === "GET" ? "POST" : method;
    options.headers = { "content-type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`app/${path}`, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ? t(answer.error) : t("The server answered %(status)s", { status: response.status }));
  return answer;
}

export const api = {
  state: () => call("state"),
  chat: (id) => call(`chat?id=${id}`),
  act: (act) => call("do", { body: act }),
  addUser: (name, language) => call("user", { body: { name, language } }),
  invoice: (where) => call(`invoice?${new URLSearchParams(where)}`),
  read: (chat) => call("read", { body: { chat } }),
  trouble: (wish) => call("trouble", wish ? { body: wish } : {}),
  clearLog: () => call("log", { method: "DELETE" }),
  record: (on) => call("record", { body: { on } }),
  play: (recording) => call("play", { body: recording }),
};

export const fileUrl = (id) => `app/file/${encodeURIComponent(id)}`;

export function listen(after, onEvent, onLink) {
  const source = new EventSource(`app/events?after=${after}`);
  source.onmessage = (message) => onEvent(Number(message.lastEventId), JSON.parse(message.data));
  source.onopen = () => onLink(true);
  source.onerror = () => onLink(false);
  return source;
}
