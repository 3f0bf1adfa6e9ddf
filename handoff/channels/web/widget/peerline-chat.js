/**
 * <peerline-chat server="https://chat.example.org" lang="en" country="GB">crisis links and a way out</peerline-chat>
 * The element's own children are what shows when this file does not run. See link.js for the line to the door,
 * view.js for the screen, leaving.js for the way out, style.js for the looks.
 */
import { go, threeShifts } from "./leaving.js";
import { Link } from "./link.js";
import { sheets } from "./style.js";
import { h, View } from "./view.js";
import { add, moment, speaker } from "./words.js";

const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)\b/;

class PeerlineChat extends HTMLElement {
  async connectedCallback() {
    if (this.view) return this.watch(), this.link.tab.token && this.link.run(); // moved in the page
    if (this.starting) return;
    this.starting = true;
    const styles = sheets(this); // throws in an old browser: the children stay
    const server = (this.getAttribute("server") || new URL(import.meta.url).origin).replace(/\/+$/, "");
    const asked = this.getAttribute("lang") || document.documentElement.lang;
    this.lang_ = /^[A-Za-z]{2,3}(-\w{2,8})*$/.test(asked) ? asked : "en";
    const t = (this.t = await speaker(this.lang_));
    this.fallback = this.fromChildren();
    this.switches = { keep: true, shift: true };
    const about = { lang: this.lang_, zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC" };
    if (this.getAttribute("country")) about.country = this.getAttribute("country");
    this.link = new Link(server, about, (what, data) => this[`on_${what}`]?.(data));
    Object.assign(this.switches, this.link.tab.switches);
    const view = (this.view = new View(t, this.lang_, this.acts()));
    view.leave.href = this.fallback.leave;
    view.contactsAre(this.link.tab.contacts || this.fallback.contacts);
    view.shell.dir = this.dir || (RIGHT_TO_LEFT.test(this.lang_) ? "rtl" : getComputedStyle(this).direction);
    view.shell.lang = this.lang_;
    view.shell.addEventListener("keydown", (event) => event.key === "Escape" && this.escape(event));
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = styles;
    root.append(view.shell);
    this.watch();
    this.resume();
  }

  disconnectedCallback() {
    this.unwatch?.();
    this.link?.stop();
  }

  /** Contacts and the way out, as printed with the element. */
  fromChildren() {
    const contacts = [...this.querySelectorAll('a[href^="tel:"], a[href^="sms:"], a[data-kind="url"]')].map((a) => ({
      label: a.dataset.label || "",
      kind: a.protocol.slice(0, 3).replace("htt", "url"),
      href: a.getAttribute("href"),
      shown: a.dataset.shown || a.textContent.trim(),
    }));
    return { contacts, leave: this.querySelector("a[data-leave]")?.href || "about:blank" };
  }

  watch() {
    const told = (n) => (n ? this.view.tell(this.t("shift", { n })) : this.leave());
    this.unwatch = threeShifts(() => this.switches.shift, told);
  }

  resume() {
    const { tab } = this.link;
    this.view.box.value = tab.draft;
    if (!tab.token && !tab.queue.length) return this.setOpen(Boolean(tab.open), false);
    this.view.session(tab);
    for (const item of tab.queue) {
      this.view.pending(item);
      if (item.refused) this.on_refused({ item });
    }
    this.setOpen(Boolean(tab.open), false);
    this.link.run();
  }

  // --- what a person does ------------------------------------------------------------------------------------

  acts() {
    return {
      open: () => this.setOpen(true, true),
      close: () => this.setOpen(false, true),
      about: () => this.setAbout(!this.about),
      leave: (event) => this.leave(event),
      draft: (draft) => this.link.keep({ draft }),
      key: (event) => {
        // 229: some keyboards compose without saying so
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) this.send(event);
      },
      send: (event) => this.send(event),
    };
  }

  setOpen(open, move) {
    const { view, link } = this;
    view.panel.hidden = !open;
    view.launcher.hidden = open;
    view.launcher.setAttribute("aria-expanded", String(open));
    view.shell.classList.toggle("open", open);
    if (link.tab.open !== open && (move || link.tab.open !== undefined)) link.keep({ open });
    if (open) {
      this.read();
      link.run();
      if (!link.tab.token) view.tell(this.t("connecting"));
      view.toEnd();
    }
    if (!move) return;
    if (!open) view.launcher.focus();
    else if (!view.form.hidden && matchMedia("(pointer: fine)").matches) view.box.focus();
    else view.panel.focus(); // on a phone the keyboard would cover what is to be read first
  }

  escape(event) {
    event.stopPropagation();
    if (this.view.panel.hidden || event.isComposing) return;
    if (this.about) this.setAbout(false);
    else this.setOpen(false, true);
  }

  /** The parts that need an answer of the door first; null while there is no line to fetch them by. */
  async later() {
    const parts = await import("./later.js").catch(() => null);
    const root = this.shadowRoot;
    if (!parts || root.adoptedStyleSheets.includes(parts.sheet)) return parts;
    root.adoptedStyleSheets.push(parts.sheet);
    parts.use({ h, moment, add });
    parts.clearOfKeyboard(this.view.shell);
    return parts;
  }

