// Looks every few seconds whether something changed, while the page is before somebody's eyes. Nothing moves under a
// finger: the part is replaced only when its words differ, and the focus stays on the control of the same name.
const news = document.getElementById("news");

function named(control) {
  return control && `${control.closest("form")?.getAttribute("action")} ${control.textContent.trim()}`;
}

function plain(part) {
  return part.textContent.replace(/\s+/g, " ");
}

async function look() {
  const part = document.getElementById("fresh");
  if (!document.hidden) {
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html", "X-Refresh": "1" } });
      if (answer.redirected) return location.reload();
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("fresh");
      if (fresh && plain(fresh) !== plain(part)) {
        const before = part.querySelectorAll("article").length;
        const focused = part.contains(document.activeElement) ? named(document.activeElement) : null;
        part.replaceWith(document.adoptNode(fresh));
        if (focused) [...fresh.querySelectorAll("button, a")].find((c) => named(c) === focused)?.focus();
        if (news && fresh.querySelectorAll("article").length > before) news.textContent = "Somebody is waiting.";
      } else if (!fresh) {
        return location.reload();
      }
    } catch {
      // offline: the next look tells
    }
  }
  setTimeout(look, Number(part.dataset.every) * 1000);
}

setTimeout(look, 5000);
