/** The looks: one constructed style sheet. Colours the host page sets are measured in theme.js, when there are any. */
const CSS = `
.shell { color-scheme: light dark;
  --surface: #fbf8f2; --text: #22302f; --muted: #52605e; --accent: #1f5d57; --accent-text: #ffffff; --own: #dcebe5; --own-text: #172f2b; --alarm: #9c1f1c; --lift: #ffffff; }
@media (prefers-color-scheme: dark) { .shell {
  --surface: #1c2423; --text: #eef2ef; --muted: #b4c1bd; --accent: #8ccfc4; --accent-text: #10211f; --own: #2c4742; --own-text: #eef2ef; --alarm: #ffb4a9; --lift: #333f3d; } }
:host { display: contents; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.shell { position: fixed; z-index: 2147483000; inset-block-end: calc(1rem + var(--covered, 0px)); inset-inline-end: 1rem;
  inline-size: min(25rem, 100vw - 2rem); max-block-size: calc(100dvh - 2rem - var(--covered, 0px));
  display: flex; flex-direction: column;
  color: var(--text); font: 1rem/1.5 var(--peerline-font, system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif);
  font-size: max(1rem, 16px); text-align: start; --line: color-mix(in srgb, var(--text) 22%, var(--surface)); }
p, ul, ol, h2, fieldset { margin: 0; padding: 0; border: 0; }
ul, ol { list-style: none; }
a { color: var(--accent); }
button, textarea, input { font: inherit; color: inherit; }
button { min-block-size: 44px; min-inline-size: 44px; padding: .4rem .9rem; border-radius: .7rem; cursor: pointer;
  background: var(--surface); border: 1px solid var(--accent); color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }

.hidden, .notice .by, .join .by, .panel:has(.deaf:not([hidden])) + .status { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }

.launcher { order: 1; align-self: flex-end; margin-block-end: .75rem; padding: .7rem 1.3rem; border-radius: 2rem;
  background: var(--accent); color: var(--accent-text); border: 2px solid var(--surface); font-weight: 600;
  box-shadow: 0 2px 12px rgb(0 0 0 / .22); }
.news { margin-inline-start: .6rem; padding: .1rem .6rem; border-radius: 1rem; background: var(--accent-text);
  color: var(--accent); font-size: .9em; }
.panel { order: 1; flex: 0 1 40rem; min-block-size: 0; display: flex; flex-direction: column; overflow: hidden;
  background: var(--surface); border: 1px solid var(--line); border-block-end: 0;
  border-radius: var(--peerline-radius, 1rem) var(--peerline-radius, 1rem) 0 0; box-shadow: 0 6px 30px rgb(0 0 0 / .2); }
.status { order: 2; background: var(--surface); border-inline: 1px solid var(--line); color: var(--muted);
  padding: .3rem 1rem; font-size: .9em; }
.status:empty { padding: 0; border: 0; block-size: 0; }
.strip { order: 3; flex: none; display: flex; flex-direction: column-reverse; padding: .5rem; gap: .35rem;
  background: var(--surface); border: 1px solid var(--line); border-radius: var(--peerline-radius, 1rem);
  box-shadow: 0 2px 12px rgb(0 0 0 / .14); }
.open .strip { border-start-start-radius: 0; border-start-end-radius: 0; }
.row { display: flex; gap: .4rem; align-items: stretch; }
.leave { display: grid; place-content: center; min-inline-size: 64px; min-block-size: 44px; padding: .3rem .7rem;
  border-radius: .7rem; background: var(--text); color: var(--surface); font-weight: 600; text-decoration: none; }
.contacts { flex: 1; display: flex; flex-wrap: wrap; gap: .4rem; }
.contacts li { flex: 1 1 4.6rem; display: flex; }
.contacts a { flex: 1; min-block-size: 44px; padding: .25rem .4rem; border-radius: .7rem; border: 1px solid var(--alarm);
  color: var(--alarm); text-decoration: none; text-align: center; line-height: 1.2; display: flex;
  flex-direction: column; justify-content: center; overflow-wrap: anywhere; }
@media (hover: hover) { button:hover, .contacts a:hover, .leave:hover { text-decoration: underline; } }
.contacts b { font-size: .95em; }
.contacts span { font-size: .8em; color: var(--text); }
.note { font-size: .8em; color: var(--muted); padding-inline: .3rem; }
.note summary { cursor: pointer; list-style: none; min-block-size: 24px; }
.note summary::-webkit-details-marker { display: none; }
.how { text-decoration: underline; }

header { flex: none; display: flex; flex-wrap: wrap; align-items: center; padding: .4rem .5rem .7rem 1rem;
  padding-inline: 1rem .5rem; background: var(--accent); color: var(--accent-text); }
header :focus-visible { outline-color: var(--accent-text); outline-offset: -3px; }
h2 { flex: 1 1 6rem; font-size: 1.1em; line-height: 1.3; font-weight: 650; }
.who { flex: 1 0 100%; font-size: .95em; line-height: 1.35; }
[data-who=volunteer] .who { font-weight: 650; }
header button { border-color: transparent; background: none; color: inherit; padding: .4rem .6rem; font-size: .9em; }

.about { flex: 0 1 auto; max-block-size: 70%; overflow: auto; padding: .8rem 1rem 1rem; display: grid; gap: .6rem;
  border-block-end: 1px solid var(--line); font-size: .95em; }
.about label { display: flex; gap: .6rem; align-items: center; min-block-size: 44px; }
.about input { inline-size: 1.3rem; block-size: 1.3rem; flex: none; margin: 0; accent-color: var(--accent); }
.about > button { justify-self: start; }
legend { padding: 0; font-weight: 600; }
.sure { border: 2px solid var(--text); border-radius: .7rem; padding: .7rem; }
.sure p { margin-block-end: .5rem; }
.sure button { margin-inline-end: .5rem; }

.log { flex: 1 1 12rem; min-block-size: 5rem; overflow-y: auto; overflow-wrap: anywhere; padding: 1rem; }
.log:focus-visible { outline-offset: -3px; }
.intro { display: grid; gap: .4rem; font-size: .95em; color: var(--muted); padding-block-end: .4rem; }
.intro strong { color: var(--text); font-weight: 600; }
ol { display: flex; flex-direction: column; gap: .3rem; }
ol > li { max-inline-size: 88%; align-self: flex-start; }
.by { font-size: .8em; color: var(--muted); margin-block-start: .5rem; padding-inline: .3rem; }
time { margin-inline-start: .3rem; }
.words { white-space: pre-wrap; padding: .55rem .85rem; border: 1px solid var(--line);
  border-radius: .3rem 1rem 1rem; background: color-mix(in srgb, var(--surface) 55%, var(--lift)); }
:dir(rtl) .words { border-radius: 1rem .3rem 1rem 1rem; }
.person { align-self: flex-end; }
.person .by { text-align: end; }
.person .words { background: var(--own); color: var(--own-text); border-color: transparent; border-radius: 1rem .3rem 1rem 1rem; }
:dir(rtl) .person .words { border-radius: .3rem 1rem 1rem; }
.volunteer .words { border: 2px solid var(--accent); }
.volunteer .by span { color: var(--text); font-weight: 650; }
.notice, .join { max-inline-size: 100%; align-self: stretch; text-align: center; }
.notice .words, .join .words { background: none; border-inline: 0; border-radius: 0; margin-block: .5rem; font-size: .95em; }
.disclosure { max-inline-size: 100%; align-self: stretch; }
.disclosure .words { font-size: max(16pt, 1.34rem); line-height: 1.3; font-weight: 700; text-transform: uppercase;
  border: 2px solid var(--text); border-radius: .5rem; }
.card { max-inline-size: 100%; align-self: stretch; }
.card .words { border: 2px solid var(--alarm); border-radius: .7rem; }
.unsent .words { border: 1px dashed var(--own-text); }
.mark { font-size: .85em; color: var(--muted); text-align: end; padding-inline: .3rem; }
.mark button { margin: .2rem 0 .2rem .4rem; }

.waiting, .deaf, .over { flex: none; padding: .7rem 1rem; border-block-start: 1px solid var(--line); font-size: .95em; }
.deaf .contacts { margin-block-start: .5rem; }
.over { display: grid; gap: .6rem; justify-items: start; }
.choices { flex: 0 1 auto; min-block-size: 3.3rem; overflow-y: auto; padding: .3rem 1rem .5rem; display: flex;
  flex-wrap: wrap; gap: .45rem; }
.choices button { border-radius: 1.5rem; text-align: start; line-height: 1.25; }
.write { flex: none; padding: .5rem 1rem .8rem; border-block-start: 1px solid var(--line); }
.write label { font-size: .85em; color: var(--muted); }
.write div { display: flex; gap: .5rem; align-items: flex-end; }
textarea { flex: 1; min-inline-size: 0; min-block-size: 44px; max-block-size: 9rem; field-sizing: content; resize: none;
  padding: .55rem .7rem; border: 1px solid var(--muted); border-radius: .8rem;
  background: color-mix(in srgb, var(--surface) 40%, var(--lift)); color: var(--text); }
.send { background: var(--accent); color: var(--accent-text); font-weight: 600; }

@media (max-width: 30rem) {
  .shell { inset-inline: 0; inset-block-end: var(--covered, 0px); inline-size: 100%;
    max-block-size: calc(100dvh - var(--covered, 0px)); }
  .panel { flex-basis: 100dvh; border-radius: 0; border-inline: 0; }
  .strip { border-radius: 0; border-inline: 0; }
  .launcher { margin-inline-end: .75rem; }
}
@media (max-height: 30rem) {
  .note, .contacts span { display: none; }
  .panel { overflow-y: auto; display: block; }
  .log { overflow: visible; min-block-size: 0; }
  .about { max-block-size: none; }
}
@media (forced-colors: active) {
  .leave, .send, .launcher, .news { border: 2px solid; }
  .person .words { border: 1px solid; }
  :focus-visible { outline-color: Highlight; }
}`;


/** The sheets for one element. Throws where constructed sheets are missing. */
export function sheets(host) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  const colours = new CSSStyleSheet();
  const style = getComputedStyle(host);
  const names = CSS.match(/--[a-z-]+(?=: #)/g).map((name) => name.slice(2));
  const wishes = names.map((name) => [name, style.getPropertyValue(`--peerline-${name}`).trim()]).filter(([, wish]) => wish);
  if (wishes.length) import("./theme.js").then(({ follow }) => follow(host, colours, wishes));
  return [sheet, colours];
}
