// The index: every article with its progress, and one file for all of them.

function startIndex() {
  const data = JSON.parse(one("#data").textContent);
  const rows = all("#articles tbody tr:not(.failed)").map((element, index) => readRow(element, data.articles[index], data.to, index));
  const body = one("#articles tbody"), failed = all("#articles tr.failed");
  one("#articles").prepend(el("thead", {}, el("tr", {}, [t("article"), "", t("progress"), t("needs")].map((text) =>
    (text ? el("th", { scope: "col" }, text) : el("td"))))));
  for (const row of failed) one("td", row).prepend(`${t("failed")}: `);
  const summary = el("p", { class: "summary" });
  const show = (event) => {
    const wanted = search.value.trim().toLowerCase();
    const visible = rows.filter((row) => row.text.includes(wanted) && (shown.value === "all" || row.done < row.asks)).sort(by[order.value]);
    body.replaceChildren(...visible.map((row) => row.element), ...failed);
    if (event) announce(t("articles_shown", { shown: visible.length, total: rows.length }));
  };
  const search = el("input", { type: "search", id: "search", placeholder: t("search"), "aria-label": t("search"), oninput: show });
  const order = choice("order", t("sort"), [["name", t("sort_name")], ["doubt", t("sort_doubt")], ["progress", t("sort_progress")]], show);
  const shown = choice("shown", t("show"), [["all", t("show_all")], ["open", t("show_left")]], show);
  const by = { name: (a, b) => a.index - b.index, doubt: (a, b) => b.asks - a.asks || a.index - b.index, progress: (a, b) => b.asks - b.done - (a.asks - a.done) || a.index - b.index };
  const tell = () => {
    for (const row of rows) row.renew();
    const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
    summary.textContent = t("summary", { articles: rows.length, done: sum("done"), total: sum("asks") });
  };
  const main = one("#content");
  const save = () => askExport(allUnits(data.to, null), keep.read(termsKey(data.to)) ?? [], data.to);
  const help = () => showHelp([[["/"], t("key_search")], [["x"], t("key_export")], [["?"], t("key_help")]]);
  document.body.prepend(el("header", { class: "bar" }, el("h1", { class: "name" }, t("title"), " ", el("span", { class: "variants" }, data.to)), summary,
    el("button", { type: "button", id: "export", class: "main", onclick: save }, t("export")),
    el("button", { type: "button", id: "help", "aria-label": t("help"), title: t("help"), onclick: help }, "?")));
  main.prepend(...[!keep.works && el("p", { class: "notice" }, t("not_kept")), el("div", { class: "tools" }, search, order, shown)].filter(Boolean));
  main.after(el("div", { id: "status", role: "status", class: "unseen" }));
  tell();
  listen({ "/": () => search.focus(), x: save, "?": help });
  addEventListener("pageshow", tell);
  addEventListener("storage", tell);
}

/** One article: [its name, its marks by kind, its findings], and what the browser keeps of it. */
function readRow(element, [name, counts, findings, asks], to, index) {
  const bar = el("progress", { max: "1", value: "0", "aria-label": t("progress") }), text = el("span", { class: "looked" });
  const kinds = DOUBT.filter((kind) => EYES.has(kind) && counts[kind]).map((kind) =>
    el("span", { class: "kind-name", "data-kind": kind }, `${t(kind)} ${counts[kind]}`));
  const isSame = !one("td", element).textContent;
  if (findings) kinds.push(el("span", { class: "kind-name", "data-kind": "finding" }, `${t("finding")} ${findings}`));
  element.append(el("td", { class: "progress" }, isSame ? t("state_same") : asks ? [bar, text] : t("state_clean")),
    el("td", {}, el("span", { class: "names" }, kinds)));
  return {
    element, index, asks, done: 0, text: `${element.textContent} ${name}`.toLowerCase(),
    kept: () => readDecisions(name, to),
    renew() {
      this.done = Math.min(this.kept().done, asks);
      bar.max = asks || 1;
      bar.value = this.done;
      text.textContent = `${this.done} / ${asks}`;
      if (asks && this.done === asks) element.dataset.done = "";
    },
  };
}
