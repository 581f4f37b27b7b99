// What is kept in the browser, under the folder of the review: decisions by article, and terms for all of them.

const ROOT = new URL(document.documentElement.dataset.root || "./", location.href).pathname;

const keep = {
  /** Whether the browser keeps anything for these pages. */
  works: (() => {
    try { return localStorage.length >= 0; } catch { return false; }
  })(),
  isFull: false,
  read(name) {
    if (!this.works) return null;
    try { return JSON.parse(localStorage.getItem(`wenzhang:${name}`)); } catch { return null; }
  },
  names(prefix) {
    if (!this.works) return [];
    return Object.keys(localStorage).filter((key) => key.startsWith(`wenzhang:${prefix}`)).map((key) => key.slice("wenzhang:".length)).sort();
  },
  write(name, value) {
    if (!this.works) return;
    try { localStorage.setItem(`wenzhang:${name}`, JSON.stringify(value)); } catch {
      if (!this.isFull) this.onfull?.();
      this.isFull = true;
    }
  },
};

/** The corrections of all articles of the review whose pages this browser lets us see, with those of `name` as given. */
function allUnits(to, name, units) {
  const found = new Map(name === null ? [] : [[name, units]]);
  for (const key of keep.names(articleKey("", to))) {
    const other = key.slice(articleKey("", to).length);
    if (!found.has(other)) found.set(other, readDecisions(other, to).units);
  }
  return [...found.values()].flat();
}

const articleKey = (name, to) => `${to}:${ROOT}:${name}`;
const termsKey = (to) => `${to}:${ROOT}`;

/** What was decided in an article: by mark, by sentence, the corrections that follow, and how far it is looked over. */
function readDecisions(name, to) {
  const kept = keep.read(articleKey(name, to)) ?? {};
  return { marks: kept.marks ?? {}, sentences: kept.sentences ?? {}, units: kept.units ?? [], done: kept.done ?? 0, total: kept.total };
}
