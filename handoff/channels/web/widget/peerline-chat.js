/**
 * <peerline-chat server="https://chat.example.org" lang="en" country="GB">crisis links and a way out</peerline-chat>
 * The element's own children are what shows when this file does not run. See link.js for the line to the door,
 * view.js for the screen, leaving.js for the way out, style.js for the looks.
 */
import { go, show, threeShifts } from "./leaving.js";
import { Link } from "./link.js";
import { sheets } from "./style.js";
import { View } from "./view.js";
import { load, speaker } from "./words.js";

const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)\b/;

class PeerlineChat extends HTMLElement {
  async connectedCallback() {
    if (this.view || this.starting) return this.watch?.();
    this.starting = true;
    const styles = sheets(this); // throws in an old browser: the children stay
    const server = (this.getAttribute("server") || new URL(import.meta.url).origin).replace(/\/+$/, "");
    this.lang_ = this.getAttribute("lang") || document.documentElement.lang || "en";
    const t = (this.t = speaker(await load(this.lang_), this.lang_));
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

  /** Contacts and the way out, as `peerline embed` prints them. */
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
    const stopShifts = threeShifts(() => this.switches.shift, told);
    const fit = () => this.fit();
    const from = window.visualViewport;
    from?.addEventListener("resize", fit);
    from?.addEventListener("scroll", fit);
    addEventListener("pageshow", show);
    this.unwatch = () => {
      stopShifts();
      from?.removeEventListener("resize", fit);
      from?.removeEventListener("scroll", fit);
      removeEventListener("pageshow", show);
    };
  }

  /** Keep clear of a phone's keyboard, which shrinks the visual viewport only. */
  fit() {
    const { height, offsetTop, scale } = visualViewport;
    const covered = scale === 1 ? Math.max(0, innerHeight - height - offsetTop) : 0;
    this.view.shell.style.setProperty("--covered", `${covered}px`);
  }

  resume() {
    const { tab } = this.link;
    this.view.box.value = tab.draft;
    if (!tab.token && !tab.queue.length) return this.setOpen(Boolean(tab.open), false);
    this.view.session(tab);
    for (const item of tab.queue) this.view.pending(item);
    this.setOpen(Boolean(tab.open), false);
    this.link.run();
  }

  // --- what a person does ------------------------------------------------------------------------------------

  acts() {
    return {
      open: () => this.setOpen(true, true),
      close: () => this.setOpen(false, true),
      about: () => this.setAbout(!this.about),
      leave: (event) => {
        event.preventDefault();
        this.leave();
      },
      draft: (draft) => this.link.keep({ draft }),
      key: (event) => {
        // 229: some keyboards compose without saying so
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) this.send(event);
      },
      send: (event) => this.send(event),
      again: (item) => {
        this.view.sent(item.id);
        this.link.again(item);
      },
      copy: (text) => navigator.clipboard?.writeText(text).then(() => this.view.tell(this.t("copied")), () => {}),
      start: () => this.start(),
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

  async setAbout(on) {
    const { view, link, t } = this;
    if (on) {
      const { about } = await import("./about.js").catch(() => ({}));
      if (!about) return view.tell(t("offline"));
      this.about = about(t, link.tab.reads || "", this.switches, {
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
    this.offered = null;
    this.view.offer([]);
    this.view.pending(this.link.say(what));
  }

  leave() {
    this.view.leave.blur();
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
    this.over(this.t("forgotten"));
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

  over(text) {
    const again = this.view.ended(text);
    this.view.tell(text);
    this.view.contactsAre(this.fallback.contacts.length ? this.fallback.contacts : this.known || []);
    if (this.shadowRoot.activeElement && !this.view.panel.hidden) again.focus();
  }

  // --- what the line tells -----------------------------------------------------------------------------------

  on_session(tab) {
    this.view.session(tab);
    this.on_contacts(tab);
    this.view.tell("");
  }

  on_contacts({ contacts }) {
    if (!contacts?.length) return; // an empty list must not take help off the screen
    this.known = contacts;
    this.view.contactsAre(contacts);
  }

  on_history(busy) {
    this.view.log.setAttribute("aria-busy", String(busy));
    this.replaying = busy;
    if (!busy) this.view.tell("");
  }

  on_message(message) {
    this.view.message(message);
    if (message.from === "person" || message.answered) this.offered = null;
    if (message.choices?.length && !message.answered) this.offered = message;
    const { seq, choices = [] } = this.offered || {};
    this.view.offer(choices, (n, title) => this.say({ choice: { seq, n }, title }));
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

  on_waiting(value) {
    this.view.waits(value);
  }

  on_sent(item) {
    this.view.sent(item.id);
  }

  on_refused({ item, status, error }) {
    if (status !== 413) return this.view.refused(item, error?.message);
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
    this.over(error?.message || this.t("ended"));
  }
}

if (!customElements.get("peerline-chat")) customElements.define("peerline-chat", PeerlineChat);
