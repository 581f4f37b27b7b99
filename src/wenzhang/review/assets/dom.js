// Elements: made in one expression, found by selector. Text is always text.

/** An element with attributes, handlers (`onclick: …`) and children; `false` and `null` leave one out. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** A short digest of a text, for keys (cyrb53, a public-domain hash by bryc). */
function digest(text) {
  let high = 0xdeadbeef, low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

/** White space as the memory of corrections has it. */
const collapsed = (text) => text.split(/\s+/u).filter(Boolean).join(" ");

/** Says something to who hears the page instead of seeing it. */
function announce(text) {
  const status = one("#status");
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
}
