// Shows new words in an open case as they come. Without script the page works by reloading.
const log = document.getElementById("log");
const list = log.querySelector("ol");
const names = { person: "Person", assistant: "Assistant", notice: "Notice" };

function line(row) {
  const item = document.createElement("li");
  item.className = row.from;
  const by = document.createElement("span");
  by.className = "by";
  by.textContent = `${names[row.from] ?? row.name ?? "You"}, ${row.at.slice(11, 16)}`;
  const words = document.createElement("span");
  words.className = "words";
  words.textContent = row.text;
  item.append(by, words);
  return item;
}

async function look() {
  try {
    const answer = await fetch(`/c/cases/${log.dataset.case}/messages?after=${log.dataset.seq}`, { credentials: "same-origin" });
    if (answer.ok) {
      const { messages } = await answer.json();
      for (const row of messages) {
        list.append(line(row));
        log.dataset.seq = row.seq;
      }
      if (messages.length) log.scrollTop = log.scrollHeight;
    }
  } finally {
    setTimeout(look, document.hidden ? 10000 : 1500);
  }
}

log.scrollTop = log.scrollHeight;
look();
