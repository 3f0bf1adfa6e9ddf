/** Colours a host page asks for, as --peerline-<name>: used where they can be read, refused with a word where not. */

/** name: [light, dark], the same as in style.js (a test compares them). */
const COLOURS = {
  surface: ["#fbf8f2", "#1c2423"],
  text: ["#22302f", "#eef2ef"],
  muted: ["#52605e", "#b4c1bd"],
  accent: ["#1f5d57", "#8ccfc4"],
  "accent-text": ["#ffffff", "#10211f"],
  own: ["#dcebe5", "#2c4742"],
  "own-text": ["#172f2b", "#eef2ef"],
  alarm: ["#9c1f1c", "#ffb4a9"],
};
/** Pairs that must be read: [what is in front, what is behind]. */
const PAIRS = [["text", "surface"], ["muted", "surface"], ["accent-text", "accent"], ["accent", "surface"],
  ["own-text", "own"], ["alarm", "surface"]];
const LEAST = 4.5; // WCAG 2.2, 1.4.3

/** "#1f5d57" or "rgb(31, 93, 87)" as three numbers; null for what is not opaque sRGB. */
function channels(colour) {
  const hex = /^#(\w\w)(\w\w)(\w\w)$/.exec(colour);
  if (hex) return hex.slice(1).map((two) => parseInt(two, 16));
  return /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour)?.slice(1).map(Number) ?? null;
}

/** Relative luminance and contrast, WCAG 2.2. */
function luminance(colour) {
  const [r, g, b] = channels(colour).map((v) => (v / 255 <= 0.04045 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The page's colours, each as rgb() where the browser makes it one. */
function resolved(host, wishes) {
  // In the shadow root: the element's own children are not rendered and have no computed colour.
  const probe = host.shadowRoot.appendChild(document.createElement("i"));
  const found = {};
  for (const [name, wish] of wishes.filter(([, wish]) => wish)) {
    probe.style.color = "";
    probe.style.color = wish;
    found[name] = probe.style.color ? getComputedStyle(probe).color : wish;
  }
  probe.remove();
  return found;
}

/** One scheme's colours; a pair that cannot be read goes back to ours, with a word in the console. */
function theme(dark, wish) {
  const ours = Object.fromEntries(Object.entries(COLOURS).map(([name, both]) => [name, both[dark]]));
  const chosen = { ...ours };
  for (const [name, colour] of Object.entries(wish)) {
    if (channels(colour)) chosen[name] = colour;
    else console.warn(`peerline-chat: --peerline-${name} is not an opaque colour we can measure; ours is used.`);
  }
  for (let again = true; again; ) {
    again = false;
    for (const [front, behind] of PAIRS) {
      if (contrast(chosen[front], chosen[behind]) >= LEAST) continue;
      console.warn(`peerline-chat: ${front} on ${behind} has a contrast below ${LEAST}; our colours are used.`);
      chosen[front] = ours[front];
      chosen[behind] = ours[behind];
      again = true;
    }
  }
  const lines = Object.entries(chosen).map(([name, colour]) => `--${name}: ${colour};`);
  return `.shell { ${lines.join(" ")} }`;
}

/** Keep the colours sheet in step with the reader's scheme. */
export function follow(host, colours, wishes) {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => colours.replaceSync(theme(Number(media.matches), resolved(host, wishes)));
  paint();
  media.addEventListener("change", paint);
}
