"""What is wrong with a set-up, each with an id and what to do. `peerline doctor` prints it, a start may be refused."""

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from actions import clock, storage
from actions import settings as base_settings
from actions.settings import ROOT, BadSetting
from assistant.training.project import Project
from handoff import settings


@dataclass(frozen=True)
class Problem:
    """`stops` is True for what a start is refused for; the others are warnings."""

    id: str
    says: str
    hint: str
    stops: bool = False

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def refusals() -> list[Problem]:
    """What a process refuses to start for."""
    found = [Problem(id, says, hint, stops=True) for id, says, hint in settings.problems()]
    if not found and settings.in_production():
        found += [p for p in (*_lines(), *_wording(), *_behind(), *_weights()) if p.stops]
    return found


def check() -> list[Problem]:
    """Everything that is wrong, most basic first."""
    try:
        found = [Problem(id, says, hint, stops=True) for id, says, hint in settings.problems()]
        if found:
            return found
    except BadSetting as error:
        return [Problem("E000", str(error), error.hint, stops=True)]
    checks: tuple[Callable[[], Iterator[Problem]], ...] = (
        _python,
        _ports,
        _databases,
        _behind,
        _model,
        _spacy,
        _weights,
        _lines,
        _wording,
        _replies,
        _disk,
        _volunteers,
        _pace,
    )
    for one in checks:
        found += one()
    return found


def _python() -> Iterator[Problem]:
    box = ROOT / ".venv-rasa" / "bin" / "python"
    if not box.exists():
        if shutil.which("python3.10") is None:
            yield Problem(
                "E060", "there is no Python 3.10, which Rasa needs", "Install it, or let `make setup` fetch it."
            )
        yield Problem("E061", "the Rasa box .venv-rasa is not set up", "Run `make setup`.")
        return
    said = subprocess.run(
        [str(box), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    if said != "3.10":
        yield Problem(
            "E060",
            f"the Rasa box runs Python {said or 'nothing'}, and Rasa needs 3.10",
            "Delete .venv-rasa and run `make setup`.",
        )


def _ports() -> Iterator[Problem]:
    from handoff.supervise import ports

    for name, port in ports().items():
        with socket.socket() as probe:
            probe.settimeout(0.3)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                yield Problem(
                    "E092",
                    f"port {port} ({name}) is taken: Peerline runs already, or something else listens",
                    f"Stop what listens on {port}, or set another port.",
                )


def _databases() -> Iterator[Problem]:
    for id, name in (("E020", "DATABASE_URL"), ("E021", "GROUPS_DATABASE_URL")):
        url = base_settings.value(name)
        if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
            yield Problem(id, f"{name}: the file is not there yet", "Run `peerline migrate`.")
            continue
        engine = storage.engine(url)
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            yield Problem(
                id,
                f"{name} cannot be reached ({type(error).__name__})",
                "Start the database, or correct the URL.",
                stops=True,
            )
        finally:
            engine.dispose()


def _behind() -> Iterator[Problem]:
    from handoff import migrations

    try:
        if migrations.behind(base_settings.value("DATABASE_URL")):
            yield Problem(
                "E022",
                "the people database is behind its migrations",
                "Run `peerline migrate`.",
                stops=settings.in_production(),
            )
    except SQLAlchemyError:
        return  # said above as unreachable


def _model() -> Iterator[Problem]:
    registry = ROOT / "var" / "models" / "registry.json"
    if not registry.exists():
        yield Problem("E070", "there is no trained model", "Run `peerline train`, or `make run`.")


def _spacy() -> Iterator[Problem]:
    try:
        from handoff.safety import detect

        detect.load()
    except Exception as error:  # noqa: BLE001  whatever is wrong with it, the operator must read it here
        yield Problem(
            "E071", f"the risk reader does not load ({type(error).__name__})", "Run `make setup`.", stops=True
        )


def _weights() -> Iterator[Problem]:
    """Without weights the door runs, and notices less: production does not."""
    from handoff.safety.detect.classifier import BadWeights, Weights
    from handoff.safety.learn import keep

    found = keep.serving(Project(ROOT, ROOT / "var"))
    if found is None:
        says = "the classifier of risk has no weights, so danger is noticed by rules and cues alone"
        yield Problem("E072", says, "Run `peerline train --first`, or `make run`.", stops=settings.in_production())
        return
    try:
        Weights.read(found)
    except (BadWeights, OSError) as wrong:
        says = f"the weights of the classifier of risk cannot be used ({type(wrong).__name__})"
        yield Problem("E073", says, "Run `peerline train --first`.", stops=settings.in_production())


def _lines() -> Iterator[Problem]:
    from handoff.safety.crisis_lines import check

    for finding in check.unfit_for_production(settings.countries()) if settings.in_production() else ():
        yield Problem(
            "E080", finding, "Verify the row on its first-party page and write the date in `verified_on`.", stops=True
        )
    for finding in check.overdue(settings.countries(), clock.now().date()):
        yield Problem("E083", finding, "Look at its page again and write the new date in `verified_on`.")


def _wording() -> Iterator[Problem]:
    from handoff.safety import wording

    try:
        words = wording.load("en")
    except (wording.WordingError, OSError) as error:
        yield Problem("E081", f"the safety wording does not load: {error}", "Run `peerline lint`.", stops=True)
        return
    if settings.in_production() and not words.approved:
        yield Problem(
            "E082",
            "the safety wording is not signed as it stands",
            "Two people sign it in `review:` with the seal that `peerline seals` prints.",
            stops=True,
        )


def _replies() -> Iterator[Problem]:
    """Without reviewed replies volunteers write their own words: a warning, no refusal."""
    from handoff.volunteers import reviewed

    if reviewed.offered("en") is None:
        yield Problem(
            "E084",
            "the reviewed replies are not signed as they stand, or do not load: volunteers are offered none",
            "Run `peerline lint`; two people sign them in `review:` with the seal that `peerline seals` prints.",
        )


def _disk() -> Iterator[Problem]:
    if shutil.disk_usage(ROOT).free < 1 << 30:
        yield Problem("E090", "less than 1 GB of disk is free", "Make room: a full disk loses messages.")


FIFTY_AT_ONCE, SOON_S = 50, 3.0  # alerts, and the seconds in which they should be out (handoff.md 7)


def _pace() -> Iterator[Problem]:
    """How long fifty alerts at once would take on the volunteers' line."""
    from handoff.channels.sms import pace

    speed = pace.rate("staff")
    if speed is not None and (last := FIFTY_AT_ONCE / speed) > SOON_S:
        yield Problem(
            "E093",
            f"at {speed:g} segments/s the last of {FIFTY_AT_ONCE} alerts at once leaves after {last:.0f} s",
            "More numbers in one Messaging Service, toll-free or a short code; then set TWILIO_STAFF_RATE. "
            f"{FIFTY_AT_ONCE / SOON_S:.0f} segments/s are enough.",
        )


def _volunteers() -> Iterator[Problem]:
    from handoff.volunteers.models import Volunteer

    engine = storage.engine(base_settings.value("DATABASE_URL"))
    try:
        with storage.reading(engine) as db:
            if db.query(Volunteer).filter_by(state="active").count() == 0:
                yield Problem(
                    "E091",
                    "no volunteer is active, so nobody can be reached",
                    "Invite one: `peerline volunteers invite NAME`, or in the console.",
                )
    except SQLAlchemyError:
        return
    finally:
        engine.dispose()
