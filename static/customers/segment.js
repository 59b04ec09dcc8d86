// How many customers a segment means, while its form is being filled in.
(() => {
  const box = document.querySelector("[data-segment-count]");
  const form = box?.closest("form") ?? document.querySelector("#segment_form");
  if (!box || !form) return;
  const shown = box.querySelector("strong");
  let waiting = 0;
  let asked = 0;

  async function count() {
    const mine = ++asked;
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(box.dataset.segmentCount, { method: "POST", body: new FormData(form) });
      const words = (await answer.json()).count;
      if (mine === asked) shown.textContent = words;
    } catch {
      if (mine === asked) shown.textContent = "–";
    } finally {
      if (mine === asked) box.removeAttribute("aria-busy");
    }
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(count, 300);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  if (form.querySelector("[name=_save]")) count();
})();