  async setAbout(on) {
    const { view, link, t } = this;
    if (on) {
      const parts = await this.later();
      if (!parts || this.about) return view.tell(t("offline"));
      this.about = parts.about(t, link.tab.reads || "", this.switches, {
        changed: (switches) => link.keep({ switches }),
        forget: () => this.forget(),
        closed: () => this.setAbout(false),
      });
      view.log.before(this.about);
    } else {
      this.about?.remove();
      this.about = null;
      view.aboutButton.focus();
    }
    view.aboutButton.setAttribute("aria-expanded", String(on));
  }

  send(event) {
    event.preventDefault();
    const { box } = this.view;
    const text = box.value;
    if (!text.trim()) return;
    box.value = "";
    this.link.keep({ draft: "" });
    this.say({ text });
    box.focus();
  }

  say(what) {
    this.view.offer([]);
    this.view.pending(this.link.say(what));
  }

  leave(event) {
    event?.preventDefault();
    go(this.view.leave.href, this.t("loading"), () => this.link.leave(this.switches.keep));
  }

  /** Returns why it could not be done, or nothing. */
  async forget() {
    const done = await this.link.forget();
    if (done !== true) return done || this.t("forgetLater");
    this.link.clear();
    this.setAbout(false);
    this.view.empty();
    this.view.box.value = "";
    this.over("forgotten");
    return "";
  }

  start() {
    const { view, link } = this;
    view.empty();
    view.going(true);
    view.tell("");
    link.keep({ open: true, switches: this.switches });
    link.run();
    view.box.focus();
  }

  async over(key, message) {
    const { view } = this;
    const focused = this.shadowRoot.activeElement;
    view.contactsAre(this.fallback.contacts.length ? this.fallback.contacts : this.known || []);
    const parts = await this.later();
    const text = message || this.t(key);
    view.tell(text);
    const again = parts?.over(view, text, () => this.start());
    if (focused && !view.panel.hidden) again?.focus();
  }

  // --- what the line tells -----------------------------------------------------------------------------------

  on_session(tab) {
    this.view.session(tab);
    this.on_contacts(tab);
    this.view.tell("");
    this.later();
  }

  on_contacts({ contacts }) {
    if (!contacts?.length) return; // an empty list must not take help off the screen
    this.known = contacts;
    this.view.contactsAre(contacts);
  }

  on_history(busy) {
    this.replaying = busy;
    const set = () => this.view.log.setAttribute("aria-busy", String(busy));
    if (busy) return set();
    setTimeout(set, 50); // a reader must meet the history while the log is still busy
    this.view.tell("");
  }

  on_message(message) {
    this.view.message(message);
    const { seq, choices } = message;
    if (message.from === "person") this.view.offer([]);
    if (choices?.length && !message.answered) {
      this.view.offer(choices, (n, title) => this.say({ choice: { seq, n }, title }));
    }
    if (!this.view.panel.hidden) this.read();
    else if (message.from !== "person" && message.seq > (this.link.tab.seen || 0)) {
      this.unread = (this.unread || 0) + 1;
      const news = this.view.unread(this.unread);
      if (!this.replaying) this.view.tell(news);
    }
  }

  read() {
    this.unread = 0;
    this.view.unread(0);
    if (this.link.tab.seen !== this.link.last && this.link.last) this.link.keep({ seen: this.link.last });
  }

  on_speaking(value) {
    this.view.speaking(value);
  }

  async on_waiting(value) {
    const { view } = this;
    if (!value.asked_at) return view.waited();
    view.asked = value;
    const parts = await this.later();
    if (view.asked === value) parts?.waits(view, value);
  }

  on_sent(item) {
    this.view.settle(item.id);
  }

  async on_refused({ item, status, error }) {
    const parts = await this.later();
    if (status !== 413) {
      return parts?.refused(this.view, item, error?.message, () => {
        this.view.settle(item.id);
        this.link.again(item);
      });
    }
    this.view.takeBack(item.id);
    const { box } = this.view;
    box.value = [item.text, box.value].filter(Boolean).join("\n");
    this.link.keep({ draft: box.value });
    this.view.tell(error?.message || this.t("refused"));
  }

  on_net(up) {
    const news = this.t(up ? "back" : "offline");
    this.view.tell(news);
    if (up) setTimeout(() => this.view.status.textContent === news && this.view.tell(""), 4000);
  }

  on_deaf(deaf) {
    this.view.deaf.hidden = !deaf;
    if (deaf) this.view.tell(this.t("deaf"));
    this.view.toEnd();
  }

  on_ended(error) {
    this.view.box.value = this.link.tab.draft;
    this.view.items.forEach((li) => li.remove());
    this.view.items.clear();
    this.link.keep({ open: !this.view.panel.hidden, switches: this.switches });
    this.over("ended", error?.message);
  }
}

if (!customElements.get("peerline-chat")) customElements.define("peerline-chat", PeerlineChat);
