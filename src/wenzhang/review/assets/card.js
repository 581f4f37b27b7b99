// The item at hand: what happened, why, and what may be decided.

class Card {
  constructor(review, list, actions) {
    this.review = review;
    this.list = list;
    this.actions = actions;
    this.element = el("section", { class: "card", id: "card", "aria-label": t("at_hand") });
    this.show(null);
  }

  /** Whether something is being typed that must not be lost. */
  get isTyping() { return this.field !== null && this.field === document.activeElement && this.field.value !== ""; }

  show(item) {
    const { review, list, actions } = this;
    const at = list.items.indexOf(item) + 1;
    const head = el("div", { class: "card-head" },
      item ? el("span", { class: "kind-name", "data-kind": item.kind }, t(item.kind)) : el("span", { class: "kind-name" }, t("needs")),
      el("span", { class: "at" }, at ? `${at} / ${list.items.length}` : String(list.items.length)),
      el("span", { class: "steps" },
        key(t("previous"), "p", () => actions.step(-1), "‹"), key(t("next"), "n", () => actions.step(1), "›")));
    const { activeElement } = document;
    const held = this.element.contains(activeElement) ? activeElement.getAttribute("aria-keyshortcuts") : null;
    this.field = null;
    if (!item) this.element.replaceChildren(head);
    else if (item.kind === "finding") this.element.replaceChildren(head, ...this.finding(item));
    else this.element.replaceChildren(head, ...this.change(item));
    this.element.dataset.kind = item?.kind ?? "";
    if (held) one(`[aria-keyshortcuts="${held}"]`, this.element)?.focus({ preventScroll: true }); // it is written anew
  }

  finding(item) {
    const { finding } = item;
    return [
      el("p", { class: "big", lang: "en" }, finding.code), el("p", { class: "why", lang: "en" }, finding.message),
      finding.hint && el("p", { class: "note", lang: "en" }, finding.hint),
      el("p", { class: "note" }, t("why_finding", finding)),
      el("div", { class: "buttons" }, key(t("seen"), "a", () => this.actions.accept()), this.review.state(item) && key(t("undo"), "u", () => this.actions.undo())),
    ].filter(Boolean);
  }

  change(item) {
    const { review, actions } = this, state = review.state(item), now = review.now(item);
    const alike = this.list.alike(item).length;
    return [
      el("p", { class: "big" }, el("span", { lang: review.data.from }, item.before), el("i", { "aria-hidden": "true" }, "→"),
        el("span", { lang: review.data.to, class: "now" }, now || "∅"), state && el("span", { class: "state" }, t(state))),
      ...this.reasons(item).map((text) => el("p", { class: "why" }, text)),
      item.why.note && el("p", { class: "note" }, item.why.note),
      item.candidates.length > 1 && !item.locked && this.candidates(item, now),
      !item.locked && this.form(item),
      el("div", { class: "buttons" },
        key(t("accept"), "a", () => actions.accept(), null, "main"), alike > 0 && key(t("accept_alike", { n: alike + 1 }), "A", () => actions.acceptAlike()),
        key(t("sentence"), "s", () => actions.sentence()), item.locked ? key(t("unlock"), "l", () => actions.lock()) : key(t("lock"), "l", () => actions.lock()),
        state && !item.locked && key(t("undo"), "u", () => actions.undo())),
    ].filter(Boolean);
  }

  reasons(item) {
    const { why } = item;
    if (why.kind === "term") return [t(why.how === "locked" ? "why_locked" : "why_mapped")];
    if (why.kind === "correction") return [t("why_correction", { machine: why.machine }), ...(why.stale ? [t("why_stale")] : [])];
    if (why.how) return [t(`why_${why.how}`)];
    return [t(`why_${why.kind}`, { by: (why.dictionaries ?? []).join(", ") })];
  }

  candidates(item, now) {
    return el("div", { class: "candidates", role: "group", "aria-label": t("candidates") }, item.candidates.slice(0, 9).map((candidate, index) =>
      el("button", { type: "button", class: "candidate", "aria-pressed": String(candidate === now), "aria-keyshortcuts": String(index + 1),
        onclick: () => this.actions.choose(index) },
      el("kbd", { "aria-hidden": "true" }, String(index + 1)), el("span", { lang: this.review.data.to }, candidate || "∅"))));
  }

  form(item) {
    this.field = el("input", { type: "text", id: "correction", lang: this.review.data.to, autocomplete: "off", placeholder: t("correct"),
      "aria-label": t("correct"), "aria-keyshortcuts": "c" });
    return el("form", { class: "correct", onsubmit: (event) => {
      event.preventDefault();
      this.actions.correct(this.field.value);
    } }, this.field, el("kbd", { "aria-hidden": "true" }, "c"));
  }
}

/** A button with the key that does the same. */
function key(text, letter, onclick, sign = null, name = null) {
  return el("button", { type: "button", class: name, onclick: () => onclick(), "aria-keyshortcuts": letter === letter.toLowerCase() ? letter : `Shift+${letter}`, "aria-label": sign && text, title: sign && `${text} (${letter})` },
    sign ?? text, !sign && el("kbd", { "aria-hidden": "true" }, letter));
}
