// Where everything begins.

function startArticle() {
  const data = JSON.parse(one("#data").textContent);
  const review = new Review(data);
  const actions = new Actions(review);
  const list = new List(review, (item, quiet) => {
    card.show(item);
    if (item && !quiet) announce(actions.told(item));
  });
  const card = new Card(review, list, actions);
  const progress = progressBar();
  Object.assign(actions, { list, card });
  const tell = () => {
    const asking = review.items.filter((item) => item.asks);
    progress.set(asking.filter((item) => review.state(item)).length, asking.length);
  };
  review.onchange = (numbers) => {
    list.renew(numbers);
    if (!card.isTyping) card.show(list.item);
    tell();
  };
  frame(review, list, card, actions, progress);
  tell();
  readAgain(review);
  point(review, list);
  listen(keysOf(actions));
}

/** What other pages decide is shown here, too. */
function readAgain(review) {
  const read = () => {
    if (keep.isFull) return;
    review.read();
    review.onchange(new Set(review.sentences.keys()));
  };
  addEventListener("storage", read);
  addEventListener("pageshow", (event) => event.persisted && read());
}

/** What is pointed at says what it is, and what is clicked is at hand. */
function point(review, list) {
  const itemAt = (event) => review.itemOf.get(event.target.closest("w-c, w-p, w-u, w-f"));
  review.main.addEventListener("click", (event) => {
    const item = itemAt(event);
    if (item) list.select(item);
  });
  review.main.addEventListener("pointerover", (event) => {
    const item = itemAt(event);
    if (!item) return;
    event.target.closest("w-c, w-p, w-u, w-f").title = item.kind === "finding"
      ? `${item.before}: ${item.finding.message}` : `${item.before} → ${review.now(item)} · ${t(item.kind)}`;
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
function frame(review, list, card, actions, progress) {
  const { data } = review;
  const isSame = data.from === data.to;
  const views = el("div", { id: "views", role: "group", "aria-label": t("show") }, [["both", t("both")], ["o", t("original")], ["t", t("result")]].map(([value, text]) =>
    el("button", { type: "button", value, onclick: () => setView(value) }, text)));
  const bar = el("header", { class: "bar" },
    el("a", { id: "index", href: `${document.documentElement.dataset.root}index.html` }, "‹ ", t("index")),
    el("p", { class: "name" }, el("span", { lang: data.from }, data.title), isSame ? null : el("span", { class: "variants" }, `${data.from} → ${data.to}`)),
    el("div", { class: "progress" }, ...(isSame ? [] : progress.elements)), views,
    el("button", { type: "button", id: "export", class: "main", onclick: () => actions.export() }, t("export")),
    el("button", { type: "button", id: "help", "aria-label": t("help"), title: t("help"), onclick: () => actions.help() }, "?"));
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
