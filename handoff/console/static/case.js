// Shows new words in an open case as they come: by a stream, by polling where streams do not get through. Without
// script the page works by reloading. The forms learn how the case stands, so that none is older than what is on screen.
const log = document.getElementById("log");
const list = log.querySelector("ol");
const news = document.getElementById("news");
const base = `/c/cases/${log.dataset.case}`;
let source = null;
let timer = null;
let failures = 0;

function line(row) {
  if (row.seq <= Number(log.dataset.seq)) return;
  const item = document.createElement("li");
  item.className = row.speaker;
  const by = document.createElement("span");
  by.className = "by";
  by.textContent = `${row.by}, ${row.at}`;
  const words = document.createElement("span");
  words.className = "words";
  words.textContent = row.text;
  item.append(by, words);
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  list.append(item);
  if (low) log.scrollTop = log.scrollHeight;
  log.dataset.seq = row.seq;
  for (const field of document.querySelectorAll("input[name=seq]")) field.value = row.seq;
}

function stands(now) {
  for (const name of ["version", "seen"]) {
    for (const field of document.querySelectorAll(`input[name=${name}]`)) field.value = now[name];
  }
  document.getElementById("state").textContent = now.state;
  const level = document.getElementById("level");
  if (level.textContent.trim() !== now.level) {
    level.className = `level s${now.severity}`;
    level.firstElementChild.textContent = now.level;
    news.textContent = now.level;
  }
}

function over() {
  stop();
  news.className = "note";
  news.textContent = "This conversation is not with you any more. What you typed stays here.";
}

function stop() {
  source?.close();
  source = null;
  clearTimeout(timer);
  timer = null;
}

function listen() {
  stop();
  source = new EventSource(`${base}/events?after=${log.dataset.seq}`);
  source.addEventListener("line", (event) => { failures = 0; line(JSON.parse(event.data)); });
  source.addEventListener("case", (event) => { failures = 0; stands(JSON.parse(event.data)); });
  source.addEventListener("over", over);
  source.addEventListener("error", () => {
    failures += 1;
    if (failures > 2 || source?.readyState === EventSource.CLOSED) look();
  });
}

async function look() {
  stop();
  try {
    const answer = await fetch(`${base}/messages?after=${log.dataset.seq}`, { headers: { Accept: "application/json" } });
    if (answer.status === 404 || answer.status === 401) return over();
    if (answer.ok) {
      const found = await answer.json();
      found.lines.forEach(line);
      stands(found.case);
    }
  } catch {
    // offline: the next look tells
  }
  timer = setTimeout(look, 2000);
}

// A reviewed reply goes into the box without a new page, after what was typed; then it is words like any others.
document.getElementById("pick")?.addEventListener("click", (event) => {
  const box = document.querySelector("#write textarea");
  const text = document.getElementById("reply").selectedOptions[0]?.dataset.text;
  event.preventDefault();
  if (!text) return document.getElementById("reply").focus();
  box.value = box.value.trim() ? `${box.value.trimEnd()}\n${text}` : text;
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
});

document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
log.scrollTop = log.scrollHeight;
if (!document.hidden) listen();
