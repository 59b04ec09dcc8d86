"use strict";

/* The options of a product and the grid of its variants. What stands here goes back with the form
   as one field; rows that fall out of the grid are kept until the page is left, so that ticking a
   value again brings them back as they were. */
(() => {
  const root = document.getElementById("matrix");
  if (!root) return;
  const page = JSON.parse(document.getElementById("editor").textContent);
  const field = document.getElementById("id_matrix");
  const form = field?.form ?? root.closest("form");
  const words = page.words;
  const say = (key, facts = {}) => words[key].replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");
  const CELLS = ["sku", "price", "price_before", "stock"];
  let ids = 0;

  // --- What there is

  /* options: {uid, id, name, values, asks, hint}; rows: {uid, id, picks: {option uid: value}, …} */
  const state = { options: [], rows: [], left: new Set(), reason: page.reasons[0][0] };

  function start() {
    const sent = page.sentMatrix;
    const now = page.matrix;
    const known = new Map(now.rows.map((row) => [row.id, row]));
    const saved = new Map(now.options.map((option) => [option.name, option.id]));
    for (const option of sent ? sent.options : now.options) {
      state.options.push({
        uid: ++ids, id: saved.get(option.name), name: option.name, values: [...option.values],
      });
    }
    const byName = new Map(state.options.map((option) => [option.name, option.uid]));
    const picked = (pairs) =>
      Object.fromEntries(pairs.filter(([name]) => byName.has(name)).map(([name, value]) => [byName.get(name), value]));
    if (!sent) {
      for (const row of now.rows) state.rows.push({ ...row, uid: ++ids, picks: picked(Object.entries(row.picks)) });
    } else {
      state.reason = sent.stock_reason || state.reason;
      const filled = state.options.filter((option) => option.values.length);
      sent.rows.forEach((row, place) => {
        const there = known.get(row.id);
        known.delete(row.id);
        state.rows.push({
          ...row, uid: ++ids, id: there ? row.id : null, ordered: Boolean(there?.ordered),
          picks: Object.fromEntries(filled.map((option, at) => [option.uid, row.values[at]])),
          errors: page.errors.rows[place],
        });
      });
      for (const row of known.values()) {
        state.rows.push({ ...row, uid: ++ids, picks: picked(Object.entries(row.picks)) });
      }
      state.options.forEach((option, place) => { option.error = page.errors.options[place]; });
      // Combinations that were left out stay out.
      const there = new Set(sent.rows.map((row) => key(row.values)));
      for (const values of combinations()) if (!there.has(key(values))) state.left.add(key(values));
    }
    if (!sent && now.rows.length) {
      for (const option of state.options) {
        option.asks = state.rows.some((row) => row.picks[option.uid] === undefined);
      }
      const there = new Set(state.rows.map((row) => key(valuesOf(row))));
      for (const values of combinations()) if (!there.has(key(values))) state.left.add(key(values));
    }
    if (!state.rows.length && page.mayEdit) ensureRows();
  }

  const key = (values) => JSON.stringify(values);
  const applied = () => state.options.filter((option) => !option.asks);
  const usable = () => applied().filter((option) => option.values.length);
  const valuesOf = (row) => usable().map((option) => row.picks[option.uid]);

  function combinations() {
    return usable().reduce(
      (found, option) => found.flatMap((start) => option.values.map((value) => [...start, value])),
      [[]],
    );
  }

  const count = () => usable().reduce((found, option) => found * option.values.length, 1);

  /* For each combination the row that is it: one of the store before one that is new. */
  function grid() {
    const rows = new Map();
    for (const row of [...state.rows].sort((a, b) => Boolean(b.id) - Boolean(a.id))) {
      const name = key(valuesOf(row));
      if (!rows.has(name)) rows.set(name, row);
    }
    return combinations()
      .filter((values) => !state.left.has(key(values)))
      .map((values) => rows.get(key(values)))
      .filter(Boolean);
  }

  function ensureRows() {
    if (count() > page.mostVariants) return;
    const there = new Set(state.rows.map((row) => key(valuesOf(row))));
    const like = grid()[0] ?? state.rows[0];
    for (const values of combinations()) {
      if (there.has(key(values))) continue;
      state.rows.push({
        uid: ++ids, id: null, picks: Object.fromEntries(usable().map((option, at) => [option.uid, values[at]])),
        sku: "", price: like?.price ?? "", price_before: like?.price_before ?? "", stock: "",
        stock_was: 0, active: true, ordered: false,
      });
    }
  }

  // --- Options

  const hasSaved = () => state.rows.some((row) => row.id);

  function addOption(name = "", hint = []) {
    // Rows of the store must be told what they are before the option takes part.
    state.options.push({ uid: ++ids, name, values: [], hint, asks: hasSaved() });
    draw();
    const card = [...root.querySelectorAll(".pe-option")].at(-1);
    (card.querySelector(name ? ".pe-chip input, .pe-add-value" : ".pe-option-name") ?? card).focus();
  }

  function removeOption(option) {
    state.options = state.options.filter((one) => one !== option);
    state.left.clear();
    ensureRows();
    draw();
  }

  function answer(option, value) {
    option.asks = false;
    option.answer = value;
    for (const row of state.rows) row.picks[option.uid] ??= value;
    state.left.clear();
    ensureRows();
    draw();
  }

  function addValues(option, text) {
    const known = new Set(option.values.map((value) => value.toLowerCase()));
    for (const part of text.split(/[,;\n]/)) {
      const value = part.trim().replace(/\s+/g, " ").slice(0, page.longestName);
      if (value && !known.has(value.toLowerCase())) {
        known.add(value.toLowerCase());
        option.values.push(value);
      }
    }
    valuesChanged(option);
  }

  function valuesChanged(option) {
    option.error = "";
    if (option.asks === undefined || option.asks === false) {
      // An option's first value names the rows that were typed before it had any.
      if (option.values.length && !state.rows.some((row) => row.picks[option.uid] !== undefined)) {
        for (const row of state.rows) row.picks[option.uid] = option.values[0];
      }
      ensureRows();
    }
    draw();
  }

  // --- Drawing

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "class") node.className = value;
      else if (typeof value === "boolean") node[name] = value;
      else if (value !== undefined && value !== null) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  }

  const button = (text, onclick, attributes = {}) =>
    make("button", { type: "button", class: "pe-button", onclick, ...attributes }, text);

  function draw() {
    const focus = document.activeElement?.closest?.("#matrix [data-focus]")?.dataset.focus;
    root.replaceChildren(
      ...(page.mayEdit ? [...state.options.map(optionCard), optionAdder()] : []),
      gridPart(),
    );
    if (focus) root.querySelector(`[data-focus="${focus}"]`)?.focus();
    keep();
    suggest();
  }

  function optionCard(option) {
    const title = option.id
      ? make("strong", { class: "pe-option-title" }, option.name)
      : make("input", {
          class: "pe-input pe-option-name", value: option.name, placeholder: words.optionName,
          "aria-label": words.optionName, maxlength: page.longestName, "data-focus": `name-${option.uid}`,
          oninput: (event) => { option.name = event.target.value.trim(); keep(); drawGrid(); },
        });
    const offered = [...new Set([...option.values, ...(option.hint ?? [])])];
    return make(
      "div", { class: "pe-option", tabindex: "-1" },
      make(
        "div", { class: "pe-option-head" }, title,
        option.id && make("a", { class: "pe-link", href: page.urls.option.replace("/0/", `/${option.id}/`) }, words.translate),
        make("button", { type: "button", class: "pe-icon", title: words.removeOption, "aria-label": `${words.removeOption}: ${option.name}`, onclick: () => removeOption(option) }, "✕"),
      ),
      make(
        "div", { class: "pe-chips" },
        ...offered.map((value, place) => chip(option, value, place)),
        make("span", { class: "pe-adder" },
          make("input", {
            class: "pe-input pe-add-value", placeholder: words.addValue, "aria-label": `${words.addValue} – ${option.name}`,
            "data-focus": `add-${option.uid}`,
            onkeydown: (event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              takeValues(option, event.target);
            },
          }),
          button(words.add, (event) => takeValues(option, event.target.previousElementSibling)),
        ),
      ),
      option.error && make("p", { class: "pe-error" }, option.error),
      question(option),
    );
  }

  function takeValues(option, input) {
    if (!input.value.trim()) return;
    const text = input.value;
    input.value = "";
    input.focus();
    addValues(option, text);
  }

  function chip(option, value, place) {
    const box = make("input", {
      type: "checkbox", checked: option.values.includes(value), "data-focus": `value-${option.uid}-${place}`,
      onchange: () => {
        option.hint = [...new Set([...(option.hint ?? []), ...option.values, value])];
        option.values = box.checked
          ? option.hint.filter((one) => one === value || option.values.includes(one))
          : option.values.filter((one) => one !== value);
        valuesChanged(option);
      },
    });
    return make("label", { class: "pe-chip" }, box, make("span", {}, value));
  }

  /* What a new option means for the variants that there are. */
  function question(option) {
    if (option.answer) {
      return make("p", { class: "pe-quiet" }, say("asked", { option: option.name, value: option.answer }));
    }
    if (!option.asks || !option.values.length) return null;
    return make(
      "div", { class: "pe-question", role: "group" },
      make("span", {}, say("ask", { option: option.name || words.optionName })),
      ...option.values.map((value) => button(value, () => answer(option, value))),
    );
  }

  function optionAdder() {
    const named = new Set(state.options.map((option) => option.name.toLowerCase()));
    const free = page.suggestions.filter((one) => !named.has(one.name.toLowerCase()));
    if (state.options.length >= page.mostOptions) return "";
    return make(
      "div", { class: "pe-buttons" },
      ...free.map((one) => button(`+ ${one.name}`, () => addOption(one.name, one.values))),
      button(`+ ${words.addOption}`, () => addOption()),
    );
  }

  function gridPart() {
    return make("div", { id: "matrix-grid" }, ...gridNodes());
  }

  function drawGrid() {
    document.getElementById("matrix-grid")?.replaceChildren(...gridNodes());
    suggest();
  }

  function gridNodes() {
    if (count() > page.mostVariants) {
      return [make("p", { class: "pe-error" }, say("tooMany", { n: count(), most: page.mostVariants }))];
    }
    const rows = grid();
    return [
      page.mayEdit && rows.length > 1 ? bulk() : "",
      make(
        "table", { class: "pe-grid" },
        make("thead", {}, make("tr", {},
          ...["variant", ...CELLS, "active", ""].map((name) => make("th", { scope: "col" }, words[name] ?? "")))),
        make("tbody", {}, ...rows.map(gridRow)),
      ),
      make("p", { class: "pe-quiet" }, say("count", { n: rows.length })),
      reasonPart(rows), leavingPart(rows), leftPart(),
      page.matrix.withdrawn.length
        ? make("p", { class: "pe-quiet" }, `${words.withdrawn} ${page.matrix.withdrawn.join(", ")}`) : "",
    ].filter(Boolean);
  }

  function gridRow(row) {
    const name = valuesOf(row).join(" / ") || words.only;
    const many = usable().length > 0;
    return make(
      "tr", { "data-row": row.uid },
      make("th", { scope: "row" }, name, !row.id && make("span", { class: "pe-new" }, words.new)),
      ...CELLS.map((cell) => make("td", { "data-label": words[cell], class: `pe-${cell}` }, ...cellParts(row, cell, name))),
      make("td", { "data-label": words.active }, page.mayEdit
        ? make("input", { type: "checkbox", class: "pe-check", checked: row.active, "aria-label": `${words.active}: ${name}`,
            onchange: (event) => { row.active = event.target.checked; keep(); } })
        : row.active ? words.yes : words.no),
      make("td", { class: "pe-last" }, page.mayEdit && many && make("button", {
        type: "button", class: "pe-icon", title: words.remove, "aria-label": `${words.remove}: ${name}`,
        onclick: () => { state.left.add(key(valuesOf(row))); draw(); },
      }, "✕")),
    );
  }

  function cellParts(row, cell, name) {
    if (!page.mayEdit || (cell === "stock" && !page.mayMoveStock)) return [String(row[cell] || "–")];
    const wrong = row.errors?.[cell];
    const input = make("input", {
      class: "pe-input", value: row[cell], "aria-label": `${words[cell]}: ${name}`, "data-focus": `${cell}-${row.uid}`,
      inputmode: { price: "decimal", price_before: "decimal", stock: "numeric" }[cell],
      placeholder: cell === "stock" ? "0" : undefined, autocomplete: "off", "aria-invalid": wrong ? "true" : undefined,
      oninput: (event) => {
        row[cell] = event.target.value;
        if (cell === "sku") row.typed = event.target.value !== "";
        if (row.errors) delete row.errors[cell];
        event.target.removeAttribute("aria-invalid");
        event.target.nextElementSibling?.remove();
        keep();
      },
      onchange: () => { if (cell === "stock") drawReason(); },
      onkeydown: (event) => goOn(event, cell),
    });
    return wrong ? [input, make("span", { class: "pe-error" }, wrong)] : [input];
  }

  /* Enter and the arrows go through a column, as in a spreadsheet. */
  function goOn(event, cell) {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const column = [...root.querySelectorAll(`.pe-${cell} input`)];
    const next = column[column.indexOf(event.target) + step];
    next?.focus();
    next?.select();
  }

  // --- The whole column at once

  function bulk() {
    const where = make("select", { class: "pe-input", "aria-label": words.setFor }, make("option", { value: "" }, words.all),
      ...usable().flatMap((option) => option.values.map((value) =>
        make("option", { value: key([option.uid, value]) }, `${option.name}: ${value}`))));
    const columns = ["price", "price_before", ...(page.mayMoveStock ? ["stock"] : []), "active"];
    const column = make("select", { class: "pe-input", "aria-label": words.variant, onchange: () => { draws(); } },
      ...columns.map((name) => make("option", { value: name }, words[name])));
    const value = make("input", { class: "pe-input", inputmode: "decimal", "aria-label": words.set,
      onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); set(); } } });
    const flag = make("select", { class: "pe-input", hidden: true, "aria-label": words.active },
      make("option", { value: "1" }, words.yes), make("option", { value: "" }, words.no));
    function draws() {
      value.hidden = column.value === "active";
      flag.hidden = !value.hidden;
    }
    function set() {
      const [uid, wanted] = where.value ? JSON.parse(where.value) : [null, null];
      for (const row of grid()) {
        if (uid !== null && row.picks[uid] !== wanted) continue;
        row[column.value] = column.value === "active" ? Boolean(flag.value) : value.value.trim();
        if (row.errors) delete row.errors[column.value];
      }
      const body = root.querySelector(".pe-grid tbody");
      body.replaceChildren(...grid().map(gridRow));
      drawReason();
      keep();
    }
    return make("div", { class: "pe-bulk", role: "group", "aria-label": words.setFor },
      make("span", {}, words.setFor), where, column, value, flag, button(words.set, set));
  }

  // --- What follows from it

  function reasonPart(rows) {
    const moves = rows.some((row) => row.id && String(row.stock).trim() !== String(row.stock_was));
    const select = make("select", { class: "pe-input", id: "stock-reason",
      onchange: (event) => { state.reason = event.target.value; keep(); } },
      ...page.reasons.map(([value, label]) => make("option", { value, selected: value === state.reason }, label)));
    return make("div", { class: "pe-reason", id: "reason", hidden: !moves },
      make("label", { for: "stock-reason" }, words.reason), select,
      make("span", { class: "pe-quiet" }, words.soldMeanwhile));
  }

  function drawReason() {
    document.getElementById("reason")?.replaceWith(reasonPart(grid()));
  }

  function leavingPart(rows) {
    const gone = state.rows.filter((row) => row.id && !rows.includes(row));
    if (!gone.length) return "";
    return make("div", { class: "pe-leaving", id: "leaving" }, make("strong", {}, words.leaving),
      make("ul", {}, ...gone.map((row) => make("li", {},
        make("b", {}, row.sku), ` – ${row.ordered ? words.willWithdraw : words.willDelete}`))));
  }

  function leftPart() {
    const there = combinations().filter((values) => state.left.has(key(values)));
    if (!page.mayEdit || !there.length) return "";
    return make("div", { class: "pe-left" }, make("span", { class: "pe-quiet" }, `${words.leftOut}:`),
      ...there.map((values) => button(`${values.join(" / ")} ↩`, () => {
        state.left.delete(key(values));
        ensureRows();
        draw();
      }, { title: words.putBack })));
  }

  // --- SKUs for the rows that have none of their own

  let asked = 0;
  let timer = 0;

  function suggest() {
    clearTimeout(timer);
    timer = setTimeout(fetchSkus, 250);
  }

  async function fetchSkus() {
    const rows = grid().filter((row) => !row.id && !row.typed);
    const title = document.getElementById("id_name")?.value ?? "";
    if (!page.mayEdit || !rows.length || !title.trim()) return;
    const number = ++asked;
    const answer = await fetch(page.urls.skus, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({
        name: title, combinations: rows.map(valuesOf),
        taken: state.rows.filter((row) => !rows.includes(row)).map((row) => row.sku).filter(Boolean).slice(0, 200),
      }),
    }).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    const { skus } = await answer.json();
    rows.forEach((row, place) => {
      if (row.typed) return;
      row.sku = skus[place];
      const input = root.querySelector(`[data-row="${row.uid}"] .pe-sku input`);
      if (input && document.activeElement !== input) input.value = row.sku;
    });
    keep();
  }

  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

  // --- Back to the form

  function keep() {
    if (!field || !page.mayEdit) return;
    field.value = JSON.stringify({
      version: page.matrix.version,
      stock_reason: state.reason,
      options: applied().map(({ name, values }) => ({ name, values })),
      rows: grid().map((row) => ({
        id: row.id, values: valuesOf(row), sku: row.sku, price: row.price, price_before: row.price_before,
        stock: String(row.stock), stock_was: row.stock_was, active: row.active,
      })),
    });
    document.dispatchEvent(new CustomEvent("matrix:values", {
      detail: usable().filter((option) => option.name).map(({ name, values }) => ({ name, values })),
    }));
  }

  form.addEventListener("submit", (event) => {
    const open = state.options.find((option) => option.asks && option.values.length);
    if (!open) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const asking = root.querySelectorAll(".pe-option")[state.options.indexOf(open)].querySelector(".pe-question");
    if (!asking.classList.contains("is-missed")) {
      asking.classList.add("is-missed");
      asking.append(make("p", { class: "pe-error", role: "alert" }, say("unanswered", { option: open.name || words.optionName })));
    }
    asking.scrollIntoView({ block: "center" });
    asking.querySelector("button").focus();
  });
  document.getElementById("id_name")?.addEventListener("change", suggest);
  for (const once of document.querySelectorAll("form[data-once]")) {
    once.addEventListener("submit", () => once.querySelector("button").setAttribute("disabled", ""));
  }

  start();
  draw();
})();
