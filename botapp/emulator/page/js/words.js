// The page's own words, in the language of whoever looks; the server puts them into the page.

const words = JSON.parse(document.querySelector("#words").textContent);

export const language = document.documentElement.lang;

/** t("You paid %(sum)s", {sum}): the English words are the key. */
export function t(text, facts = {}) {
  return (words[text] ?? text).replace(/%\((\w+)\)s/g, (whole, name) => facts[name] ?? whole);
}

/** Another language for the store's pages, this one among them. */
export function speak(code) {
  document.cookie = `django_language=${code}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
}
