// The page's talk with its server: plain calls and the live event stream.

async function call(path, { method = "GET", body } = {}) {
  const options = { method };
  if (body !== undefined) {
    options.method = method === "GET" ? "POST" : method;
    options.headers = { "content-type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`app/${path}`, options);
  const answer = await response.json().catch(() => ({ error: `the server answered ${response.status}` }));
  if (!response.ok) throw new Error(answer.error || `the server answered ${response.status}`);
  return answer;
}

export const api = {
  state: () => call("state"),
  chat: (id) => call(`chat?id=${id}`),
  act: (act) => call("do", { body: act }),
  addUser: (name, language) => call("user", { body: { name, language } }),
  read: (chat) => call("read", { body: { chat } }),
  trouble: (wish) => call("trouble", wish ? { body: wish } : {}),
  clearLog: () => call("log", { method: "DELETE" }),
  record: (on) => call("record", { body: { on } }),
  play: (recording) => call("play", { body: recording }),
};

export const fileUrl = (id) => `app/file/${encodeURIComponent(id)}`;

export function listen(after, onEvent, onLink) {
  const source = new EventSource(`app/events?after=${after}`);
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  source.onopen = () => onLink(true);
  source.onerror = () => onLink(false);
  return source;
}
