// What is kept in the browser, under the folder of the review: decisions by article, and terms for all of them.

const ROOT = new URL(document.documentElement.dataset.root || "./", location.href).pathname;

const keep = {
  /** Whether the browser keeps anything. */
  works: (() => {
    try {
      localStorage.setItem("wenzhang:probe", "1");
      localStorage.removeItem("wenzhang:probe");
      return true;
    } catch { return false; }
  })(),
  read(name) {
    if (!this.works) return null;
    try { return JSON.parse(localStorage.getItem(`wenzhang:${name}`)); } catch { return null; }
  },
  write(name, value) {
    if (!this.works) return;
    try { localStorage.setItem(`wenzhang:${name}`, JSON.stringify(value)); } catch { this.works = false; }
  },
};

const articleKey = (name, to) => `${to}:${ROOT}:${name}`;
const termsKey = (to) => `${to}:${ROOT}`;

/** What was decided in an article: by mark, by sentence, the corrections that follow, and how far it is looked over. */
function readDecisions(name, to) {
  const kept = keep.read(articleKey(name, to)) ?? {};
  return { marks: kept.marks ?? {}, sentences: kept.sentences ?? {}, units: kept.units ?? [], done: kept.done ?? 0, total: kept.total };
}
