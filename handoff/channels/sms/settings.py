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
