/**
 * What a chat needs only after the door has answered: "About", refused words, waiting, the end. Fetched in the quiet
 * after the chat has begun, so that opening it stays light. Brings its own words and looks.
 */
let h;
let moment;

/** Take over what the first file has: {h, moment, add}. Imported again, it would be a second copy. */
export function use(given) {
  ({ h, moment } = given);
  given.add(WORDS);
}

const WORDS = {
  keepAsk: "When I leave",
  keep: "keep this chat for its usual time",
  drop: "delete this chat",
  shiftSwitch: "Pressing Shift three times leaves this page",
  forget: "Forget this chat",
  forgetAsk: "Delete everything written here, on this screen and on our side? This cannot be undone.",
  forgetYes: "Yes, delete it",
  forgetNo: "Keep it",
  forgetLater: "We could not delete it just now. Please try again.",
  forgotten: "This chat is deleted.",
  ended: "This chat has ended.",
  start: "Start a new chat",
  refused: "This message could not be taken as it is. Your words are still here.",
  again: "Try again",
  copy: "Copy",
  copied: "Copied.",
  asked: "A volunteer was asked for at {time}.",
  usual: { one: "It usually takes {n} minute.", other: "It usually takes {n} minutes." },
  unknownWait: "We can't say how long it takes.",
};

export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.about, .over { display: grid; gap: .6rem; justify-items: start; }
.panel > .about { flex: 0 1 auto; max-block-size: 70%; overflow: auto; }
.about label { display: flex; gap: .6rem; align-items: center; min-block-size: 44px; }
.about input { inline-size: 1.3rem; block-size: 1.3rem; margin: 0; flex: none; accent-color: var(--accent); }
legend { padding: 0; font-weight: 650; }
.sure { border: 2px solid; border-radius: .7rem; padding: .7rem; }
.sure button { margin: .5rem .5rem 0 0; }
.mark button { margin: .3rem 0 0 .4rem; }
`);

/**
 * Who may read along, what leaving does, and forgetting. reads: the door's sentence. switches: {keep, shift}.
 * act: changed(switches), forget() -> "" when it is done or a reason, closed().
 */
export function about(t, reads, switches, act) {
  const change = (what) => act.changed(Object.assign(switches, what));
  const pick = (keep, key) => h("label", {}, h("input", { type: "radio", name: "keep", checked: switches.keep === keep,
    onchange: () => change({ keep }) }), t(key));
  const button = (key, onclick) => h("button", { type: "button", onclick }, t(key));
  const forget = button("forget", () => ask(true));
  const no = button("forgetNo", () => ask(false));
  const why = h("p", { role: "alert" });
  const yes = button("forgetYes", async () => (why.textContent = await act.forget()));
  const sure = h("div", { class: "sure", role: "group", "aria-label": t("forget"), hidden: true },
    h("p", {}, t("forgetAsk")), yes, no, why);
  function ask(on) {
    sure.hidden = !on;
    why.textContent = "";
    (on ? no : forget).focus();
    sure.scrollIntoView({ block: "nearest" });
  }
  const box = h("div", { class: "about" },
    h("p", {}, reads),
    h("fieldset", {}, h("legend", {}, t("keepAsk")), pick(true, "keep"), pick(false, "drop")),
    h("label", {}, h("input", { type: "checkbox", checked: switches.shift,
      onchange: (event) => change({ shift: event.target.checked }) }), t("shiftSwitch")),
    h("p", {}, t("leaveNote"), " ", t("leaveHowText")),
    forget, sure);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (sure.hidden) act.closed();
    else ask(false);
  });
  return box;
}

/** Words the door would not take: kept, with a way on. */
export function refused(view, item, why, again) {
  const { t } = view;
  const copy = () => navigator.clipboard?.writeText(item.text).then(() => view.tell(t("copied")), () => {});
  const button = (key, onclick) => h("button", { type: "button", onclick }, t(key));
  view.settle(item.id, h("div", { class: "mark" }, h("p", {}, why || t("refused")),
    button("again", again), item.text ? button("copy", copy) : null));
}

/** Somebody is being asked: what is known, and no more. No number here ever gets smaller. */
export function waits(view, { asked_at: askedAt, on_shift: onShift, usual, next_shift_at: next }) {
  const { t, lang } = view;
  const said = [t("asked", { time: moment(askedAt, lang, { hour: "numeric", minute: "2-digit" }) })];
  if (onShift) said.push(usual ? t("usual", { n: usual.minutes }) : t("unknownWait"));
  else said.push(view.shift(onShift, next));
  view.waiting.textContent = said.join(" ");
  view.waiting.hidden = false;
  view.toEnd();
}

/** The chat is over: say so, offer a new one; the box stays away until then. Returns the button. */
export function over(view, text, start) {
  const again = h("button", { type: "button", onclick: start }, view.t("start"));
  view.over.replaceChildren(h("p", {}, text), again);
  view.going(false);
  return again;
}

/** Keep clear of a phone's keyboard, which shrinks the visual viewport only. */
export function clearOfKeyboard(shell) {
  const view = window.visualViewport;
  const fit = () => {
    const covered = view.scale === 1 ? Math.max(0, innerHeight - view.height - view.offsetTop) : 0;
    shell.style.setProperty("--covered", `${covered}px`);
  };
  for (const change of ["resize", "scroll"]) view?.addEventListener(change, fit);
}
