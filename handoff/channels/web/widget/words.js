/**
 * Every word the widget itself shows. English is built in, so that no failed load leaves an empty button;
 * languages.js replaces it sentence by sentence. strings/en.json is this table, and later.js's, for translators.
 */
const ENGLISH = {
  launcher: "Write to us",
  unread: { one: "{n} new message", other: "{n} new messages" },
  title: "Chat with {org}",
  titlePlain: "Chat",
  close: "Close",
  about: "About",
  leave: "Leave",
  leaveNote: "Leaving does not clear your browser's history.",
  leaveHow: "How to",
  leaveHowText: "In your browser's menu, open History and delete the last hour. A private window keeps no history.",
  shift: { one: "Press Shift {n} more time to leave.", other: "Press Shift {n} more times to leave." },
  loading: "Loading",
  helpNow: "Help now, and a way out",
  contacts: "Crisis contacts",
  more: "More",
  tel: "Call {shown}",
  sms: "Text {shown}",
  url: "{shown}",
  speaking: "Speaking now:",
  assistant: "Automatic assistant, a computer program",
  assistantShort: "Automatic assistant",
  volunteer: "{name}, volunteer",
  waiting: "Automatic assistant, until a volunteer comes",
  you: "You",
  notice: "Notice",
  card: "Help now",
  onShift: "A trained volunteer is on shift.",
  offShift: "No volunteer is here right now.",
  nextShift: "The next shift starts: {when}.",
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
};

/** Words of a module that is loaded later. */
export const add = (more) => Object.assign(ENGLISH, more);

/** say(key, {n, name, ...}) in a language the browser knows; the plural form follows n. Never rejects. */
export async function speaker(lang) {
  let table = {};
  if (!/^en\b/.test(lang)) table = await import("./languages.js").then(({ load }) => load(lang, table), () => table);
  const plurals = new Intl.PluralRules(lang);
  return (key, values = {}) => {
    let text = table[key] ?? ENGLISH[key];
    if (typeof text === "object") text = text[plurals.select(values.n)] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };
}

/** A moment for a reader: ISO times in the reader's zone and language, anything else as it came. */
export function moment(when, lang, options = { weekday: "long", hour: "numeric", minute: "2-digit" }) {
  return /^\d{4}-\d\d-\d\dT/.test(when) ? new Intl.DateTimeFormat(lang, options).format(new Date(when)) : when;
}
