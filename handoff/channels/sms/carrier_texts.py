"""The texts that Twilio sends by itself for STOP, START and HELP: worded by us, entered at Twilio (Advanced Opt-Out).

The phone simulator uses them as they are; the command `carrier-texts` prints them, to be pasted into Twilio's console.
"""

import json
from dataclasses import asdict, dataclass

import click

from handoff import settings
from handoff.channels.sms.segments import count
from handoff.safety.crisis_lines import lines_for
from handoff.safety.wording import load, render
from handoff.volunteers import wording as volunteers

STAFF_STOP = "Peerline: no more texts come to this phone. Text START to get them again."
STAFF_START = "Peerline: texts to this phone are on again."


@dataclass(frozen=True)
class CarrierTexts:
    """One line's texts. An empty one: Twilio is to send nothing."""

    stop: str
    start: str
    help: str


def public(country: str | None, org: str) -> CarrierTexts:
    """For people: the last word after STOP and the help card for HELP, with this country's lines.

    Nothing for START: the door greets who comes back. No numbered choices: the door did not send this text, so a "1"
    after it would answer whatever the door asked last.
    """
    wording, values = load("en"), {**lines_for(country).values(), "org": org}
    card = wording.utterances["help_card"]
    return CarrierTexts(
        render(wording, "opted_out", "sms", values).text,
        "",
        render(wording, "help_card", "sms", values, without=[c.value for c in card.choices]).text,
    )


def staff() -> CarrierTexts:
    """For volunteers: the commands for HELP; STOP and START in plain words."""
    return CarrierTexts(STAFF_STOP, STAFF_START, f"Peerline: {volunteers.text('help')}")


@click.command("carrier-texts")
@click.option("--country", default=None, help="ISO code; the first served country when left out.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def command(country: str | None, as_json: bool) -> None:
    """Print the texts that belong into Twilio's Advanced Opt-Out, for both lines."""
    both = {"public": public(country or settings.countries()[0], settings.value("ORG_NAME")), "staff": staff()}
    if as_json:
        click.echo(json.dumps({line: asdict(texts) for line, texts in both.items()}, ensure_ascii=False))
        return
    for line, texts in both.items():
        for word, text in asdict(texts).items():
            click.echo(f"{line} {word.upper()} ({count(text).segments}): {text or '(nothing)'}")
