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

export class View {
  /** t: say(key, values). lang: for times. act: what the controls do, by name. */
  constructor(t, lang, act) {
    Object.assign(this, { t, lang, act });
    this.items = new Map(); // client id -> item of the log that waits for its number
    const button = (name, more = {}) => h("button", { type: "button", onclick: () => act[name](), ...more }, t(name));
    this.leave = h("a", { class: "leave", part: "leave" }, t("leave"));
    this.leave.addEventListener("click", (event) => act.leave(event));
    this.contacts = h("ul", { class: "contacts", "aria-label": t("contacts") });
    this.strip = h("section", { class: "strip", "aria-label": t("helpNow") },
      h("div", { class: "row" }, this.leave, this.contacts),
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
      h("header", {}, this.title, this.aboutButton, this.closeButton, this.who), this.log, this.waiting, this.choices, this.deaf, this.form, this.over);
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
    const there = who.on_shift ? [t("onShift")] : [t("offShift")];
    if (!who.on_shift && who.next_shift) there.push(t("nextShift", { when: moment(who.next_shift, this.lang) }));
    this.intro.replaceChildren(h("p", {}, t("first")), h("p", {}, h("strong", {}, there.join(" "))), h("p", {}, reads));
  }

  /** The same contacts in the strip and beside the box; only links a telephone or a browser understands. */
  contactsAre(contacts) {
    const safe = contacts.filter(({ href }) => /^(tel:|sms:|https?:)/.test(href));
    for (const list of [this.contacts, this.deafContacts]) {
      list.replaceChildren(...safe.map(({ label, kind, href, shown }) =>
        h("li", {}, h("a", { href, ...(kind === "url" && { target: "_blank", rel: "noopener noreferrer" }) },
          h("b", {}, this.t(kind in { tel: 1, sms: 1 } ? kind : "url", { shown: shown.replaceAll("-", "\u2011").replaceAll(" ", "\u00a0") })),
          label && label !== shown ? h("span", {}, label) : null))));
    }
  }

  speaking({ who, name }) {
    const { t } = this;
    const said = who === "volunteer" ? t("volunteer", { name }) : t(who === "waiting" ? "waiting" : "assistant");
    this.who.replaceChildren(h("span", { class: "hidden" }, `${t("speaking")} `), said);
    this.panel.dataset.who = who;
    if (who !== "waiting" && this.asked && who !== this.was) this.waits({});
    this.was = who;
  }

  waits({ asked_at: askedAt, on_shift: onShift, usual, next_shift_at: next }) {
    const { t } = this;
    this.asked = askedAt;
    this.waiting.hidden = !askedAt;
    if (!askedAt) return;
    const time = moment(askedAt, this.lang, { hour: "numeric", minute: "2-digit" });
    const said = [t("asked", { time })];
    if (onShift) said.push(usual ? t("usual", { n: usual.minutes }) : t("unknownWait"));
    else said.push(t("offShift"), ...(next ? [t("nextShift", { when: moment(next, this.lang) })] : []));
    this.waiting.textContent = said.join(" ");
    this.toEnd();
  }

  unread(n) {
    const news = n ? this.t("unread", { n }) : "";
    this.launcher.replaceChildren(this.t("launcher"), ...(news ? [h("span", { class: "news" }, news)] : []));
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
      this.items.delete(message.client_id);
      this.settle(mine);
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
    if (item.refused) this.refused(item, "");
  }

  settle(li) {
    li.classList.remove("unsent");
    li.querySelectorAll(".mark").forEach((mark) => mark.remove());
  }

  sent(id) {
    const li = this.items.get(id);
    li?.querySelectorAll(".mark").forEach((mark) => mark.remove());
  }

  /** Words the door would not take: kept, with a way on. */
  refused(item, why) {
    const { t, act } = this;
    const li = this.items.get(item.id);
    const mark = h("div", { class: "mark" }, h("p", {}, why || t("refused")),
      h("button", { type: "button", onclick: () => act.again(item) }, t("again")),
      item.text ? h("button", { type: "button", onclick: () => act.copy(item.text) }, t("copy")) : "");
    li.querySelectorAll(".mark").forEach((old) => old.remove());
    li.append(mark);
    this.toEnd();
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

  toEnd() {
    for (const part of [this.log, this.panel]) part.scrollTop = part.scrollHeight;
  }

  empty() {
    this.items.clear();
    this.list.replaceChildren();
    this.intro.replaceChildren();
    this.offer([]);
    this.waits({});
    this.speaking({ who: "assistant" });
  }

  /** The chat is over: say so, offer a new one; the box stays away until then. */
  ended(text) {
    const again = h("button", { type: "button", onclick: () => this.act.start() }, this.t("start"));
    this.over.replaceChildren(h("p", {}, text), again);
    this.going(false);
    return again;
  }

  going(on) {
    this.form.hidden = !on;
    this.over.hidden = on;
    if (on) return;
    this.offer([]);
    this.waits({});
    this.deaf.hidden = true;
  }
}
