"""Text without what differs only to the eye: case, accents, odd quotes."""

import re
import unicodedata

_PLAIN = re.compile(r"[^\w\s'&:/.,;?!+()#@-]")


def fold(text: str) -> str:
    """Lower case without accents, odd quotes and control characters."""
    flat = unicodedata.normalize(
        "NFKD", text.replace("\u2019", "'").replace("\u2018", "'").replace("\u2013", "-").replace("\u2014", "-")
    )
    flat = "".join(c for c in flat if not unicodedata.combining(c) and not 0xD800 <= ord(c) <= 0xDFFF)
    return re.sub(r"\s+", " ", _PLAIN.sub(" ", flat.lower())).strip()
