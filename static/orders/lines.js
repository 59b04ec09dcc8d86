// Adding items to an order: what is typed is looked for, what is picked becomes a row.
(() => {
  const form = document.querySelector("form[data-search]");
  if (!form) return;
  const picker = document.getElementById("picker");
  const found = document.getElementById("found");
  const none = document.getElementById("none");
  const lines = document.getElementById("lines");
  const template = document.getElementById("added");
  let timer = 0;
  let asked = 0;

  function close() {
    found.hidden = true;
    found.replaceChildren();
    picker.setAttribute("aria-expanded", "false");
  }

  function add(variant) {
    close();
    picker.value = "";
    const known = lines.querySelector(`[data-variant="${variant.id}"] input[type=number]`);
    if (known) {
      known.value = Number(known.value) + 1;
      known.focus();
      return;
    }
    const row = template.content.firstElementChild.cloneNode(true);
    row.dataset.variant = variant.id;
    row.querySelector("[data-title]").textContent = variant.title;
    row.querySelector("[data-facts]").textContent = `${variant.sku} · ${variant.price}`;
    row.querySelector("input[name=added]").value = variant.id;
    row.querySelector(".order-picture").replaceWith(picture(variant));
    lines.append(row);
    row.querySelector("input[type=number]").focus();
  }

  function picture(variant) {
    const shown = document.createElement(variant.picture ? "img" : "span");
    shown.className = "order-picture";
    if (variant.picture) {
      shown.src = variant.picture;
      shown.alt = "";
    }
    return shown;
  }

  function option(variant) {
    const row = document.createElement("li");
    const button = document.createElement("button");
    const name = document.createElement("span");
    const facts = document.createElement("span");
    row.setAttribute("role", "option");
    button.type = "button";
    name.textContent = variant.title;
    facts.className = "order-quiet";
    facts.textContent = `${variant.sku} · ${variant.price} · ${variant.stock}`;
    name.append(document.createElement("br"), facts);
    button.append(picture(variant), name);
    button.addEventListener("click", () => add(variant));
    row.append(button);
    return row;
  }

  async function look() {
    const text = picker.value.trim();
    const number = ++asked;
    none.hidden = true;
    if (text.length < 2) return close();
    const answer = await fetch(`${form.dataset.search}?q=${encodeURIComponent(text)}`);
    if (!answer.ok || number !== asked) return;
    const variants = (await answer.json()).found;
    if (number !== asked) return;
    found.replaceChildren(...variants.map(option));
    found.hidden = !variants.length;
    none.hidden = Boolean(variants.length);
    picker.setAttribute("aria-expanded", String(!found.hidden));
  }

  picker.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 200);
  });
  picker.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      found.querySelector("button")?.click();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      found.querySelector("button")?.focus();
    } else if (event.key === "Escape") {
      close();
    }
  });
  found.addEventListener("keydown", (event) => {
    const rows = [...found.querySelectorAll("button")];
    const at = rows.indexOf(document.activeElement);
    if (event.key === "ArrowDown") rows[at + 1]?.focus();
    else if (event.key === "ArrowUp") (rows[at - 1] ?? picker).focus();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  lines.addEventListener("click", (event) => {
    event.target.closest("[data-remove]")?.closest("li").remove();
  });
})();
