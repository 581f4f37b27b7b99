// What asks for more than a key: a term, a sentence, the file to save, help.

/** Opens a dialog of the browser, which keeps the focus in it and gives it back; it goes when it is closed. */
function openDialog(title, ...content) {
  const dialog = el("dialog", { "aria-labelledby": "dialog-title" },
    el("form", { method: "dialog", class: "close" }, el("button", { "aria-label": t("close"), title: t("close") }, "×")),
    el("h2", { id: "dialog-title" }, title), ...content);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function askTerm(review, item) {
  const { from, to } = review.data;
  const source = el("input", { type: "text", id: "term-source", lang: from, required: true, value: item.before, autocomplete: "off" });
  const target = el("input", { type: "text", id: "term-target", lang: to, value: review.now(item), autocomplete: "off", "aria-label": t("lock_becomes") });
  const stays = el("input", { type: "radio", name: "how", id: "term-stays", checked: true });
  const becomes = el("input", { type: "radio", name: "how", id: "term-becomes" });
  target.addEventListener("input", () => { becomes.checked = true; });
  target.addEventListener("focus", () => { becomes.checked = true; });
  const dialog = openDialog(t("lock_title"), el("p", {}, t("lock_text")), el("form", {
    class: "fields",
    onsubmit: (event) => {
      event.preventDefault();
      if (!source.value.trim() || (becomes.checked && !target.value.trim())) return;
      dialog.close();
      review.lock(source.value.trim(), stays.checked ? null : target.value.trim());
      announce(t("said_locked", { source: source.value.trim() }));
    },
  },
  el("label", { for: "term-source" }, t("lock_source")), source,
  el("label", { class: "radio" }, stays, t("lock_stays")),
  el("div", { class: "radio" }, el("label", {}, becomes, t("lock_becomes")), target),
  el("div", { class: "buttons" }, el("button", { class: "main" }, t("lock_save")), el("button", { type: "button", onclick: () => dialog.close() }, t("cancel")))));
  source.select();
}

function askSentence(review, item) {
  const sentence = review.sentences.get(item.sentence);
  const field = el("textarea", { id: "sentence", lang: review.data.to, rows: "4", "aria-label": t("sentence_title") });
  field.value = review.texts(sentence).corrected;
  const save = () => {
    const { machine } = review.texts(sentence);
    dialog.close();
    if (collapsed(field.value)) review.decideSentence(item.sentence, field.value);
    announce(collapsed(field.value) === machine ? t("said_accepted", { after: machine }) : t("said_changed", { after: field.value }));
  };
  const dialog = openDialog(t("sentence_title"),
    el("p", { class: "quoted", lang: review.data.from }, sentence.source),
    el("form", { class: "fields", onsubmit: (event) => { event.preventDefault(); save(); } }, field,
      el("div", { class: "buttons" }, el("button", { class: "main" }, t("sentence_save")), el("button", { type: "button", onclick: () => dialog.close() }, t("cancel")))));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); save(); }
  });
  field.focus();
}

function askExport(units, terms, to) {
  const name = "decisions.tmx";
  const command = `wenzhang convert ARTICLES --to ${to} --out OUT --memory ${name} --glossary ${name}`;
  const copy = navigator.clipboard && el("button", { type: "button", onclick: async () => {
    await navigator.clipboard.writeText(command);
    copy.textContent = t("copied");
  } }, t("export_copy"));
  const save = el("a", { class: "button main", id: "save", download: name,
    href: URL.createObjectURL(new Blob([tmx(units, terms)], { type: "application/xml" })), onclick: () => announce(t("said_saved")) }, t("export_save"));
  const dialog = openDialog(t("export_title"),
    el("p", { class: "counts" }, t("export_counts", { sentences: units.filter((unit) => unit.corrected !== unit.machine).length, terms: terms.length })),
    el("p", {}, t("export_text")), el("pre", { tabindex: "0" }, command), el("div", { class: "buttons" }, save, copy));
  dialog.addEventListener("close", () => URL.revokeObjectURL(save.href));
  save.focus();
}

function showHelp(bindings) {
  const keys = el("input", { type: "checkbox", id: "keys-on", checked: keysOn(), onchange: () => keep.write("keys", keys.checked) });
  const languages = choice("language", t("language"), [["en", "English"], ["zh-Hant", "繁體中文"], ["zh-Hans", "简体中文"]], (value) => {
    keep.write("language", value);
    location.reload();
  });
  languages.value = document.documentElement.lang;
  openDialog(t("help_title"),
    el("dl", { class: "keys" }, bindings.map(([keys, text]) => [el("dt", {}, keys.flatMap((key, index) => [index > 0 && " ", el("kbd", {}, key)])), el("dd", {}, text)])),
    el("div", { class: "options" }, el("label", { class: "radio" }, keys, t("keys_on")), el("label", {}, t("language"), " ", languages)));
}

/** Keys of one letter can be turned off, for who speaks to the page (WCAG 2.1.4). */
const keysOn = () => keep.read("keys") ?? true;
