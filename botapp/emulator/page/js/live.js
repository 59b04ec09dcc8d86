// Fetches and live events take turns, so that neither overtakes the other: what an answer already
// held is known by its number, and what came later is still waiting.

let last = Promise.resolve();

/** Runs `task` once everything begun before it has ended. */
export function inTurn(task) {
  const done = last.then(task);
  last = done.catch(() => {});
  return done;
}
