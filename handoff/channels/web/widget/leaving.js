/** Leaving quickly: hide first, then go; three presses of Shift do the same. */
const PRESS_MS = 5000;
const PRESSES = 3;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  html.peerline-leaving > body { display: none !important; }
  html.peerline-leaving { background: #fff !important; }
  html.peerline-leaving::after { content: attr(data-peerline-loading); font: 1rem sans-serif; color: #444;
    position: fixed; inset: 1rem auto auto 1rem; }`);

let title = "";

/** Hide the page behind one plain word, before anything that takes time. */
function hide(word) {
  const root = document.documentElement;
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
  title = document.title;
  document.title = word;
  root.dataset.peerlineLoading = word;
  root.classList.add("peerline-leaving");
}

/** Back may bring the page from memory: the cover comes off. */
function show() {
  const root = document.documentElement;
  if (!root.classList.contains("peerline-leaving")) return;
  document.title = title;
  delete root.dataset.peerlineLoading;
  root.classList.remove("peerline-leaving");
}

addEventListener("pageshow", show);

/** Cover the page, do the last thing, then replace our own entry (trap W5: one entry, not the history). */
export function go(url, word, last) {
  hide(word);
  try {
    last();
  } finally {
    location.replace(url);
  }
}

/**
 * Watch for Shift pressed alone, counted on release, 5 s for each press.
 * A capital letter, or any other key or click between, starts the count again.
 * told(n): n presses are still missing; told(0): leave. Returns a function that stops watching.
 */
export function threeShifts(wanted, told) {
  let count = 0;
  let alone = false;
  let timer;
  const reset = () => {
    count = 0;
    alone = false;
    clearTimeout(timer);
  };
  const pressed = (event) => {
    if (event.key !== "Shift") reset();
    else if (!event.repeat) alone = !(event.ctrlKey || event.altKey || event.metaKey);
  };
  const released = (event) => {
    if (event.key !== "Shift" || !alone || !wanted()) return;
    alone = false;
    clearTimeout(timer);
    timer = setTimeout(reset, PRESS_MS);
    count += 1;
    told(PRESSES - count);
    if (count === PRESSES) reset();
  };
  const watched = [["keydown", pressed], ["keyup", released], ["pointerdown", reset]];
  for (const [name, heard] of watched) addEventListener(name, heard, true);
  return () => watched.forEach(([name, heard]) => removeEventListener(name, heard, true));
}
