/**
 * What one tab keeps, and how it asks the door: storage of the tab, requests, up and down, waking from a wait.
 * link.js builds the chat's hearing and speaking on it.
 */
const CALL_MS = 12000;
export const DEAF_MS = 10000;
export const HIDDEN_MS = 60000;

export class Wire {
  /** server: origin, no slash at its end. about: body of the first call. on: (what, data) => void. */
  constructor(server, about, on) {
    Object.assign(this, { server, about, on, last: 0, breaks: 0, downAt: 0, deaf: false, caseOpen: false });
    this.key = `peerline ${server}`;
    this.naps = new Set();
    this.tab = { queue: [], draft: "" };
    try {
      Object.assign(this.tab, JSON.parse(sessionStorage.getItem(this.key)));
    } catch {
      // A blocked or broken store: this tab forgets at reload, and chats all the same.
    }
    for (const item of this.tab.queue) item.at = Date.now();
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.down());
    document.addEventListener("visibilitychange", () => this.seen());
  }

  keep(values) {
    Object.assign(this.tab, values);
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.tab));
    } catch {
      // As above.
    }
  }

  /** Forget everything this tab knows; choices about leaving stay with the element until the page goes. */
  clear() {
    this.stop();
    this.tab = { queue: [], draft: "" };
    this.last = 0;
    this.caseOpen = false;
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }

  headers(more) {
    return this.tab.token ? { Authorization: `Bearer ${this.tab.token}`, ...more } : { ...more };
  }

  /** One request. Throws when nobody answered (network, time-out, 5xx); any other answer is returned. */
  async call(path, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), CALL_MS);
    let answer;
    try {
      const got = await fetch(this.server + path, {
        method: body ? "POST" : "GET",
        headers: this.headers(body && { "Content-Type": "application/json" }),
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: stop.signal,
      });
      if (got.status >= 500) throw new Error(String(got.status));
      answer = {
        status: got.status,
        retryMs: Math.min(Number(got.headers.get("Retry-After")) || 5, 60) * 1000,
        body: got.status === 204 ? {} : await got.json().catch(() => ({})),
      };
    } catch (trouble) {
      this.down();
      throw trouble;
    } finally {
      clearTimeout(timer);
    }
    this.up();
    if (answer.status === 401) this.end(answer.body.error);
    return answer;
  }

  // --- up and down -------------------------------------------------------------------------------------------

  down() {
    if (this.downAt) return;
    this.downAt = Date.now();
    this.on("net", false);
    setTimeout(() => this.listen(), DEAF_MS);
  }

  up() {
    if (this.downAt) {
      this.downAt = 0;
      this.on("net", true);
      this.wake();
    }
    this.listen();
  }

  /** Tell when somebody has been waiting for 10 s, by a lost line or by words that do not get through. */
  listen() {
    const late = (at) => at && Date.now() - at >= DEAF_MS - 50;
    const deaf = Boolean(late(this.downAt) || this.tab.queue.some((item) => !item.refused && late(item.at)));
    if (deaf !== this.deaf) this.on("deaf", (this.deaf = deaf));
  }

  nap(ms) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.naps.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.naps.add(done);
    });
  }

  wake() {
    for (const done of [...this.naps]) done();
  }

  seen() {
    clearTimeout(this.hiding);
    if (!document.hidden) {
      this.asleep = false;
      this.wake();
    } else {
      this.hiding = setTimeout(() => {
        if (this.caseOpen) return;
        this.asleep = true;
        this.abort?.abort();
      }, HIDDEN_MS);
    }
  }
}
