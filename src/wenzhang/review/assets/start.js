// Where everything begins.

function startArticle() {
  const data = JSON.parse(one("#data").textContent);
  const review = new Review(data);
  const actions = {
    step(by) {
      const item = list.step(by);
      if (item) list.select(item);
      else announce(t("said_end"));
    },
    accept() {
      const { item } = list;
      if (!item) return actions.step(1);
      const { as, text } = review.decision(item) ?? { as: "ok" };
      review.decide([item], { as, text });
      onwards(t("said_accepted", { after: review.now(item) || item.before }));
    },
    acceptAlike() {
      const { item } = list;
      if (!item) return;
      const { as, text } = review.decision(item) ?? { as: "ok" };
      review.decide([item, ...list.alike(item)], { as, text });
      onwards(t("said_accepted", { after: review.now(item) }));
    },
    choose(index) {
      const { item } = list;
      if (!item || item.locked || item.candidates[index] === undefined) return;
      review.decide([item], { as: "set", text: item.candidates[index] });
      announce(t("said_changed", { after: review.now(item) }));
    },
    correct(text) {
      const { item } = list;
      if (!item || !text.trim()) return;
      card.field.blur();
      review.decide([item], { as: "set", text: text.trim() });
      announce(t("said_changed", { after: review.now(item) }));
    },
    type() { card.field?.focus(); },
    sentence() { if (list.item && list.item.kind !== "finding") askSentence(review, list.item); },
    lock() {
      const { item } = list;
      if (!item || item.kind === "finding") return;
      if (item.locked) review.unlock(item.locked.source);
      else askTerm(review, item);
    },
    undo() {
      if (!list.item) return;
      review.decide([list.item], null);
      announce(t("said_undone"));
    },
    export() { askExport(allUnits(data.to, data.name, review.decisions.units), keep.read(termsKey(data.to)) ?? review.terms, data.to); },
    side() {
      const views = ["both", "o", "t"];
      setView(views[(views.indexOf(document.body.dataset.view) + 1) % views.length]);
    },
    filter() {
      const { shown } = list, values = ["open", "done", "all"];
      shown.value = values[(values.indexOf(shown.value) + 1) % values.length];
      shown.dispatchEvent(new Event("change"));
      announce(shown.selectedOptions[0].textContent);
    },
  };
  const onwards = (text) => {
    const next = list.step(1, { open: true });
    if (next) list.select(next, { quiet: true });
    announce(next ? `${text} ${told(next)}` : text);
  };
  const told = (item) => t(item.kind === "finding" ? "said_finding" : "said", {
    at: list.items.indexOf(item) + 1, total: list.items.length, kind: t(item.kind), before: item.before, after: review.now(item),
  });
  const list = new List(review, (item, quiet) => {
    card.show(item);
    if (item && !quiet) announce(told(item));
  });
  const card = new Card(review, list, actions);
  const progress = progressBar();
  const tell = () => {
    const asking = review.items.filter((item) => item.asks);
    progress.set(asking.filter((item) => review.state(item)).length, asking.length);
  };
  review.onchange = (numbers) => {
    list.renew(numbers);
    card.show(list.item);
    tell();
  };
  frame(review, list, card, actions, progress, data);
  tell();
  const reread = () => {
    if (keep.isFull) return;
    review.read();
    review.onchange(new Set(review.sentences.keys()));
  };
  addEventListener("storage", reread); // another page has decided something
  addEventListener("pageshow", (event) => event.persisted && reread());
  review.main.addEventListener("click", (event) => {
    const item = review.itemOf.get(event.target.closest("w-c, w-p, w-u, w-f"));
    if (item) list.select(item);
  });
  review.main.addEventListener("pointerover", (event) => {
    const mark = event.target.closest("w-c, w-p, w-u, w-f"), item = review.itemOf.get(mark);
    if (item) mark.title = item.kind === "finding" ? `${item.before}: ${item.finding.message}` : `${item.before} → ${review.now(item)} · ${t(item.kind)}`;
  });
  const help = () => showHelp([
    [["n", "j"], t("key_next")], [["p", "k"], t("key_previous")], [["a"], t("key_accept")], [["A"], t("key_alike")], [["1", "…", "9"], t("key_number")],
    [["c"], t("key_correct")], [["s"], t("key_sentence")], [["l"], t("key_lock")], [["u"], t("key_undo")], [["/"], t("key_search")],
    [["f"], t("key_filter")], [["o"], t("key_side")], [["x"], t("key_export")], [["i"], t("key_index")], [["?"], t("key_help")],
  ]);
  one("#help").addEventListener("click", help);
  listen({
    n: () => actions.step(1), j: () => actions.step(1), p: () => actions.step(-1), k: () => actions.step(-1),
    a: actions.accept, A: actions.acceptAlike, number: (digit) => actions.choose(digit - 1), c: actions.type, s: actions.sentence, l: actions.lock,
    u: actions.undo, x: actions.export, o: actions.side, f: actions.filter, "?": help,
    "/": () => list.field.focus(), i: () => { location.href = one("#index").href; },
  });
}

