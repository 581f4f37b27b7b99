// What a reader can do, by key or by button, with the item at hand.

class Actions {
  constructor(review) { this.review = review; }

  step(by) {
    const item = this.list.step(by);
    if (item) this.list.select(item);
    else announce(t("said_end"));
  }

  /** Accepts what stands there now, here and in others that are alike, and goes on to what is not decided. */
  accept(others = []) {
    const { review, list } = this, { item } = list;
    if (!item) return this.step(1);
    const { as, text } = review.decision(item) ?? { as: "ok" };
    review.decide([item, ...others], { as, text });
    const said = t("said_accepted", { after: review.now(item) || item.before }), next = list.step(1, { open: true });
    if (next) list.select(next, { quiet: true });
    announce(next ? `${said} ${this.told(next)}` : said);
  }

  acceptAlike() {
    if (this.list.item) this.accept(this.list.alike(this.list.item));
  }

  choose(index) {
    const { item } = this.list;
    if (item && !item.locked && item.candidates[index] !== undefined) this.set(item, item.candidates[index]);
  }

  correct(text) {
    const { item } = this.list;
    if (!item || !text.trim()) return;
    this.card.field.blur();
    this.set(item, text.trim());
  }

  set(item, text) {
    this.review.decide([item], { as: "set", text });
    announce(t("said_changed", { after: this.review.now(item) }));
  }

  type() { this.card.field?.focus(); }

  sentence() {
    const { item } = this.list;
    if (item && item.kind !== "finding") askSentence(this.review, item);
  }

  lock() {
    const { item } = this.list;
    if (!item || item.kind === "finding") return;
    if (item.locked) this.review.unlock(item.locked.source);
    else askTerm(this.review, item);
  }

  undo() {
    if (!this.list.item) return;
    this.review.decide([this.list.item], null);
    announce(t("said_undone"));
  }

  export() {
    const { data, decisions, terms } = this.review;
    askExport(allUnits(data.to, data.name, decisions.units), keep.read(termsKey(data.to)) ?? terms, data.to);
  }

  side() {
    const views = ["both", "o", "t"];
    setView(views[(views.indexOf(document.body.dataset.view) + 1) % views.length]);
  }

  filter() {
    const { shown } = this.list, values = ["open", "done", "all"];
    shown.value = values[(values.indexOf(shown.value) + 1) % values.length];
    shown.dispatchEvent(new Event("change"));
    announce(shown.selectedOptions[0].textContent);
  }

  search() { this.list.field.focus(); }

  index() { location.href = one("#index").href; }

  help() {
    showHelp([
      [["n", "j"], t("key_next")], [["p", "k"], t("key_previous")], [["a"], t("key_accept")], [["A"], t("key_alike")], [["1", "…", "9"], t("key_number")],
      [["c"], t("key_correct")], [["s"], t("key_sentence")], [["l"], t("key_lock")], [["u"], t("key_undo")], [["/"], t("key_search")],
      [["f"], t("key_filter")], [["o"], t("key_side")], [["x"], t("key_export")], [["i"], t("key_index")], [["?"], t("key_help")],
    ]);
  }

  /** The item as it is told to who hears the page. */
  told(item) {
    const { items } = this.list;
    return t(item.kind === "finding" ? "said_finding" : "said", {
      at: items.indexOf(item) + 1, total: items.length, kind: t(item.kind), before: item.before, after: this.review.now(item),
    });
  }
}

/** The keys, each with what it does. */
const keysOf = (actions) => ({
  n: () => actions.step(1), j: () => actions.step(1), p: () => actions.step(-1), k: () => actions.step(-1),
  a: () => actions.accept(), A: () => actions.acceptAlike(), number: (digit) => actions.choose(digit - 1), c: () => actions.type(),
  s: () => actions.sentence(), l: () => actions.lock(), u: () => actions.undo(), x: () => actions.export(), o: () => actions.side(),
  f: () => actions.filter(), "/": () => actions.search(), i: () => actions.index(), "?": () => actions.help(),
});
