"""What the commands print for people."""

from collections import Counter
from typing import Any

from actions.groups import answers
from actions.groups.importers.store import Report


def of(report: Report) -> str:
    """An import's report: counts, reasons, warnings, and why it was refused."""
    verb = {"applied": "Imported", "dry_run": "Would import", "refused": "Refused"}[report.status]
    lines = [
        f"{verb} {report.source}: {report.rows_in} rows in {report.took_ms / 1000:.1f} s",
        f"  added {report.added}, changed {report.changed}, same {report.same}, held for review {len(report.review)}, "
        f"rejected {len(report.rejected)}, vanished {report.vanished}",
    ]
    if report.refused_because:
        lines.append(f"  refused: {report.refused_because}. Nothing was changed. If it is right, give --force REASON.")
    for title, rows in (("rejected", report.rejected), ("review", report.review)):
        counts = Counter(str(r["reason"]) for r in rows)
        lines += [
            f"  {title}: {reason} ({n}), e.g. row {next(r['row'] for r in rows if r['reason'] == reason)}"
            for reason, n in counts.most_common()
        ]
    lines += [f"  note: {text} ({n})" for text, n in sorted(report.warnings.items(), key=lambda w: -w[1])[:12]]
    if report.status == "dry_run":
        lines += [f"  would change {c['key']}: {', '.join(c['fields'])}" for c in report.changes[:20]]
    if report.secrets_removed:
        lines.append(f"  {report.secrets_removed} contacts, codes and links kept out of public text")
    return "\n".join(lines)


def of_search(doc: dict[str, Any]) -> str:
    """A search for the terminal: what was understood, then the results."""
    lines = [f"understood: {doc['slots']}" + (f"  care: {doc['care']}" if doc["care"] else "")]
    if doc["ask"]:
        lines.append(doc["ask"]["question"] + " " + " / ".join(o["label"] for o in doc["ask"]["options"]))
    lines += [f"{i}. {answers.listing(r)}" for i, r in enumerate(doc["results"], start=1)]
    if doc.get("listing"):
        lines.append(f"{doc['listing']['name']}: {doc['listing']['said']}")
    if not doc["results"]:
        lines.append(
            f"{doc['status']}: nothing to show"
            + (f"; in the way: {', '.join(doc['blocked_by'])}" if doc["blocked_by"] else "")
        )
    elif doc["more"]:
        lines.append(f"and {doc['more']} more")
    return "\n".join(lines)


def of_stats(doc: dict[str, Any]) -> str:
    """The counts, a line a kind."""
    lines = [f"{doc['total']} listings, {doc['open_reports']} open reports"]
    lines += [
        f"  {key[3:]}: " + ", ".join(f"{k} {n}" for k, n in doc[key].items()) for key in doc if key.startswith("by_")
    ]
    return "\n".join(lines + [f"  {s['key']}: {s['rows']} rows, last read {s['last_ok_at']}" for s in doc["sources"]])
