"""The widget's files as the door serves them.

There is no build. Developers read native modules; a browser gets the ones that every chat needs as one module, with
comments and indentation left out, since a person on a bad line waits for every request.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
ENTRY = "peerline-chat.js"
# What every chat needs, in an order in which each only needs those before it. The others are imported when needed.
FIRST = ("words.js", "view.js", "style.js", "leaving.js", "wire.js", "link.js", ENTRY)
JAVASCRIPT, JSON = "text/javascript; charset=utf-8", "application/json; charset=utf-8"


def packed(source: str) -> str:
    """A module without indentation, empty lines and comments that stand on lines of their own. Pure.

    Held by the house's own style: block comments begin and end on lines of their own, and no template literal
    has a line whose first mark is a star or two slashes.
    """
    lines: list[str] = []
    inside = False
    for line in (one.strip() for one in source.splitlines()):
        if inside or line.startswith("/*"):
            inside = not line.endswith("*/")
        elif line and not line.startswith("//"):
            lines.append(line)
    return "\n".join(lines) + "\n"


def joined(sources: list[str]) -> str:
    """Modules as one: static imports go, and so does the word export. Pure.

    Each static import stands on one line and names a module that comes earlier; names are unique over all of them
    (a browser refuses a second `const` of the same name, so a clash cannot go unseen).
    """
    text = "".join(packed(source) for source in sources)
    return re.sub(r"(?m)^export (?=(?:async )?(?:const|function|class) )", "", re.sub(r"(?m)^import .*;\n", "", text))


def files() -> dict[str, tuple[str, bytes]]:
    """Every file a browser may ask for: path below /widget/v1/ -> (content type, bytes). Read once, at start."""
    found = {ENTRY: (JAVASCRIPT, joined([(HERE / name).read_text("utf-8") for name in FIRST]).encode())}
    for path in HERE.glob("*.js"):
        if path.name not in FIRST:
            found[path.name] = (JAVASCRIPT, packed(path.read_text("utf-8")).encode())
    for path in HERE.glob("strings/*.json"):
        found[f"strings/{path.name}"] = (JSON, path.read_bytes())
    return found
