// The list of what needs eyes: filtered, in order, with one item at hand.

class List {
  constructor(review, onselect) {
    this.review = review;
    this.onselect = onselect;
    this.kinds = new Set(DOUBT.filter((kind) => !QUIET.has(kind)));
    this.order = "doubt";
    this.show = "all";
    this.search = "";
    this.item = null;
    this.marked = [];
    this.buttons = new Map();
    this.element = this.build();
    this.fill();
  }

  build() {
    const counts = new Map(DOUBT.map((kind) => [kind, 0]));
    for (const item of this.review.items) counts.set(item.kind, counts.get(item.kind) + 1);
    this.filters = el("div", { class: "kinds", role: "group", "aria-label": t("kinds") },
      DOUBT.filter((kind) => counts.get(kind)).map((kind) => el("button", {
        type: "button", class: "kind", "data-kind": kind, "aria-pressed": String(this.kinds.has(kind)),
        onclick: (event) => this.toggle(kind, event.currentTarget),
      }, t(kind), " ", el("span", { class: "count" }, String(counts.get(kind))))));
    this.field = el("input", { type: "search", id: "search", placeholder: t("search"), "aria-label": t("search"), autocomplete: "off",
      oninput: () => { this.search = this.field.value.trim(); this.fill(); },
      onkeydown: (event) => event.key === "Enter" && !event.isComposing && this.selectFirst() });
    this.orders = choice("order", t("sort"), [["doubt", t("by_doubt")], ["place", t("by_place")]], (value) => { this.order = value; this.fill(); });
    this.shown = choice("shown", t("show"), [["all", t("show_all")], ["open", t("show_open")], ["done", t("show_done")]],
      (value) => { this.show = value; this.fill(); });
    this.rows = el("ol", { class: "items", role: "list", onkeydown: (event) => this.walk(event) });
    return el("section", { class: "list", "aria-labelledby": "needs" },
      el("h2", { id: "needs", class: "unseen" }, t("needs")), this.filters,
      el("div", { class: "tools" }, this.field, this.orders, this.shown), this.rows);
  }

  toggle(kind, button) {
    if (!this.kinds.delete(kind)) this.kinds.add(kind);
    button.setAttribute("aria-pressed", String(this.kinds.has(kind)));
    this.fill();
  }

  /** The items that the filters let through, in order. */
  visible() {
    const { review, search } = this;
    const found = review.items.filter((item) => this.kinds.has(item.kind)
      && (this.show === "all" || (this.show === "done") === Boolean(review.state(item)))
      && (!search || this.texts(item).some((text) => text.includes(search))));
    return this.order === "doubt" ? found.sort((a, b) => a.doubt - b.doubt || a.id - b.id) : found.sort(byPlace);
  }

  texts(item) {
    if (item.kind === "finding") return [item.before, item.finding.message];
    return [item.before, item.after, this.review.now(item), this.review.sentences.get(item.sentence).raw];
  }

  fill() {
    const items = this.items = this.visible();
    this.buttons = new Map(items.map((item) => [item, this.button(item)]));
    this.rows.replaceChildren(...items.map((item) => el("li", {}, this.buttons.get(item))));
    if (!items.length) {
      const nothing = this.review.items.some((item) => this.kinds.has(item.kind)) ? t("none") : t("nothing");
      this.rows.replaceChildren(el("li", { class: "none" }, nothing));
    }
    this.markCurrent();
  }

  button(item) {
    const button = el("button", { type: "button", class: "item", "data-kind": item.kind, onclick: () => this.select(item) });
    this.write(item, button);
    return button;
  }

  write(item, button) {
    const { review } = this, state = review.state(item);
    if (state) button.dataset.state = state;
    else delete button.dataset.state;
    const title = item.kind === "finding"
      ? [el("b", { lang: "en" }, item.before)]
      : [el("b", { lang: review.data.from }, item.before), el("i", { "aria-hidden": "true" }, "→"), el("b", { lang: review.data.to }, review.now(item) || "∅")];
    button.replaceChildren(el("span", { class: "change" }, ...title), ...(state ? [el("span", { class: "state" }, t(state))] : []),
      el("small", { lang: item.kind === "finding" ? "en" : review.data.from }, ...this.context(item)));
  }

