/**
 * The line between one tab and the door: a session, a queue that is sent in order, a stream, and polling where
 * streams do not get through. It knows nothing of the screen; it calls on(what, data).
 */
import { DEAF_MS, HIDDEN_MS, Wire } from "./wire.js";

const BACK_OFF_MS = 1500;
const BACK_OFF_MAX_MS = 15000;
const SILENT_MS = 25000; // the server comments every 15 s
const POLL_MS = 3000;
const POLL_FOR_MS = 60000;
const BREAKS = 3;

const jitter = (ms) => ms * (0.75 + Math.random() / 2);

export class Link extends Wire {
  // --- hearing -----------------------------------------------------------------------------------------------

  /** Begin or go on; one loop a tab. */
  async run() {
    if (this.turn) return;
    const turn = (this.turn = {});
    let wait = BACK_OFF_MS;
    let known = Boolean(this.tab.token);
    while (this.turn === turn) {
      try {
        if (!this.tab.token) await this.begin();
        else if (known) await this.poll(true);
        known = false;
        if (this.turn !== turn) return;
        this.pump();
        await this.hear();
        wait = BACK_OFF_MS;
      } catch {
        await this.nap(jitter(wait));
        wait = Math.min(wait * 2, BACK_OFF_MAX_MS);
      }
      while (this.asleep && this.turn === turn) await this.nap(HIDDEN_MS);
    }
  }

  stop() {
    this.turn = null;
    this.abort?.abort();
    this.wake();
  }

  async begin() {
    const answer = await this.call("/api/sessions", this.about);
    if (answer.status === 429) await this.nap(answer.retryMs);
    if (answer.status !== 201) throw new Error(String(answer.status));
    const { token, org, who, reads, contacts } = answer.body;
    this.keep({ token, org, who, reads, contacts });
    this.on("session", this.tab);
  }

  /** One stretch of hearing, by stream or by polling. Throws when the door cannot be reached. */
  async hear() {
    if (this.breaks < BREAKS) {
      const began = Date.now();
      const ended = await this.stream();
      if (this.asleep || !this.turn) return;
      if (ended === "unreachable") throw new Error(ended);
      this.breaks = ended === "silent" ? BREAKS : Date.now() - began > POLL_FOR_MS ? 1 : this.breaks + 1;
      this.pollUntil = Date.now() + POLL_FOR_MS;
      if (this.breaks < BREAKS) await this.nap(jitter(BACK_OFF_MS));
      return;
    }
    await this.poll(false);
    await this.nap(POLL_MS);
    if (Date.now() > this.pollUntil) this.breaks = BREAKS - 1; // give the stream one more try
  }

