/** "About this chat": who may read along, what leaving does, and forgetting. Loaded when first opened. */
import { h } from "./view.js";

/**
 * t: words. reads: the door's sentence. switches: {keep, shift}.
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
  const box = h("div", { id: "about", class: "about" },
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
