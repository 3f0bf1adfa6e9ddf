// The phones: asks for the state once a second, draws what changed, sends what is written.

const EVERY_MS = 700;
const PLANS = {
  on: {},
  off: { outcome: "undelivered", code: 30003 },
  landline: { outcome: "failed", code: 30006 },
  silent: { outcome: "sent" },
  late: { late_s: 60 },
};
const LOST = new Set(["undelivered", "failed"]);
const drawn = new Map(); // number -> the parts of a phone
let version = -1;
let ahead = 0; // the simulator's clock minus ours, in ms
let stands = null; // the moment at which the simulator's clock stands still
let quietUntil = 0;
let basic = new Set();
let extension = new Set();

const $ = (selector, from = document) => from.querySelector(selector);

// A refusal stays long enough to be read; that all is well again only clears what is older.
function tell(words, stay = 0) {
  const notice = $("#notice");
  if (!words && Date.now() < quietUntil) return;
  quietUntil = Date.now() + stay;
  if (notice.textContent !== words) notice.textContent = words;
}

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(`/_control/${path}`, options);
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status}.`);
  return answer.status === 204 ? null : answer.json();
}

async function act(path, body) {
  try {
    await ask(path, body);
    await refresh();
    return true;
  } catch (error) {
    tell(error.message, 6000);
    return false;
  }
}

// Segments, as carriers count them: no character is split over two.
function segments(text) {
  const letters = Array.from(text);
  const gsm = letters.every((c) => basic.has(c) || extension.has(c));
  const sizes = letters.map((c) => (gsm ? (extension.has(c) ? 2 : 1) : c.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const [alone, joined] = gsm ? [160, 153] : [70, 67];
  if (units <= alone) return { gsm, letters: letters.length, count: units ? 1 : 0 };
  let used = 0;
  let full = 1;
  for (const size of sizes) {
    if (used + size > joined) { full += 1; used = 0; }
    used += size;
  }
  return { gsm, letters: letters.length, count: full };
}

function plural(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function showCount(parts) {
  const { gsm, letters, count } = segments(parts.box.value);
  parts.count.textContent = count
    ? `${plural(letters, "character")} · ${plural(count, "segment")}${gsm ? "" : " · UCS-2"}`
    : "0 characters";
  parts.count.classList.toggle("many", count > 2 || !gsm);
}

function time(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}

// The words of a text, with its links made links; built as nodes, never as HTML.
function words(text, host) {
  const box = document.createElement("div");
  box.className = "words";
  if (!text.body) {
    const gone = document.createElement("span");
    gone.className = "gone";
    gone.textContent = text.media ? "picture" : "no words";
    box.append(gone);
    return box;
  }
  for (const piece of text.body.split(/(\s+)/)) {
    const link = address(piece, host);
    if (!link) { box.append(piece); continue; }
    const anchor = document.createElement("a");
    anchor.href = link;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
    anchor.textContent = piece;
    box.append(anchor);
  }
  return box;
}

function address(piece, host) {
  if (/^https?:\/\/\S+/.test(piece)) return piece;
  return host && piece.startsWith(`${host.name}/`) ? `${host.scheme}//${piece}` : null;
}

function meta(text) {
  const parts = [time(text.at)];
  if (text.automatic) parts.push("the network's answer");
  if (!text.in && !text.automatic) parts.push(LOST.has(text.status) ? `not delivered (${text.code})` : text.status);
  if (text.segments) parts.push(plural(text.segments, "segment"));
  return parts.join(" · ");
}

function drawText(text, host) {
  const item = document.createElement("div");
  item.className = "text fresh";
  const line = document.createElement("div");
  line.className = "meta";
  item.append(words(text, host), line);
  return { item, line, status: null };
}

function redraw(entry, text) {
  entry.item.classList.toggle("own", text.in);
  entry.item.classList.toggle("automatic", text.automatic);
  entry.item.classList.toggle("lost", LOST.has(text.status));
  entry.line.textContent = meta(text);
}

