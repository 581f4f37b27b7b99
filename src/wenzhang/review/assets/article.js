// The page of an article: what it holds, what is decided, and what follows from that.

class Review {
  constructor(data) {
    this.data = data;
    this.main = one("#content");
    this.nextId = 0;
    layOut(this.main, data);
    const { items, itemOf } = readItems(this.main, data);
    this.items = items;
    this.itemOf = itemOf;
    this.sentences = readSentences(this.main, itemOf, ".o w-s");
    const nodes = all(".t w-s", this.main).flatMap((element) => [...textNodes(element)]);
    const segments = all(".o w-s", this.main).flatMap((element) => this.sentences.get(Number(element.getAttribute("n"))).taken(element));
    segments.forEach((segment, index) => { segment.copy = nodes[index]; });
    for (const item of items) {
      const sentence = this.sentences.get(item.sentence);
      item.key = `${sentence.key}:${item.start}:${item.before}`;
    }
    this.addFindings();
    this.read();
  }

  /** Reads what is kept, here and on other pages. */
  read() {
    this.decisions = readDecisions(this.data.name, this.data.to);
    this.adopt();
    this.terms = keep.read(termsKey(this.data.to)) ?? [];
    for (const number of this.sentences.keys()) this.show(number);
  }

  /** Decisions on sentences that have other neighbours by now: each goes to a sentence that says the same. */
  adopt() {
    const { marks, sentences } = this.decisions;
    const decided = new Set([...Object.keys(sentences), ...Object.keys(marks).map((key) => key.split(":")[0])]);
    const current = new Set([...this.sentences.values()].map(({ key }) => key));
    const free = [...current].filter((key) => !decided.has(key));
    for (const old of decided) {
      if (current.has(old) || !old.includes(".")) continue;
      const index = free.findIndex((key) => key.split(".")[0] === old.split(".")[0]);
      if (index < 0) continue;
      const [key] = free.splice(index, 1);
      for (const name of Object.keys(marks).filter((each) => each.startsWith(`${old}:`))) {
        marks[key + name.slice(old.length)] = marks[name];
        delete marks[name];
      }
      if (sentences[old]) sentences[key] = sentences[old];
      delete sentences[old];
    }
  }

  addFindings() {
    for (const flag of all("w-f", this.main)) {
      const finding = this.data.findings[flag.getAttribute("i")];
      const item = {
        id: this.items.length, kind: "finding", finding, why: { kind: "finding" }, parts: [flag], copies: [], said: [],
        before: t("of_code", finding), after: "", candidates: [], doubt: DOUBT.indexOf("finding"), asks: false,
        key: `f:${finding.code}:${digest(finding.place + finding.message)}`,
      };
      flag.dataset.kind = "finding";
      flag.dataset.severity = finding.severity;
      this.items.push(item);
      this.itemOf.set(flag, item);
    }
  }

  // What is decided

  decision(item) { return this.decisions.marks[item.key]; }

  said(item, part = null) {
    const decision = this.decision(item);
    if (decision?.as === "set") return part === null || part === 0 ? decision.text : "";
    return part === null ? item.after : item.said[part];
  }

  /** Why nothing is left to do about an item: `accepted`, `changed`, `locked`, `by_sentence`; `null` while there is. */
  state(item) {
    if (item.locked) return "locked";
    if (item.kind !== "finding" && this.decisions.sentences[this.sentences.get(item.sentence).key]) return "by_sentence";
    const decision = this.decision(item);
    return decision ? (decision.as === "set" ? "changed" : "accepted") : null;
  }

  /** What stands for an item in the result now. */
  now(item) { return item.locked ? item.locked.target ?? item.locked.source : this.said(item); }

  decide(items, decision) {
    for (const item of items) {
      if (decision) {
        const isSet = decision.as === "set" && decision.text !== item.after;
        this.decisions.marks[item.key] = { as: isSet ? "set" : "ok", ...(isSet && { text: decision.text }), at: Date.now() };
      } else {
        delete this.decisions.marks[item.key];
        if (item.kind !== "finding") delete this.decisions.sentences[this.sentences.get(item.sentence).key];
      }
    }
    this.changed(new Set(items.map((item) => item.sentence)));
  }

