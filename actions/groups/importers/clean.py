"""Taking secrets, contacts and markup out of what a feed says, before anything is stored, hashed or logged."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_SCRIPT = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.I | re.S)
_TAG = re.compile(r"<[^<>]{0,500}>")
_URL = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,15}:/?/?|www\.)[^\s<>\"')]{3,}", re.I)
_MAIL = re.compile(r"[\w.+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+|\[email\]", re.I)
_PHONE = re.compile(r"(?<!\d)(?:\+?\(?\d[\s().,*#/-]{0,3}){7,}(?!\d)|\[(?:number|phone)\]", re.I)
_SECRET_WORD = re.compile(
    r"\b(?:zoom|meeting|webinar|room|conference|dial[- ]?in|access|host|participant)?\s*"
    r"(?:id|i\.d\.|pass\s?-?word|pass\s?-?code|pass|pw|pwd|pin|passkey|password/pin|access code|code)\b\s*"
    r"(?:is\b|[:#=-])?\s*[\[\w*]",
    re.I,
)
_SECRET_STRONG = re.compile(
    r"\b(?:pass\s?-?words?|pass\s?-?codes?|pw|pwd|pins?|pass|contrase\u00f1a|clave|meeting id|zoom id|id)\b"
    r"|\[(?:code|number)\]",
    re.I,
)
_LABEL = re.compile(
    r"^(?:\w+[ :-]+){0,4}(?:pass\s?-?word|pass\s?-?code|pw|pwd|pin|(?:meeting|zoom|webinar) id|access code)"
    r"\s*[:#=-]+$",
    re.I,
)
_PAY = re.compile(
    r"\b(?:venmo|paypal|cash\s?app|zelle|square)\b|\$[A-Za-z]\w{2,}|(?<![\w.])@[A-Za-z][\w-]{2,}|\[handle\]", re.I
)
_PERSON = re.compile(
    r"\b(?i:contact|call|text|email|e-mail|whatsapp|phone|ask for|reach|message|chair|chairperson|secretary|hosted "
    r"by|gsr"
    r"|treasurer|host|see)\b[:\s]+(?:(?i:me|the|mr|ms|mrs|dr)\s+)?[A-Z][a-z]+|\[name\]|CONTACT-"
)
_PIECE = re.compile(r"(?<=[.!?])\s+|[\r\n\t]+|\s{3,}|(?:\\n)+")
_SPACE = re.compile(r"\s+")
_PUNCT_END = " \t,;:-\u2013|/("

PRIVATE_HOSTS = ("drive.google.com", "docs.google.com", "dropbox.com", "chat.whatsapp.com", "forms.gle", "typeform.com")


@dataclass(frozen=True)
class Cleaned:
    """`text` for everybody; `joining` sentences for the secret store; `removed` how many pieces were taken out;
    `lines` the text with one piece a line, for reading rules out of it."""

    text: str
    joining: str
    removed: int
    bad_link: bool
    lines: str = ""


def unmark(text: object) -> str:
    """The text without markup, entities, control characters; spaces kept as they were."""
    text = str(text)
    if "<" not in text and "&" not in text and text.isprintable():
        return text
    plain = _TAG.sub(" ", _SCRIPT.sub(" ", html.unescape(text)))
    plain = _SCRIPT.sub(" ", plain).replace("<script", " ")
    return "".join(c for c in plain if c in "\n\t" or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and c != "\x7f"))


def notes(text: object) -> Cleaned:
    """Free text, a sentence at a time: one that holds a contact, a payment name or a private link goes; one that holds
    only the way in goes to the secret store."""
    if not text:
        return Cleaned("", "", 0, False)
    raw = str(text)
    bad = bool(re.search(r"javascript:|data:text|vbscript:", raw, re.I))
    kept, joining, removed = [], [], 0
    labelled = False  # the piece before was a label such as "Passcode:" alone, so one word after it is what it names
    for piece in _PIECE.split(unmark(raw)):
        piece = _SPACE.sub(" ", piece).strip()
        if not piece:
            continue
        named, labelled = labelled and " " not in piece, len(piece) < 60 and bool(_LABEL.match(piece))
        if named or labelled:
            removed += 1
            joining += [piece] if named else []
        elif _MAIL.search(piece) or _PERSON.search(piece) or _PAY.search(piece) or _URL.search(piece):
            removed += 1
        elif _SECRET_STRONG.search(piece) and _SECRET_WORD.search(piece):
            removed += 1
            joining.append(piece)
        elif _PHONE.search(piece) or re.search(r"\[(?:code|number|handle|name)\]", piece):
            removed += 1
        else:
            kept.append(piece)
    return Cleaned(" ".join(kept), "\n".join(joining), removed, bad, "\n".join(kept))


def joining(text: object) -> str:
    """Directions for joining, for the secret store: without e-mail addresses, people's names, private links."""
    kept = []
    for piece in _PIECE.split(unmark(str(text or ""))):
        piece = _SPACE.sub(" ", piece).strip()
        if piece and not (_MAIL.search(piece) or _PERSON.search(piece) or _PAY.search(piece)):
            kept.append(_URL.sub("", piece).strip())
    return "\n".join(k for k in kept if k)


