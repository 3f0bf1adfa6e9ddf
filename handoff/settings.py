"""Every setting of Peerline in one list, and the checks that stop a start (ids E...; shown by `peerline doctor`)."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from actions.settings import ACTIONS_SETTINGS, DEVELOPMENT_KEY, BadSetting, Setting, read
from handoff.channels.sms.settings import SMS_SETTINGS

HANDOFF_SETTINGS: Sequence[Setting] = (
    Setting(
        "PEERLINE_ENV", "development", "`development` or `production`; production refuses what is unsafe", id="E001"
    ),
    Setting("ORG_NAME", "Peerline", "the organisation's name as people read it", id="E002"),
    Setting(
        "PUBLIC_BASE_URL",
        "http://127.0.0.1:8000",
        "the address people and Twilio reach; signatures cover it",
        "Set it to https://chat.example.org",
        id="E004",
    ),
    Setting("WEB_BIND", "127.0.0.1:8000", "where the web process listens", id="E005"),
    Setting(
        "ALLOWED_ORIGINS",
        "",
        "origins whose pages may embed the widget, separated by commas; empty: our own",
        id="E006",
    ),
    Setting(
        "SERVED_COUNTRIES",
        "US",
        "countries the service is for, as ISO codes; the first is assumed when none is known",
        id="E007",
    ),
    Setting("DEFAULT_ZONE", "America/New_York", "the zone used when a person's is not known", id="E008"),
    Setting("LEAVE_URL", "https://www.weather.gov/", "the dull page that Leave opens", id="E009"),
    Setting(
        "SECRET_KEY",
        "only-for-development",
        "signs the console's cookies",
        "Make one: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
        secret=True,
        id="E012",
    ),
    Setting(
        "SAFETY_SIGNED",
        "",
        "who signed the safety protocol, as the public page shows it: `name, role, date; name, role, date`",
        id="E055",
    ),
    Setting(
        "REPORTING_RULE",
        "",
        "what your volunteers do by your law when harm to a child or abuse is told; stands beside such a conversation",
        id="E056",
    ),
    Setting("RASA_PORT", "5005", "loopback port of Rasa", id="E030"),
    Setting(
        "RASA_TOKEN",
        "only-for-development",
        "token of Rasa's own API",
        "Any 32 random characters.",
        secret=True,
        id="E031",
    ),
    Setting("ACTIONS_PORT", "5055", "loopback port of the action server", id="E032"),
    Setting("TWILIO_ACCOUNT_SID", "", "Twilio account; empty starts the phone simulator instead", id="E040"),
    Setting("TWILIO_AUTH_TOKEN", "", "Twilio's token: sends, and checks signatures", secret=True, id="E041"),
    Setting(
        "TWILIO_API_BASE",
        "",
        "another address for Twilio's API (https or loopback): a proxy or the simulator",
        id="E042",
    ),
    Setting(
        "TWILIO_PUBLIC_NUMBER",
        "+12025550100",
        "the number people write to; several: separated by commas, the shown one first",
        id="E043",
    ),
    Setting(
        "TWILIO_STAFF_NUMBER", "+12025550101", "the number volunteers write to; several: separated by commas", id="E044"
    ),
    Setting("SIMULATOR_PORT", "8010", "loopback port of the phone simulator", id="E045"),
    Setting("OPERATOR_NUMBER", "", "number that the auditor pages when a promise is broken", id="E046"),
    Setting("HEARTBEAT_URL", "", "address the auditor calls while all is well; its silence is the alarm", id="E047"),
    Setting("COVERAGE_ZONE", "America/New_York", "zone in which shifts are written", id="E048"),
    Setting(
        "PEERLINE_KILL_AT", "", "name of the point at which a test kills the process; production refuses it", id="E049"
    ),
)
SETTINGS: Sequence[Setting] = (*ACTIONS_SETTINGS, *HANDOFF_SETTINGS, *SMS_SETTINGS)
_BY_NAME = {s.name: s for s in SETTINGS}
_SAFE_IN_DEVELOPMENT_ONLY = {
    "DATA_KEYS": DEVELOPMENT_KEY,
    "HASH_KEY": "only-for-development",
    "SECRET_KEY": "only-for-development",
    "RASA_TOKEN": "only-for-development",
}

# The simulator's account: Twilio would refuse it, so it can never reach a real phone.
SIMULATOR_SID, SIMULATOR_TOKEN = "AC" + "0" * 32, "simulator-token"


def value(name: str) -> str:
    """The value of one setting, as text."""
    return read(_BY_NAME[name])


def in_production() -> bool:
    return value("PEERLINE_ENV") == "production"


def simulated() -> bool:
    """True when there are no Twilio keys: texts go to the phone simulator."""
    return not value("TWILIO_ACCOUNT_SID")


def twilio_account() -> tuple[str, str, str]:
    """(account sid, token, API base) of Twilio, or of the simulator."""
    if simulated():
        base = value("TWILIO_API_BASE") or f"http://127.0.0.1:{value('SIMULATOR_PORT')}"
        return SIMULATOR_SID, SIMULATOR_TOKEN, base
    return value("TWILIO_ACCOUNT_SID"), value("TWILIO_AUTH_TOKEN"), value("TWILIO_API_BASE") or "https://api.twilio.com"


def countries() -> list[str]:
    return [c.strip().upper() for c in value("SERVED_COUNTRIES").split(",") if c.strip()]


def problems() -> list[tuple[str, str, str]]:
    """(id, what is wrong, what to do) of every setting that stops a start; an empty list when all is well."""
    found: list[tuple[str, str, str]] = []
    for setting in SETTINGS:
        try:
            read(setting)
        except BadSetting as error:
            found.append((setting.id, f"{error.name} {error.says}", error.hint))
    if found:
        return found
    if value("PEERLINE_ENV") not in ("development", "production"):
        found.append(("E001", "PEERLINE_ENV is neither development nor production", "Set one of the two."))
    if value("TWILIO_ACCOUNT_SID") and not value("TWILIO_AUTH_TOKEN"):
        found.append(("E041", "TWILIO_AUTH_TOKEN is missing", "Copy it from Twilio's console."))
    found += [
        (_BY_NAME[name].id, f"{name} is no number of segments a second", _BY_NAME[name].hint)
        for name in ("TWILIO_PUBLIC_RATE", "TWILIO_STAFF_RATE")
        if not _is_rate(value(name))
    ]
    api = urlsplit(value("TWILIO_API_BASE"))
    if value("TWILIO_API_BASE") and api.scheme != "https" and api.hostname not in ("127.0.0.1", "localhost", "::1"):
        found.append(("E042", "TWILIO_API_BASE is neither https nor loopback", "Use https, or leave it empty."))
    return found + (_production_problems() if in_production() else [])


def _is_rate(text: str) -> bool:
    try:
        return not text or 0 <= float(text) < 10_000
    except ValueError:
        return False


def _production_problems() -> list[tuple[str, str, str]]:
    found = [
        (_BY_NAME[name].id, f"{name} has its development value, which everybody knows", _BY_NAME[name].hint)
        for name, known in _SAFE_IN_DEVELOPMENT_ONLY.items()
        if value(name) == known
    ]
    if not value("PUBLIC_BASE_URL").startswith("https://"):
        found.append(
            (
                "E004",
                "PUBLIC_BASE_URL is not https: Twilio signs the public address, so every inbound SMS would be refused",
                "Set it to https://chat.example.org",
            )
        )
    if simulated():
        found.append(
            (
                "E040",
                "there are no Twilio keys: texts would go to the phone simulator",
                "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
            )
        )
    if value("PEERLINE_KILL_AT"):
        found.append(("E049", "PEERLINE_KILL_AT is set", "Unset it: it is for tests."))
    return found
