/** Other languages than the built-in English, one file each. */

/** Words for a language tag over those we have: pt-BR, then pt, then English. Never rejects. */
export async function load(lang, table) {
  for (const tag of new Set([lang.split("-")[0], lang])) {
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
