/** What is on the screen: builds the parts once and changes them. It knows nothing of the network. */
import { moment } from "./words.js";

/** An element; on… are listeners, true is an empty attribute, false and null leave the attribute out. */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]']/g;

/** Text nodes, and links for web addresses; never markup. */
function words(text) {
  const parts = [];
  let from = 0;
  for (const { 0: href, index } of text.matchAll(ADDRESS)) {
    parts.push(text.slice(from, index), h("a", { href, target: "_blank", rel: "noopener noreferrer" }, href));
    from = index + href.length;
  }
  return [...parts, text.slice(from)];
}

/** A number that does not break over two lines. */
const whole = (shown) =>
  /[a-z]/i.test(shown) ? shown : shown.replaceAll("-", "\u2011").replaceAll(" ", "\u00a0");

export class View {
  /** t: say(key, values). lang: for times. act: what the controls do, by name. */
  constructor(t, lang, act) {
    Object.assign(this, { t, lang, act });
    this.items = new Map(); // client id -> item of the log that waits for its number
    const button = (name, more = {}) => h("button", { type: "button", onclick: () => act[name](), ...more }, t(name));
    this.leave = h("a", { class: "leave", part: "leave" }, t("leave"));
    this.leave.addEventListener("click", (event) => act.leave(event));
    this.contacts = h("ul", { class: "contacts", "aria-label": t("contacts") });
    this.more = h("ul", { class: "more contacts", "aria-label": t("contacts"), hidden: true });
    this.moreButton = h("button", { type: "button", "aria-expanded": "false", onclick: () => {
      this.more.hidden = !this.more.hidden;
      this.moreButton.setAttribute("aria-expanded", String(!this.more.hidden));
    } }, t("more"));
    this.strip = h("section", { class: "strip", "aria-label": t("helpNow") },
      h("div", { class: "row" }, this.leave, this.contacts), this.more,
      h("details", { class: "note" },
        h("summary", {}, t("leaveNote"), " ", h("span", { class: "how" }, t("leaveHow"))), t("leaveHowText")));
    this.launcher = h("button", { type: "button", class: "launcher", "aria-expanded": "false",
      onclick: () => act.open() });
    this.status = h("p", { class: "status", role: "status" });
    this.title = h("h2", {}, t("titlePlain"));
    this.who = h("p", { class: "who" });
    this.aboutButton = button("about", { class: "quiet", "aria-expanded": "false" });
    this.closeButton = button("close", { class: "quiet" });
    this.intro = h("div", { class: "intro" });
    this.list = h("ol");
    this.log = h("div", { class: "log", role: "log", tabindex: "0", "aria-label": t("log") }, this.intro, this.list);
    this.waiting = h("p", { class: "waiting", hidden: true });
    this.choices = h("div", { class: "choices", role: "group", "aria-label": t("choices"), hidden: true });
    this.deafContacts = h("ul", { class: "contacts", "aria-label": t("contacts") });
    this.deaf = h("div", { class: "deaf", hidden: true },
      h("p", {}, h("strong", {}, t("deaf")), " ", t("deafHelp")), this.deafContacts);
    this.box = h("textarea", { id: "box", rows: "2", enterkeyhint: "send", autocomplete: "off",
      oninput: () => act.draft(this.box.value), onkeydown: (event) => act.key(event) });
    this.form = h("form", { class: "write", onsubmit: (event) => act.send(event) },
      h("label", { for: "box" }, t("write")),
      h("div", {}, this.box, h("button", { class: "send" }, t("send"))));
    this.over = h("div", { class: "over", hidden: true });
    this.panel = h("section", { class: "panel", role: "dialog", "aria-label": t("titlePlain"), tabindex: "-1",
      hidden: true },
      h("div", { class: "head" }, this.title, this.aboutButton, this.closeButton, this.who),
      this.log, this.waiting, this.choices, this.deaf, this.form, this.over);
    this.shell = h("div", { class: "shell" }, this.strip, this.launcher, this.panel, this.status);
    this.unread(0);
    this.speaking({ who: "assistant" });
  }

  // --- parts that change -------------------------------------------------------------------------------------

  /** Who may read along and who is there; shown before the first message. */
  session({ org, who, reads }) {
    if (!org) return;
    const { t } = this;
    this.title.textContent = org;
    this.panel.setAttribute("aria-label", t("title", { org }));
    const there = h("strong", {}, this.shift(who.on_shift, who.next_shift));
    this.intro.replaceChildren(h("p", {}, there), h("p", {}, reads));
  }

  shift(on, next) {
    if (on) return this.t("onShift");
    return this.t("offShift") + (next ? ` ${this.t("nextShift", { when: moment(next, this.lang) })}` : "");
  }

