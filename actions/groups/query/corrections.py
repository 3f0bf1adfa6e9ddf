"""A person who corrects themselves within one message: "cardiff too? no, cardiff only", "tuesday, I mean wednesday"."""

import re

_TURN = re.compile(
    r"(?:[,.;?!-]|\s)\s*(?:(?:no,? )?(?:i mean(?:t)?|scratch that|make that|correction|oops|"
    r"sorry,? i meant?|wait,? no|no,? wait"
    r"|(?:no,? )?hang on(?:,? no)?|no,? sorry|actually,? no|or rather)|(?<=[?.!] )no(?=,))[,:]? +(?=\S)",
    re.IGNORECASE,
)


def parts(text: str) -> tuple[str, ...]:
    """A message as what was said first and what it was put right to; one part when nothing is put right."""
    found = _TURN.search(text)
    if not found or not text[: found.start()].strip():
        return (text,)
    return text[: found.start()].strip(), text[found.end() :].strip()
