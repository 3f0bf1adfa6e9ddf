/** The looks: one constructed style sheet. Colours that the host page sets are measured in theme.js. */
const CSS = `
:host { display: contents; }
.shell { color-scheme: light dark; --lift: #ffffff;
  --surface: #fbf8f2; --text: #22302f; --muted: #52605e; --alarm: #9c1f1c;
  --accent: #1f5d57; --accent-text: #ffffff; --own: #dcebe5; --own-text: #172f2b;
  --line: color-mix(in srgb, var(--text) 22%, var(--surface)); --round: var(--peerline-radius, 1rem); --edge: 1rem;
  position: fixed; z-index: 2147483000; inset-block-end: calc(var(--edge) + var(--covered, 0px));
  inset-inline-end: var(--edge); inline-size: min(26rem, 100vw - 2 * var(--edge));
  max-block-size: calc(100dvh - 2 * var(--edge) - var(--covered, 0px)); color: var(--text); text-align: start;
  font: 1rem/1.5 var(--peerline-font, system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif);
  font-size: max(1rem, 16px); }
@media (prefers-color-scheme: dark) { .shell { --lift: #333f3d;
  --surface: #1c2423; --text: #eef2ef; --muted: #b4c1bd; --alarm: #ffb4a9;
  --accent: #8ccfc4; --accent-text: #10211f; --own: #2c4742; --own-text: #eef2ef; }
  .panel > .head { background: var(--own); color: var(--own-text); } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
p, ul, ol, h2, fieldset { margin: 0; padding: 0; border: 0; list-style: none; }
.shell, .panel, .strip, ol, .contacts a { display: flex; flex-direction: column; }
.row, .contacts, .contacts li, .head, .choices, .write div { display: flex; gap: .4rem; }
.contacts, .head, .choices { flex-wrap: wrap; }
.by, .mark, .note, .write label, .contacts span { font-size: .8em; color: var(--muted); }
.status, .about, .waiting, .deaf, .over, .intro, .head button, .notice, .join { font-size: .95em; }
.panel, .strip, .status { background: var(--surface); border: 1px solid var(--line); }
h2, .launcher, .leave, .send, .intro strong, .volunteer span { font-weight: 650; }
a { color: var(--accent); }
button, textarea, input { font: inherit; color: inherit; }
button, .leave, .contacts a { min-block-size: 44px; min-inline-size: 44px; padding: .35rem .8rem;
  border-radius: .7rem; }
button { cursor: pointer; background: var(--surface); border: 1px solid var(--accent); color: var(--accent); }
.launcher, .send, .head { background: var(--accent); color: var(--accent-text); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hidden, .notice .by, .join .by, .panel:has(:is(.deaf, .over):not([hidden])) + .status {
  position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (hover: hover) { button:hover, .row a:hover { text-decoration: underline; } }

.launcher { order: 1; align-self: flex-end; margin-block-end: .75rem; padding: .7rem 1.3rem; border-radius: 2rem;
  border: 2px solid var(--surface); }
.launcher, .panel, .strip { box-shadow: 0 2px 14px rgb(0 0 0 / .2); }
.news { margin-inline-start: .4rem; padding: .1rem .6rem; border-radius: 1rem; background: var(--accent-text);
  color: var(--accent); }
.panel { order: 1; flex: 0 1 40rem; min-block-size: 0; overflow: hidden auto; border-block-end: 0;
  border-radius: var(--round) var(--round) 0 0; }
.panel > * { flex: none; padding: .7rem 1rem; }
.panel > * + :not(.log) { border-block-start: 1px solid var(--line); }
.status { order: 2; padding: .3rem 1rem; border-block: 0; color: var(--muted); }
.status:empty { padding: 0; border: 0; }
.strip { order: 3; flex: none; flex-direction: column-reverse; padding: .5rem; gap: .35rem;
  border-radius: var(--round); }
.open .strip { border-start-start-radius: 0; border-start-end-radius: 0; }
.leave { padding-inline: .55rem; display: grid; place-content: center; background: var(--text);
  color: var(--surface); text-decoration: none; }
.contacts { flex: 1; }
.contacts li { flex: 1 1 4.6rem; }
.contacts a { flex: 1; justify-content: center; padding: .2rem .1rem; border: 1px solid var(--alarm);
  color: var(--alarm); text-decoration: none; text-align: center; line-height: 1.2; overflow-wrap: anywhere; }
.row li { min-inline-size: 0; }
.row li:has(button) { flex: 0 0 auto; }
.row span { font-size: .75em; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.row button { border-color: var(--line); color: var(--text); padding: .2rem .5rem; }
.more { max-block-size: 45dvh; overflow-y: auto; padding: 3px; }
.more li { flex-basis: 100%; }
.note { padding-inline: .3rem; }
summary { cursor: pointer; list-style: none; min-block-size: 24px; }
.how { text-decoration: underline; }

.panel > .head { align-items: center; gap: 0; padding-block: .4rem .7rem; }
.head :focus-visible { outline-color: currentcolor; outline-offset: -3px; }
h2 { flex: 1 1 6rem; font-size: 1.1em; line-height: 1.3; }
.who { flex: 1 0 100%; line-height: 1.35; }
.head button { border-color: transparent; background: none; color: inherit; margin-inline-end: -.5rem; }

.panel > .log { flex: 1 1 12rem; min-block-size: 5rem; overflow-y: auto; overflow-wrap: anywhere; }
.log:focus-visible { outline-offset: -3px; }
.intro { color: var(--muted); padding-block-end: .3rem; }
.intro strong { color: var(--text); }
ol > li { max-inline-size: 88%; align-self: flex-start; margin-block-start: .6rem; }
.by, .mark { padding-inline: .3rem; }
.volunteer span { color: var(--text); }
.words { white-space: pre-wrap; padding: .5rem .85rem; border: 1px solid var(--line); border-radius: 1rem;
  border-start-start-radius: .3rem; }
.words, textarea { background: color-mix(in srgb, var(--surface) 45%, var(--lift)); }
ol > .person { align-self: flex-end; }
.person .by, .mark { text-align: end; }
.person .words { background: var(--own); color: var(--own-text); border-color: transparent;
  border-start-start-radius: 1rem; border-start-end-radius: .3rem; }
.person.unsent .words { border: 1px dashed; }
.volunteer .words { border: 2px solid var(--accent); }
ol > :is(.notice, .join, .disclosure, .card) { max-inline-size: 100%; align-self: stretch; }
:is(.notice, .join) .words { background: none; border-inline: 0; border-radius: 0; text-align: center; }
.disclosure .words { font-size: max(16pt, 1.34rem); line-height: 1.3; font-weight: 700; text-transform: uppercase;
  border: 2px solid; }
.card .words { border: 2px solid var(--alarm); }

.deaf .contacts { margin-block-start: .5rem; }
.panel > .choices { flex: 0 1 auto; min-block-size: 3.3rem; overflow-y: auto; padding-block: .3rem .5rem; border: 0; }
.choices button { border-radius: 1.5rem; text-align: start; line-height: 1.25; }
.write div { align-items: flex-end; }
textarea { flex: 1; min-inline-size: 0; min-block-size: 44px; max-block-size: 9rem; field-sizing: content; resize: none;
  padding: .5rem .7rem; border: 1px solid var(--muted); border-radius: .8rem; }

@media (max-width: 30rem) {
  .shell { --edge: 0px; --round: 0; }
  .panel { flex-basis: 100dvh; }
  .launcher { margin-inline-end: .75rem; }
}
@media (max-height: 30rem) {
  .note, .contacts span { display: none; }
  .panel { display: block; }
  .panel > .log { overflow: visible; }
}
@media (forced-colors: active) {
  .leave, .send, .launcher { border: 2px solid; }
  .leave { forced-color-adjust: none; background: Canvas; color: CanvasText; }
}`;

/** The sheets for one element. Throws where constructed sheets are missing. */
export function sheets(host) {
  const [sheet, colours] = [new CSSStyleSheet(), new CSSStyleSheet()];
  sheet.replaceSync(CSS);
  const style = getComputedStyle(host);
  const names = ["surface", "text", "muted", "alarm", "accent", "accent-text", "own", "own-text"];
  const wishes = names.map((name) => [name, style.getPropertyValue(`--peerline-${name}`).trim()]);
  if (wishes.some(([, wish]) => wish)) import("./theme.js").then(({ follow }) => follow(host, colours, wishes));
  return [sheet, colours];
}
