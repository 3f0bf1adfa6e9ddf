"""What the journal hands back to the door and to the actions: texts, choices, directives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """One message to the person, for the channel it was asked for.

    choices  (title, value) pairs, at most five; a value is `exercise:<value>`, `word:MENU`, `intent:/...` or `text:...`
    sms      set on SMS when the text carries its own numbers and nothing may be appended; the same as text
    """

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    sms: str | None = None


@dataclass(frozen=True)
class Taken:
    """What one message to an exercise brought about.

    run       the run's state afterwards (running, paused, suspended, ended), None when there is none
    exercise  its id
    forward   the words were not meant for the exercise: hand them to the assistant after saying `says` (if any)
    """

    says: tuple[Said, ...] = ()
    directives: tuple[Mapping[str, Any], ...] = ()
    run: str | None = None
    exercise: str | None = None
    forward: bool = False

    def to_json(self) -> dict[str, Any]:
        """For storing as a run's last output; `from_json` reads it back."""
        return {
            "says": [[s.text, [list(c) for c in s.choices], s.sms] for s in self.says],
            "directives": [dict(d) for d in self.directives],
            "run": self.run,
            "exercise": self.exercise,
            "forward": self.forward,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Taken":
        """Read what `to_json` wrote."""
        says = tuple(Said(text, tuple((t, v) for t, v in choices), sms) for text, choices, sms in data["says"])
        return cls(says, tuple(data["directives"]), data["run"], data["exercise"], bool(data["forward"]))

    def messages(self) -> list[dict[str, Any]]:
        """As `custom.peerline` objects of Rasa replies, the directives on the last of them."""
        said: list[dict[str, Any]] = [
            {
                "text": s.text,
                "choices": [{"title": t, "value": v} for t, v in s.choices],
                **({"sms": s.sms} if s.sms else {}),
            }
            for s in self.says
        ]
        if self.directives:
            said = said or [{}]
            said[-1]["directives"] = [dict(d) for d in self.directives]
        return said
