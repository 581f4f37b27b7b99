// Sentences: what each says in the original, from the machine, and with a person's decisions.

class Sentence {
  constructor(number) {
    this.number = number;
    this.segments = [];
    this.raw = "";
  }

  /** The segments that stand in one of its elements. */
  taken(element) { return this.segments.filter((segment) => segment.element === element); }
}

/** The sentences of the page, in their order, each with its segments of text: { text, item, part, start }. */
function readSentences(root, itemOf, selector) {
  const found = new Map();
  for (const element of all(selector, root)) {
    const number = Number(element.getAttribute("n"));
    if (!found.has(number)) found.set(number, new Sentence(number));
    const sentence = found.get(number);
    for (const node of textNodes(element)) {
      const mark = node.parentElement.closest("w-c, w-p, w-u");
      const item = mark && itemOf.get(mark);
      sentence.segments.push({ text: node.data, item, part: item ? item.parts.indexOf(mark) : 0, start: sentence.raw.length, element });
      if (item) {
        item.sentence = number;
        item.start ??= sentence.raw.length;
      }
      sentence.raw += node.data;
    }
  }
  const sentences = [...found.values()].sort((a, b) => a.number - b.number);
  for (const [index, sentence] of sentences.entries()) {
    sentence.source = collapsed(sentence.raw);
    sentence.before = sentences[index - 1] ? collapsed(sentences[index - 1].raw) : "";
    sentence.after = sentences[index + 1] ? collapsed(sentences[index + 1].raw) : "";
    sentence.key = `${digest(sentence.source)}.${digest(`${sentence.before}\u0001${sentence.after}`)}`;
  }
  return found;
}

function* textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode;
}

/** What each segment of a sentence says, with `say(item, part)` for each part of a mark, and with terms in their places. */
function outputs(sentence, say, terms) {
  const matches = terms.length ? termMatches(sentence.raw, terms) : [];
  return sentence.segments.map(({ text: written, item, part, start }) => {
    const end = start + written.length;
    const said = item ? say(item, part) : written;
    const touching = matches.filter((match) => match.start < end && start < match.end);
    if (!touching.length) return said;
    let at = start, text = "";
    for (const match of touching) {
      if (match.start > at) text += rest(written, said, at - start, match.start - start);
      if (match.start >= start) text += match.target;
      at = match.end;
    }
    return at < end ? text + rest(written, said, at - start, written.length) : text;
  });
}

const composed = (sentence, say, terms) => collapsed(outputs(sentence, say, terms).join(""));

/** Segments that together say another text, with as much of it where it was as begins and ends alike. */
function distributed(segments, text) {
  const whole = segments.join("");
  let head = 0, tail = 0;
  while (head < whole.length && head < text.length && whole[head] === text[head]) head++;
  const most = Math.min(whole.length, text.length) - head;
  while (tail < most && whole[whole.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
  const end = whole.length - tail;
  let at = 0, waiting = true;
  return segments.map((segment, index) => {
    const start = at, stop = at += segment.length;
    let said = segment.slice(0, Math.max(head - start, 0));
    if (waiting && (head < stop || index === segments.length - 1)) {
      said += text.slice(head, text.length - tail);
      waiting = false;
    }
    return said + segment.slice(Math.max(Math.min(end - start, segment.length), said.length && head > start ? head - start : 0));
  });
}

/** Part of what a mark says, where a term takes the other part of it: by place if it is as long as the original. */
const rest = (written, said, from, to) => (said.length === written.length ? said : written).slice(from, to);
