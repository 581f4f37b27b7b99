// One file for the next conversion: TMX 1.4b, with corrections for its memory and terms for its glossary.

const escaped = (text) => text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
  .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const stamp = (at) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");

/** `units` are { source, corrected, machine, before, after, from, to, at }, `terms` are { source, target, from, to, at }. */
function tmx(units, terms) {
  const sources = new Set([...units, ...terms].map((each) => each.from));
  const srclang = sources.size === 1 ? [...sources][0] : "*all*";
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<tmx version="1.4">',
    '  <header creationtool="wenzhang" creationtoolversion="review" segtype="sentence" o-tmf="wenzhang" adminlang="en"'
      + ` srclang="${escaped(srclang)}" datatype="plaintext"/>`,
    "  <body>",
    ...units.map(unitLines).flat(),
    ...terms.map(termLines).flat(),
    "  </body>",
    "</tmx>",
    "",
  ].join("\n");
}

const prop = (type, value) => `      <prop type="${type}">${escaped(value)}</prop>`;
const dates = (at) => ` creationdate="${stamp(at)}" changedate="${stamp(at)}"`;

function unitLines(unit) {
  return [
    `    <tu srclang="${escaped(unit.from)}"${dates(unit.at)}>`,
    `      <tuv xml:lang="${escaped(unit.from)}">`,
    `  ${prop("x-context-pre", unit.before)}`,
    `  ${prop("x-context-post", unit.after)}`,
    `        <seg>${escaped(unit.source)}</seg>`,
    "      </tuv>",
    `      <tuv xml:lang="${escaped(unit.to)}">`,
    `  ${prop("x-wenzhang-machine", unit.machine)}`,
    `        <seg>${escaped(unit.corrected)}</seg>`,
    "      </tuv>",
    "    </tu>",
  ];
}

function termLines(term) {
  const isLocked = term.target === null || term.target === undefined;
  return [
    `    <tu srclang="${escaped(term.from)}" segtype="phrase"${dates(term.at)}>`,
    prop("x-wenzhang-term", isLocked ? "locked" : "mapped"),
    `      <tuv xml:lang="${escaped(term.from)}">`,
    `        <seg>${escaped(term.source)}</seg>`,
    "      </tuv>",
    `      <tuv xml:lang="${escaped(term.to)}">`,
    `        <seg>${escaped(isLocked ? term.source : term.target)}</seg>`,
    "      </tuv>",
    "    </tu>",
  ];
}
