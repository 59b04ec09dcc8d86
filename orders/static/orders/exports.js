// The forms of exports: what does not belong to the choice made is put away.
"use strict";

const NEEDS = {
  first: ["what", "orders", "items"],
  last: ["what", "orders", "items"],
  status: ["what", "orders", "items"],
  payment_status: ["what", "orders", "items"],
  category: ["what", "products"],
  contact: ["what", "orders", "items", "customers"],
  address: ["target", "tab", "append"],
};

function follow(form) {
  const place = (name) =>
    form.querySelector(`[data-field="${name}"]`) ||
    form.querySelector(`.field-${name}`) ||
    form.querySelector(`[name="${name}"]`)?.closest(".form-row, .group");
  const look = () => {
    for (const [name, [by, ...values]] of Object.entries(NEEDS)) {
      const row = place(name);
      const chosen = form.querySelector(`[name="${by}"]`);
      if (row && chosen) row.hidden = !values.includes(chosen.value);
    }
  };
  form.addEventListener("change", look);
  look();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("form[data-export], #exportschedule_form").forEach(follow);
});
