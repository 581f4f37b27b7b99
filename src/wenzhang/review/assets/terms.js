// Terms that a person locked: { source, target, from, to, at }; without a target it stays as it is.

/** Where terms stand in a text, as the glossary finds them: the first, of those the longest, none over another. */
function termMatches(text, terms) {
  const found = [];
  const longest = [...terms].sort((a, b) => b.source.length - a.source.length);
  const isWord = (character) => character !== undefined && /[A-Za-z0-9]/.test(character);
  for (let at = 0; at < text.length; at++) {
    const term = longest.find(({ source }) =>
      text.startsWith(source, at)
      && !(isWord(text[at - 1]) && isWord(source[0]))
      && !(isWord(text[at + source.length]) && isWord(source[source.length - 1])));
    if (!term) continue;
    found.push({ start: at, end: at + term.source.length, target: term.target ?? term.source, term });
    at += term.source.length - 1;
  }
  return found;
}

const termOf = (terms, source) => terms.find((term) => term.source === source);