function drawThread(parts, phone, host) {
  const { thread } = parts;
  const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 60;
  if (phone.texts.length && parts.empty) { parts.empty.remove(); parts.empty = null; }
  const there = new Set(phone.texts.map((text) => text.sid));
  for (const [sid, entry] of parts.texts) {
    if (!there.has(sid)) { entry.item.remove(); parts.texts.delete(sid); }
  }
  for (const text of phone.texts) {
    let entry = parts.texts.get(text.sid);
    if (!entry) {
      entry = drawText(text, host);
      parts.texts.set(text.sid, entry);
      redraw(entry, text);
      thread.append(entry.item);
    } else if (entry.status !== text.status || entry.body !== text.body) {
      if (entry.body !== text.body) $(".words", entry.item).replaceWith(words(text, host));
      redraw(entry, text);
    }
    entry.status = text.status;
    entry.body = text.body;
  }
  if (atEnd) thread.scrollTop = thread.scrollHeight;
}

function planName(plan) {
  if (plan.outcome === "undelivered") return "off";
  if (plan.outcome === "failed") return "landline";
  if (plan.outcome === "sent") return "silent";
  return plan.late_s ? "late" : "on";
}

function makePhone(phone) {
  const section = $("#phone").content.firstElementChild.cloneNode(true);
  const id = `box-${phone.number.slice(1)}`;
  const parts = {
    section, texts: new Map(), thread: $(".thread", section), box: $("textarea", section), count: $(".count", section),
    state: $(".state", section), twice: $(".twice", section), out: $(".out", section),
    empty: document.createElement("p"),
  };
  section.classList.add(phone.role);
  const title = $("h2", section);
  title.textContent = phone.name;
  title.id = `name-${phone.number.slice(1)}`;
  section.setAttribute("aria-labelledby", title.id);
  $(".number", section).textContent = phone.number;
  $(".to", section).textContent = `writes to ${phone.line}`;
  parts.thread.setAttribute("aria-label", `Texts of ${phone.name}`);
  parts.box.id = id;
  const label = $(".write label", section);
  label.htmlFor = id;
  label.textContent = `Text from ${phone.name}`;
  parts.empty.className = "empty";
  parts.empty.textContent = phone.role === "person" ? "Write to the service as a person would."
    : "Alerts for a volunteer with this number arrive here.";
  parts.thread.append(parts.empty);
  listen(parts, phone);
  $("#phones").append(section);
  return parts;
}

function listen(parts, phone) {
  const send = async () => {
    const body = parts.box.value.trim();
    if (!body) return;
    const copies = parts.twice.checked ? 2 : 1;
    if (await act("inbound", { from: phone.number, to: phone.line, body, copies })) {
      parts.box.value = "";
      showCount(parts);
    }
  };
  $(".write", parts.section).addEventListener("submit", (event) => { event.preventDefault(); send(); });
  parts.box.addEventListener("input", () => showCount(parts));
  parts.box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  });
  const plan = () => act("plan", { number: phone.number, doubled: parts.twice.checked, ...PLANS[parts.state.value] });
  parts.state.addEventListener("change", plan);
  parts.twice.addEventListener("change", plan);
  parts.out.addEventListener("change", () => act("inbound", {
    from: phone.number, to: phone.line, body: parts.out.checked ? "STOP" : "START",
  }));
}

function draw(state) {
  version = state.version;
  ahead = Date.parse(state.now) - Date.now();
  stands = state.clock_stands ? state.now : null;
  showClock();
  $("#segments").textContent = state.segments;
  $("#cost").textContent = `$${state.cost.toFixed(2)}`;
  const app = new URL(state.app_url);
  const host = { name: app.host, scheme: app.protocol };
  for (const phone of state.phones) {
    if (!drawn.has(phone.number)) drawn.set(phone.number, makePhone(phone));
    const parts = drawn.get(phone.number);
    drawThread(parts, phone, host);
    parts.out.checked = phone.opted_out;
    parts.twice.checked = phone.plan.doubled;
    if (document.activeElement !== parts.state) parts.state.value = planName(phone.plan);
  }
}

function showClock() {
  $("#clock").textContent = time(stands ?? new Date(Date.now() + ahead).toISOString());
}

async function refresh() {
  const state = await ask(`state?since=${version}`);
  tell("");
  if (state) draw(state);
}

async function follow() {
  try {
    await refresh();
  } catch {
    tell("The simulator does not answer. This page tries again by itself.");
  }
  setTimeout(follow, EVERY_MS);
}

$("#later").addEventListener("click", () => act("clock", { advance_s: 300 }));
$("#fault").addEventListener("submit", (event) => {
  event.preventDefault();
  act("fault", { kind: $("#fault-kind").value, times: 1 });
});

const letters = await ask("alphabet");
basic = new Set(letters.basic);
extension = new Set(letters.extension);
setInterval(showClock, 1000);
follow();