function setView(view) {
  document.body.dataset.view = view;
  for (const button of all("#views button")) button.setAttribute("aria-pressed", String(button.value === view));
}

function progressBar() {
  const bar = el("progress", { max: "1", value: "0", "aria-label": t("progress") });
  const text = el("span", { class: "looked" });
  return {
    elements: [bar, text],
    set(done, total) {
      bar.max = total || 1;
      bar.value = total ? done : 1;
      text.textContent = !total ? t("nothing") : done === total ? t("all_looked", { total }) : t("looked", { done, total });
    },
  };
}

/** Puts what is around the article in its place. */
function frame(review, list, card, actions, progress, data) {
  const isSame = data.from === data.to;
  const views = el("div", { id: "views", role: "group", "aria-label": t("show") }, [["both", t("both")], ["o", t("original")], ["t", t("result")]].map(([value, text]) =>
    el("button", { type: "button", value, onclick: () => setView(value) }, text)));
  const bar = el("header", { class: "bar" },
    el("a", { id: "index", href: `${document.documentElement.dataset.root}index.html` }, "‹ ", t("index")),
    el("p", { class: "name" }, el("span", { lang: data.from }, data.title), isSame ? null : el("span", { class: "variants" }, `${data.from} → ${data.to}`)),
    el("div", { class: "progress" }, ...(isSame ? [] : progress.elements)), views,
    el("button", { type: "button", id: "export", class: "main", onclick: () => actions.export() }, t("export")),
    el("button", { type: "button", id: "help", "aria-label": t("help"), title: t("help") }, "?"));
  const notes = [
    isSame && el("p", { class: "notice", id: "same" }, t("same", { to: data.to })),
    !keep.works && el("p", { class: "notice" }, t("not_kept")),
    data.undecided.length > 0 && el("div", { class: "notice" }, t("undecided"), el("ul", {}, data.undecided.map((text) => el("li", { lang: data.from }, text)))),
  ].filter(Boolean);
  keep.onfull = () => {
    review.main.prepend(el("p", { class: "notice", id: "full" }, t("full")));
    review.main.scrollIntoView();
    announce(t("full"));
  };
  const heads = el("div", { class: "row heads", "aria-hidden": "true" }, el("div", { class: "o" }, t("original"), " ", el("small", {}, data.from)),
    el("div", { class: "t" }, t("result"), " ", el("small", {}, data.to)));
  if (isSame) document.body.classList.add("same");
  else review.main.prepend(heads);
  review.main.prepend(...notes);
  const aside = el("aside", { class: "side", "aria-label": t("needs") }, card.element, list.element);
  document.body.prepend(bar);
  review.main.after(aside, el("div", { id: "status", role: "status", class: "unseen" }));
  setView("both");
}

function begin() {
  if (document.documentElement.dataset.page === "index") startIndex();
  else startArticle();
  document.body.dataset.ready = "";
}

document.documentElement.lang = language();
if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();