def name(text: object) -> str:
    """A group's name without numbers to call, addresses, links, group numbers and markup."""
    plain = _SPACE.sub(" ", unmark(str(text or ""))).strip()
    for pattern in (_URL, _MAIL, _PHONE):
        plain = pattern.sub(" ", plain)
    plain = re.sub(r"(?i)\b(?:zoom |meeting )?(?:id|pw|pwd|passcode|password|pass|pin)\b\s*[:#=]\s*\S+", " ", plain)
    plain = re.sub(r"^\s*#?\d{4,}[\s:-]+(?=\D)", "", plain)
    plain = re.sub(r"\[(?:number|code|email|name|handle)\]", " ", plain)
    return _SPACE.sub(" ", plain).strip(_PUNCT_END)[:200].strip()


def field(text: object, limit: int = 200) -> str | None:
    """A short public field (place, city, region) without contacts and links; None when nothing is left."""
    plain = _SPACE.sub(" ", unmark(str(text or ""))).strip()
    if not plain:
        return None
    for pattern in (_URL, _MAIL):
        plain = pattern.sub(" ", plain)
    if _SECRET_STRONG.search(plain) and _SECRET_WORD.search(plain) and re.search(r"\d{3}|\[", plain):
        return None
    plain = _SPACE.sub(" ", _phone_out(plain)).strip(_PUNCT_END)[:limit]
    return plain or None


def _phone_out(text: str) -> str:
    """Telephone-like runs taken out; house numbers with a postcode are left alone."""
    return re.sub(r"(?<!\d)(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?!\d)|\[number\]", " ", text)


def link(url: object) -> str | None:
    """An http(s) link, or None."""
    text = str(url or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname else None


def host(url: str) -> str:
    """The host of a link, lower case, without `www.`."""
    return (urlsplit(url).hostname or "").lower().removeprefix("www.")


_PLATFORMS = (
    ("zoom", "zoom"),
    ("meet.google", "google_meet"),
    ("hangouts", "google_meet"),
    ("teams.", "teams"),
    ("skype", "skype"),
    ("discord", "discord"),
    ("whatsapp", "whatsapp"),
    ("t.me", "telegram"),
    ("telegram", "telegram"),
    ("signal.", "signal"),
    ("facebook", "facebook"),
    ("reddit", "reddit"),
    ("freeconferencecall", "free_conference_call"),
    ("jitsi", "jitsi"),
    ("meet.jit.si", "jitsi"),
    ("goto", "goto"),
    ("vrchat", "vrchat"),
    ("secondlife", "second_life"),
)
TEXT_PLATFORMS = frozenset(
    {"discord", "whatsapp", "telegram", "signal", "facebook", "reddit", "forum", "email", "chat_room"}
)


def platform(url: str) -> str:
    """Our code for the platform behind a joining link."""
    where = host(url)
    return next((code for part, code in _PLATFORMS if part in where), "other_link")