  decideSentence(number, text) {
    const { key } = this.sentences.get(number);
    if (text === null) delete this.decisions.sentences[key];
    else this.decisions.sentences[key] = { text: collapsed(text), at: Date.now() };
    this.changed(new Set([number]));
  }

  lock(source, target) {
    this.saveTerms(source, [{ source, target, from: this.data.from, to: this.data.to, at: Date.now() }]);
  }

  unlock(source) { this.saveTerms(source, []); }

  /** Other pages of the review may have locked terms since. */
  saveTerms(source, terms) {
    const kept = keep.read(termsKey(this.data.to)) ?? this.terms;
    this.terms = [...kept.filter((term) => term.source !== source), ...terms];
    keep.write(termsKey(this.data.to), this.terms);
    this.changed(new Set(this.sentences.keys()));
  }

  changed(numbers) {
    for (const number of numbers) if (number !== undefined) this.show(number);
    this.decisions.units = this.units();
    const asking = this.items.filter((item) => item.asks);
    this.decisions.done = asking.filter((item) => this.state(item)).length;
    this.decisions.total = asking.length;
    keep.write(articleKey(this.data.name, this.data.to), this.decisions);
    this.onchange?.(numbers);
  }

  // What follows

  /** Shows what a sentence says now. */
  show(number) {
    const sentence = this.sentences.get(number);
    const matches = termMatches(sentence.raw, this.terms);
    let said = outputs(sentence, (item, part) => this.said(item, part), this.terms);
    const edited = this.decisions.sentences[sentence.key];
    if (edited) said = distributed(said, edited.text);
    sentence.segments.forEach((segment, index) => {
      segment.copy.data = said[index];
      const { item, start, text } = segment;
      if (item) item.locked = matches.find((match) => match.start < start + text.length && start < match.end)?.term ?? null;
    });
    for (const { item } of sentence.segments) if (item) this.mark(item);
  }

  mark(item) {
    const state = this.state(item);
    for (const element of [...item.parts, ...item.copies]) {
      if (state) element.dataset.state = state;
      else delete element.dataset.state;
    }
  }

  /** What the machine says of a sentence, and what it is to say. */
  texts(sentence) {
    const machine = this.data.machines[sentence.number] ?? composed(sentence, (item, part) => item.said[part], this.terms);
    const corrected = this.decisions.sentences[sentence.key]?.text ?? composed(sentence, (item, part) => this.said(item, part), this.terms);
    return { machine, corrected };
  }

  /** The corrections that the next conversion is to know. */
  units() {
    const { from, to } = this.data;
    const units = [], others = [];
    for (const sentence of this.sentences.values()) {
      const decisions = sentence.segments.map(({ item }) => item && this.decision(item)).filter(Boolean);
      const edited = this.decisions.sentences[sentence.key];
      if (!decisions.length && !edited) continue;
      const { machine, corrected } = this.texts(sentence);
      const at = Math.max(...[...decisions, edited].filter(Boolean).map((each) => each.at));
      const unit = { key: sentence.key, source: sentence.source, corrected, machine, before: sentence.before, after: sentence.after, from, to, at };
      const isChanged = corrected !== machine && (edited || decisions.some(({ as }) => as === "set"));
      (isChanged || sentence.number in this.data.machines ? units : others).push(unit);
    }
    // What was accepted where the same sentence is corrected elsewhere is to stay.
    const corrected = new Set(units.map((unit) => unit.source));
    return [...this.keptUnits(units), ...units, ...others.filter((unit) => corrected.has(unit.source))];
  }

  /** Corrections that are not of this text: their sentence is gone, or what was decided there is no mark by now. */
  keptUnits(units) {
    const current = new Map([...this.sentences.values()].map((sentence) => [sentence.key, sentence]));
    const sources = new Set(units.map((unit) => unit.source));
    const known = new Set(this.items.map((item) => item.key));
    const isLost = (key) => Object.keys(this.decisions.marks).some((name) => name.startsWith(`${key}:`) && !known.has(name));
    return this.decisions.units.filter((unit) => !sources.has(unit.source) && (!current.has(unit.key) || isLost(unit.key)));
  }
}