  /** The first three in the strip and beside the box, all behind More; only links a telephone or a browser knows. */
  contactsAre(contacts) {
    const safe = contacts.filter(({ href }) => /^(tel:|sms:|https?:)/.test(href));
    const links = (some) => some.map(({ label, kind, href, shown }) =>
      h("li", {}, h("a", { href, ...(kind === "url" && { target: "_blank", rel: "noopener noreferrer" }) },
        h("b", {}, this.t(kind in { tel: 1, sms: 1 } ? kind : "url", { shown: whole(shown) })), " ",
        label && label !== shown ? h("span", {}, label) : null)));
    const few = [...safe].sort((a, b) => (a.kind === "url") - (b.kind === "url")).slice(0, 3);
    this.more.replaceChildren(...links(safe));
    this.deafContacts.replaceChildren(...links(few));
    this.contacts.replaceChildren(...links(few), ...(safe.length > 3 ? [h("li", {}, this.moreButton)] : []));
  }

  speaking({ who, name }) {
    const { t } = this;
    const said = who === "volunteer" ? t("volunteer", { name }) : t(who === "waiting" ? "waiting" : "assistant");
    this.who.replaceChildren(h("span", { class: "hidden" }, `${t("speaking")} `), said);
    this.panel.dataset.who = who;
    if (who !== "waiting" && who !== this.was) this.waited();
    this.was = who;
  }

  waited() {
    this.asked = null;
    this.waiting.hidden = true;
  }

  unread(n) {
    const news = n ? this.t("unread", { n }) : "";
    this.launcher.replaceChildren(this.t("launcher"), " ", ...(news ? [h("span", { class: "news" }, news)] : []));
    return news;
  }

  tell(text) {
    this.status.textContent = text;
  }

  // --- the log -----------------------------------------------------------------------------------------------

  author({ from, name, kind }) {
    const { t } = this;
    if (from === "person") return t("you");
    if (from === "volunteer") return t("volunteer", { name });
    if (kind === "card") return t("card");
    return t(from === "notice" || kind === "notice" || kind === "join" ? "notice" : "assistantShort");
  }

  item(message) {
    const { from, kind, text, at } = message;
    const time = at && h("time", { datetime: at }, moment(at, this.lang, { hour: "numeric", minute: "2-digit" }));
    return h("li", { class: `${from} ${kind}` },
      h("p", { class: "by" }, h("span", {}, this.author(message)), " ", time || null),
      h("p", { class: "words", dir: "auto" }, ...words(text)));
  }

  /** A numbered message from the door; own words that were waiting get their place and keep their item. */
  message(message) {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    const reading = scrollHeight - scrollTop - clientHeight > 120; // somebody has scrolled up: leave them there
    const mine = this.items.get(message.client_id);
    if (mine) {
      this.settle(message.client_id);
      this.items.delete(message.client_id);
      mine.classList.remove("unsent");
      const before = this.list.querySelector("li.unsent");
      if (before && before.compareDocumentPosition(mine) & Node.DOCUMENT_POSITION_FOLLOWING) before.before(mine);
    } else {
      const first = this.list.querySelector("li.unsent");
      const item = this.item(message);
      if (first) first.before(item);
      else this.list.append(item);
    }
    if (!reading) this.toEnd();
  }

  /** Words that are on their way: at the end, until the door gives them a number. */
  pending(item) {
    const li = this.item({ from: "person", kind: "text", text: item.text ?? item.title });
    li.classList.add("unsent");
    const mark = h("p", { class: "mark", hidden: true }, this.t("unsent"));
    li.append(mark);
    setTimeout(() => (mark.hidden = false), 1000);
    this.items.set(item.id, li);
    this.list.append(li);
    this.toEnd();
  }

  /** Words that reached the door, or did not: another mark, or none. */
  settle(id, mark) {
    const li = this.items.get(id);
    li?.querySelector(".mark")?.remove();
    if (mark) li?.append(mark);
  }

  takeBack(id) {
    this.items.get(id)?.remove();
    this.items.delete(id);
  }

  /** pick(n, title): n counts from 1, as on SMS. */
  offer(titles, pick) {
    const here = this.choices.contains(this.choices.getRootNode().activeElement);
    this.choices.replaceChildren(...titles.map((title, at) =>
      h("button", { type: "button", onclick: () => pick(at + 1, title) }, title)));
    this.choices.hidden = !titles.length;
    if (here && !titles.length) this.box.focus(); // the button under the finger is gone
    if (titles.length) this.toEnd();
  }

  /** Not before the first own words: until then it is read from the top, who is there and who may read along. */
  toEnd() {
    const parts = this.list.querySelector(".person") ? [this.log, this.panel] : [];
    for (const part of parts) part.scrollTop = part.scrollHeight;
  }

  empty() {
    this.items.clear();
    this.list.replaceChildren();
    this.intro.replaceChildren();
    this.offer([]);
    this.waited();
    this.speaking({ who: "assistant" });
  }

  going(on) {
    this.form.hidden = !on;
    this.over.hidden = on;
    if (on) return;
    this.offer([]);
    this.waited();
    this.deaf.hidden = true;
  }
}