  /** Read the event stream to its end: "silent", "broken", or "unreachable" when there was no answer at all. */
  async stream() {
    const stop = (this.abort = new AbortController());
    let timer;
    let ended = "unreachable";
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        ended = "silent"; // trap W3: a proxy keeps the bytes to itself
        stop.abort();
      }, SILENT_MS);
    };
    alive();
    try {
      const answer = await fetch(`${this.server}/api/events`, {
        headers: this.headers({ Accept: "text/event-stream", "Last-Event-ID": String(this.last) }),
        credentials: "omit",
        cache: "no-store",
        signal: stop.signal,
      });
      ended = "broken";
      if (answer.status === 401) this.end((await answer.json().catch(() => ({}))).error);
      if (!answer.ok || !answer.body) throw new Error(String(answer.status));
      this.up();
      await this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), alive);
    } catch {
      if (ended === "unreachable" && !stop.signal.aborted) this.down();
    }
    clearTimeout(timer);
    return ended;
  }

  async read(reader, alive) {
    for (let rest = ""; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      alive();
      const events = (rest + value.replaceAll("\r", "")).split("\n\n");
      rest = events.pop();
      events.forEach((event) => this.event(event));
    }
  }

  event(block) {
    let what = "message";
    let data = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) what = line.slice(6).trim();
      else if (line.startsWith("data:")) data += line.slice(5);
    }
    if (!data) return;
    const value = JSON.parse(data);
    if (what === "message") this.take(value);
    else if (what === "ended") this.end(value.message && value);
    else this.tell(what, value);
  }

  tell(what, value) {
    if (what === "speaking") this.caseOpen = value.who !== "assistant";
    if (what === "contacts") this.keep({ contacts: value.contacts });
    this.on(what, value);
  }

  take(message) {
    if (message.seq <= this.last) return;
    this.last = message.seq;
    if (message.client_id) this.drop(message.client_id);
    this.on("message", message);
  }

  /** Ask for what was missed; history: what this tab has shown before a reload. */
  async poll(history) {
    const answer = await this.call(`/api/messages?after=${this.last}`);
    if (answer.status !== 200) throw new Error(String(answer.status));
    if (history) this.on("history", true);
    answer.body.messages.forEach((message) => this.take(message));
    if (history) this.on("history", false);
    for (const what of ["speaking", "waiting"]) if (answer.body[what]) this.tell(what, answer.body[what]);
    if (answer.body.contacts) this.tell("contacts", answer.body);
  }

  // --- speaking ----------------------------------------------------------------------------------------------

  /** Queue {text} or {choice, title}; returns the item, which is in the store before this returns. */
  say(what) {
    const item = { id: crypto.randomUUID(), at: Date.now(), ...what };
    this.keep({ queue: [...this.tab.queue, item] });
    setTimeout(() => this.listen(), DEAF_MS);
    this.run();
    this.pump();
    return item;
  }

  again(item) {
    item.refused = false;
    item.at = Date.now();
    this.keep({});
    this.pump();
  }

  drop(id) {
    this.keep({ queue: this.tab.queue.filter((item) => item.id !== id) });
    this.listen();
  }

  /** Send what waits: one at a time, in order, each until the door has it. */
  async pump() {
    if (this.pumping) return;
    this.pumping = true;
    let wait = BACK_OFF_MS;
    for (let item; this.tab.token && (item = this.tab.queue.find((it) => !it.refused)); ) {
      try {
        const answer = await this.call("/api/messages", { id: item.id, text: item.text, choice: item.choice });
        wait = BACK_OFF_MS;
        if (answer.status === 429) await this.nap(answer.retryMs);
        else if (answer.status === 202) this.sent(item, answer.body.seq);
        else if (answer.status !== 401) this.refuse(item, answer);
      } catch {
        await this.nap(jitter(wait));
        wait = Math.min(wait * 2, BACK_OFF_MAX_MS);
      }
    }
    this.pumping = false;
  }

  sent(item, seq) {
    this.drop(item.id);
    this.on("sent", item);
    const look = () => this.turn && this.last < seq && this.poll(false).catch(() => {});
    setTimeout(look, POLL_MS); // the stream is open but mute: ask once
  }

  refuse(item, answer) {
    item.refused = true;
    if (answer.status === 413) this.drop(item.id); // the words go back into the box
    else this.keep({});
    this.on("refused", { item, status: answer.status, error: answer.body.error });
  }

  // --- going -------------------------------------------------------------------------------------------------

  /** The door closed this session: unsent words go back to the draft, so none is lost. */
  end(error) {
    if (!this.tab.token) return;
    const words = this.tab.queue.map((item) => item.text).filter(Boolean);
    const draft = [...words, this.tab.draft].filter(Boolean).join("\n");
    this.clear();
    this.keep({ draft });
    this.on("ended", error);
  }

  /** True when the door has forgotten this chat, else the reason it gave, if any. */
  async forget() {
    if (!this.tab.token) return true;
    try {
      const answer = await this.call("/api/forget", {});
      return answer.status === 204 || answer.status === 401 || answer.body.error?.message;
    } catch {
      return false;
    }
  }

  /** Last words to the door while the page goes. Storage of this tab is empty afterwards. */
  leave(keep) {
    const { token } = this.tab;
    this.clear();
    if (!token) return;
    const url = `${this.server}/api/leave`;
    if (!("keepalive" in Request.prototype)) {
      navigator.sendBeacon(url, new Blob([JSON.stringify({ keep, token })], { type: "text/plain" }));
      return;
    }
    fetch(url, {
      method: "POST",
      keepalive: true,
      credentials: "omit",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ keep }),
    }).catch(() => {});
  }
}
