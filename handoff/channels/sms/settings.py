"""Settings of the SMS channel that only this channel reads; the account and the numbers stand in `handoff.settings`."""

from collections.abc import Sequence

from actions.settings import Setting, read

SMS_SETTINGS: Sequence[Setting] = (
    Setting("TWILIO_API_KEY", "", "SID of an API key that sends instead of the token", id="E050"),
    Setting("TWILIO_API_SECRET", "", "secret of TWILIO_API_KEY", secret=True, id="E051"),
    Setting(
        "TWILIO_PUBLIC_SERVICE", "", "Messaging Service of the line for people; empty: the number sends", id="E052"
    ),
    Setting(
        "TWILIO_STAFF_SERVICE", "", "Messaging Service of the line for volunteers; empty: its number sends", id="E053"
    ),
    Setting(
        "TWILIO_PUBLIC_RATE",
        "",
        "segments a second of the line for people",
        "A number, like 3 for a toll-free number or 5 for five long codes in one Messaging Service.",
        id="E057",
    ),
    Setting(
        "TWILIO_STAFF_RATE",
        "",
        "segments a second of the line for volunteers",
        "A number, like 3 for a toll-free number or 5 for five long codes in one Messaging Service.",
        id="E058",
    ),
    Setting(
        "TWILIO_PUBLIC_SECOND",
        "",
        "number or Messaging Service that sends for the people's line while that is down",
        id="E059",
    ),
    Setting(
        "TWILIO_STAFF_SECOND",
        "",
        "number or Messaging Service that sends for the volunteers' line while that is down",
        id="E039",
    ),
    Setting(
        "TWILIO_WEBHOOK_KEY",
        "",
        "shared key of webhooks signed with SHA-256; empty: only SHA-1 is taken",
        secret=True,
        id="E054",
    ),
)
_BY_NAME = {s.name: s for s in SMS_SETTINGS}


def value(name: str) -> str:
    """The value of one of this channel's settings."""
    return read(_BY_NAME[name])
