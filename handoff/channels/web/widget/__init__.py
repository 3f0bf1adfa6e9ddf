"""The widget's files as the door serves them. There is no build: what a browser need not read is left out on the way.

`peerline-chat.js` is the entry; the rest are native modules beside it.
"""

from pathlib import Path

HERE = Path(__file__).parent
TYPES = {".js": "text/javascript; charset=utf-8", ".json": "application/json; charset=utf-8"}


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


def files() -> dict[str, tuple[str, bytes]]:
    """Every file a browser may ask for: path below /widget/v1/ -> (content type, bytes). Read once, at start."""
    found = {path.name: (TYPES[".js"], packed(path.read_text("utf-8")).encode()) for path in HERE.glob("*.js")}
    strings = {f"strings/{path.name}": (TYPES[".json"], path.read_bytes()) for path in HERE.glob("strings/*.json")}
    return found | strings
