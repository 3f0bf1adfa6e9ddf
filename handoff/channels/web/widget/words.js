/**
 * Every word the widget itself shows. English is built in, so that no failed load leaves an empty button;
 * strings/<lang>.json replaces it sentence by sentence. strings/en.json is this table, for translators.
 */
const ENGLISH = {
  launcher: "Write to us",
  unread: { one: "{n} new message", other: "{n} new messages" },
  title: "Chat with {org}",
  titlePlain: "Chat",
  close: "Close",
  about: "About this chat",
  leave: "Leave",
  leaveNote: "Leaving does not clear your browser's history.",
  leaveHow: "How to",
  leaveHowText: "In your browser's menu, open History and delete the last hour. A private window keeps no history.",
  shift: { one: "Press Shift {n} more time to leave.", other: "Press Shift {n} more times to leave." },
  shiftSwitch: "Pressing Shift three times leaves this page",
  loading: "Loading",
  helpNow: "Help now, and a way out",
  contacts: "Crisis contacts",
  tel: "Call {shown}",
  sms: "Text {shown}",
  url: "{shown}",
  speaking: "Speaking now:",
  assistant: "Automatic assistant, a computer program",
  assistantShort: "Automatic assistant",
  volunteer: "{name}, volunteer",
  waiting: "A volunteer is being asked",
  you: "You",
  notice: "Notice",
  card: "Help now",
  first: "You start with an automatic assistant, a computer program. You can ask for a person at any moment.",
  onShift: "A trained volunteer is on shift.",
  offShift: "No volunteer is here right now.",
  nextShift: "The next shift starts: {when}.",
  asked: "You asked for a person at {time}.",
  usual: { one: "It usually takes {n} minute.", other: "It usually takes {n} minutes." },
  unknownWait: "We can't say how long it takes.",
  log: "Conversation",
  choices: "Choose an answer, or write your own",
  write: "Your message",
  send: "Send",
  connecting: "Connecting. You can already write.",
  unsent: "Not sent yet",
  offline: "No connection just now. What you write is kept and sent later.",
  back: "Connected again.",
  deaf: "We cannot hear you just now.",
  deafHelp: "Your words are kept here and sent when we can. These contacts work without this chat:",
  refused: "This message could not be taken as it is. Your words are still here.",
  again: "Try again",
  copy: "Copy",
  copied: "Copied.",
  ended: "This chat has ended.",
  start: "Start a new chat",
  forget: "Forget this chat",
  forgetAsk: "Delete everything written here, on this screen and on our side? This cannot be undone.",
  forgetYes: "Yes, delete it",
  forgetNo: "Keep it",
  forgotten: "This chat is deleted.",
  forgetLater: "We could not delete it just now. Please try again.",
  keepAsk: "When I leave",
  keep: "keep this chat for its usual time",
  drop: "delete this chat",
};

/** Table of words for a language tag: pt-BR, then pt, then English; never rejects. */
export async function load(lang) {
  let table = ENGLISH;
  const tags = [lang.split("-")[0], lang].filter((tag, i, all) => tag !== "en" && all.indexOf(tag) === i);
  for (const tag of tags) {
    if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag)) continue;
    try {
      const answer = await fetch(new URL(`./strings/${tag}.json`, import.meta.url), { credentials: "omit" });
      if (answer.ok) table = { ...table, ...(await answer.json()) };
    } catch {
      // The words we have are good enough.
    }
  }
  return table;
}

/** say(key, {n, name, ...}) over a table; the plural form follows n. */
export function speaker(table, lang) {
  let plurals;
  try {
    plurals = new Intl.PluralRules(lang);
  } catch {
    plurals = new Intl.PluralRules("en");
  }
  return (key, values = {}) => {
    let text = table[key] ?? ENGLISH[key];
    if (typeof text === "object") text = text[plurals.select(values.n)] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };
}

/** A moment for a reader: ISO times in the reader's zone and language, anything else as it came. */
export function moment(when, lang, options = { weekday: "long", hour: "numeric", minute: "2-digit" }) {
  if (!/^\d{4}-\d\d-\d\dT/.test(when)) return when;
  try {
    return new Intl.DateTimeFormat(lang, options).format(new Date(when));
  } catch {
    return new Intl.DateTimeFormat("en", options).format(new Date(when));
  }
}

export { ENGLISH };
