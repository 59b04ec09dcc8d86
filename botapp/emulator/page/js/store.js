// What the page knows, and who wants to hear when it changes.

export const store = {
  at: 0, // the number of the last event that the fetched chat list knows of
  bot: null,
  people: {},
  chats: [],
  webhook: { url: "", pending: 0 },
  current: null, // the open chat: summary + messages, keyboard, commands…; its own last event
  typing: new Map(), // chat id → when it ends (ms)
  pressed: new Map(), // "message id:data" → when it was pressed (ms)
  log: [],
  trouble: null,
  recording: false,
  online: true,
};

const listeners = new Map();

export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, []);
  listeners.get(topic).push(listener);
}

export function tell(topic, facts) {
  for (const listener of listeners.get(topic) || []) listener(facts);
}

export const chatById = (id) => store.chats.find((chat) => chat.id === id);
export const speaker = () => store.current && store.people[store.current.speaker];

/** An act of the person who speaks in the open chat. */
export const act = (what, facts = {}) => ({ do: what, user: store.current.speaker, chat: store.current.id, ...facts });