  context(item) {
    if (item.kind === "finding") return [item.finding.message];
    const { raw } = this.review.sentences.get(item.sentence);
    const end = item.start + item.before.length;
    const before = raw.slice(Math.max(item.start - 9, 0), item.start), after = raw.slice(end, end + 12);
    return [item.start > 9 && "…", before, el("em", {}, item.before), after, end + 12 < raw.length && "…"];
  }

  /** Renews what decisions in some sentences have changed; the list itself stays as it is until it is filtered anew. */
  renew(numbers) {
    for (const [item, button] of this.buttons) {
      if (item.kind === "finding" || numbers.has(item.sentence)) this.write(item, button);
    }
  }

  /** The first that was looked for: what says so itself, else what stands beside that. */
  selectFirst() {
    const { items, search } = this;
    if (!items.length) return;
    this.field.blur();
    this.select(items.find((item) => [item.before, this.review.now(item)].some((text) => text.includes(search))) ?? items[0]);
  }

  /** The arrows go through the list where the focus is in it; elsewhere they scroll, as ever. */
  walk(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = by && this.step(by);
    if (!item) return;
    event.preventDefault();
    this.select(item);
    const button = this.buttons.get(item);
    button?.focus({ preventScroll: true });
    button?.scrollIntoView({ block: "nearest" });
  }

  select(item, { quiet = false } = {}) {
    this.item = item;
    this.markCurrent();
    if (item) {
      reveal(this.review, item);
      this.bring(this.buttons.get(item));
    }
    this.onselect(item, quiet);
  }

  /** In the list; on narrow screens, where all of the sheet scrolls, the card at its top is what is wanted. */
  bring(button) {
    const items = button?.closest(".items");
    if (!items) return;
    if (items.scrollHeight > items.clientHeight) button.scrollIntoView({ block: "nearest" });
    else items.closest(".side").scrollTop = 0;
  }

  markCurrent() {
    for (const element of this.marked) {
      delete element.dataset.on;
      element.removeAttribute("aria-current");
    }
    const { item } = this, button = this.buttons.get(item);
    this.marked = item ? [...item.parts, ...item.copies] : [];
    for (const element of this.marked) element.dataset.on = "";
    button?.setAttribute("aria-current", "true");
    if (button) this.marked.push(button);
  }

  /** The next item (or the one before), perhaps only among those that are not decided; `null` at the end. */
  step(by, { open = false } = {}) {
    const { items } = this;
    let index = items.indexOf(this.item);
    if (index < 0 && this.item) { // it has left the list: from its place on
      index = items.findIndex((item) => (this.order === "doubt" ? item.doubt - this.item.doubt || item.id - this.item.id : byPlace(item, this.item)) > 0);
      index = index < 0 ? items.length : index;
      if (by > 0) index--;
    }
    for (index += by; index >= 0 && index < items.length; index += by) {
      if (!open || !this.review.state(items[index])) return items[index];
    }
    return null;
  }

  alike(item) {
    return this.review.items.filter((other) => other !== item && other.kind === item.kind && other.before === item.before
      && other.after === item.after && other.kind !== "finding" && !this.review.state(other));
  }
}

const byPlace = (a, b) => {
  const order = a.parts[0].compareDocumentPosition(b.parts[0]);
  return order & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : order & Node.DOCUMENT_POSITION_PRECEDING ? 1 : 0;
};

/** A select with its label. */
function choice(id, label, options, onchange) {
  const select = el("select", { id, "aria-label": label, onchange: () => onchange(select.value) },
    options.map(([value, text]) => el("option", { value }, text)));
  return select;
}

/** Brings an item into view on the side that is shown. */
function reveal(review, item) {
  const place = [...item.parts, ...item.copies].find((element) => element.closest(".row") && element.getClientRects().length) ?? item.parts[0];
  for (let details = place.closest("details"); details; details = details.parentElement.closest("details")) details.open = true;
  const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches && !navigator.webdriver;
  place.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "auto" });
}
