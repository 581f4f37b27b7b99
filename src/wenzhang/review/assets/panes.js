// Both sides of the article, block beside block, so that they scroll as one.

const BLOCKS = new Set(("address article aside blockquote details div dl fieldset figure footer h1 h2 h3 h4 h5 h6 header hr main nav ol p "
  + "pre section table ul").split(" "));
const HOLDERS = new Set(["div", "section", "article", "main", "header", "footer", "aside"]);
const isBlock = (node) => node.nodeType === Node.ELEMENT_NODE && BLOCKS.has(node.localName);
const marksIn = (root, side) => all(`.${side} w-s :is(w-c, w-p, w-u)`, root);

/** The blocks of the article, those that only hold others unfolded; text between blocks becomes one. */
function blocksOf(root) {
  const blocks = [];
  let loose = null;
  for (const node of [...root.childNodes]) {
    if (isBlock(node)) {
      loose = null;
      const holds = HOLDERS.has(node.localName) && !node.classList.contains("field") && !node.lang && !node.hidden && [...node.children].some(isBlock);
      blocks.push(...(holds ? blocksOf(node) : [node]));
    } else if (loose || node.nodeType === Node.ELEMENT_NODE || (node.nodeType === Node.TEXT_NODE && node.data.trim())) {
      if (!loose) blocks.push(loose = el("div"));
      loose.append(node);
    }
  }
  return blocks;
}

/** Lays the article out in rows of the original and its copy, which the decisions are shown in. */
function layOut(main, data) {
  const rows = blocksOf(main).map((block) => {
    for (const details of [...(block.localName === "details" ? [block] : []), ...all("details", block)]) details.open = true;
    const copy = block.cloneNode(true);
    all("w-f", copy).forEach((flag) => flag.remove());
    if (copy.localName === "h1") copy.setAttribute("aria-label", copy.textContent);
    for (const element of [copy, ...all("[lang]", copy)]) {
      if (/^zh\b/i.test(element.lang)) element.lang = data.to;
    }
    return el("div", { class: block.classList.contains("field") ? "row fields" : "row" },
      el("div", { class: "o", lang: data.from }, block), el("div", { class: "t", lang: data.to }, copy));
  });
  main.removeAttribute("lang");
  main.replaceChildren(...rows);
  all("h1", main).forEach((heading) => heading.removeAttribute("aria-label"));
  for (const wide of all("table, pre", main)) wide.tabIndex = 0;
  for (const name of all("w-a", main)) {
    const key = name.getAttribute("k");
    name.prepend(el("small", { class: "key", translate: "no", lang: document.documentElement.lang },
      key ? t("in_attribute", { name: key }) : t("in_source")));
  }
  main.addEventListener("toggle", follow, true);
}

/** A question that opens on one side opens on the other. */
function follow(event) {
  const side = event.target.closest(".o, .t");
  const other = side && (side.classList.contains("o") ? side.nextElementSibling : side.previousElementSibling);
  if (!other) return;
  const twin = all("details", other)[all("details", side).indexOf(event.target)];
  if (twin) twin.open = event.target.open;
}

/** The marks of both sides as items: { id, kind, parts, copies, before, after, why, candidates, … }. */
function readItems(main, data) {
  const items = [], groups = new Map(), itemOf = new Map();
  const copies = marksIn(main, "t");
  for (const [index, mark] of marksIn(main, "o").entries()) {
    const group = mark.getAttribute("g");
    let item = group === null ? null : groups.get(group);
    if (!item) {
      const why = mark.localName === "w-u" ? data.why[mark.getAttribute("i")]
        : { kind: mark.localName === "w-c" ? "character" : "phrase" };
      item = { id: items.length, kind: why.kind, why, parts: [], copies: [], before: "", after: "", said: [] };
      items.push(item);
      if (group !== null) groups.set(group, item);
    }
    item.parts.push(mark);
    item.copies.push(copies[index]);
    item.said.push(mark.getAttribute("t") ?? mark.textContent);
    item.before += mark.textContent;
    item.after += item.said.at(-1);
    mark.dataset.kind = copies[index].dataset.kind = item.kind;
    itemOf.set(mark, item);
    itemOf.set(copies[index], item);
  }
  for (const item of items) {
    const others = item.why.candidates ?? [];
    item.candidates = [...new Set([item.after, ...others, ...(item.kind === "correction" ? [item.why.machine] : [])])];
    item.doubt = item.why.stale ? 0 : DOUBT.indexOf(item.kind);
    item.asks = EYES.has(item.kind) || Boolean(item.why.stale);
  }
  return { items, itemOf };
}

/** The kinds of changes, the most doubtful first, and those that ask for eyes. */
const DOUBT = ["choice", "crossing", "word", "finding", "correction", "term", "override", "form", "phrase", "character"];
const EYES = new Set(["choice", "crossing", "word"]);
const QUIET = new Set(["form", "phrase", "character"]);
