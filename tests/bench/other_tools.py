"""What other tools say of texts; runs in an environment of its own, which has them and nothing of ours.

stdin: a JSON list of texts. stdout: {tool: [true | false for each text] | "why it could not be had"}. Each at its own
threshold: VADER a compound of -.5 or below, the lexicon a term of its categories of suicide and self-injury, the
others whatever they call a crisis.
"""

import contextlib
import importlib.util
import io
import json
import re
import sys
from pathlib import Path

LEXICON = (
    "Passive suicidal ideation", "Active suicidal ideation & suicidal planning", "Lethal means for suicide",
    "Direct self-injury", "Other suicidal language",
)  # fmt: skip


def vader():
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return lambda text: analyzer.polarity_scores(text)["compound"] <= -0.5


def pantheon():
    from pantheon_guardrails.crisis import CrisisProtocol

    check = CrisisProtocol()
    return lambda text: check.check(text).triggered


def rrt():
    from rrt_advocate import CrisisEngine, CrisisLevel

    def says(text):
        return CrisisEngine("somebody").assess(text).crisis_level is not CrisisLevel.GREEN

    return says


def aegis():
    from cogno_aegis.safety import DEFAULT_CRISIS_RULES

    rules = [re.compile(rule.pattern, re.IGNORECASE) for rule in DEFAULT_CRISIS_RULES]
    return lambda text: any(rule.search(text) for rule in rules)


def lexicon():
    place = (
        Path(importlib.util.find_spec("construct_tracker").origin).parent / "data/lexicons/suicide_risk_lexicon_v1-0"
    )
    file = next(iter(sorted(place.glob("suicide_risk_lexicon_validated_[0-9-]*T[0-9-]*.json"))))
    constructs = json.loads(file.read_text(encoding="utf-8"))
    terms = {str(term).lower() for name in LEXICON for term in constructs[name]["tokens"]}
    pattern = re.compile(r"\b(?:" + "|".join(re.escape(t) for t in sorted(terms, key=len, reverse=True)) + r")\b")
    return lambda text: bool(pattern.search(text.lower()))


TOOLS = {
    "VADER <= -.5": vader,
    "Suicide Risk Lexicon": lexicon,
    "pantheon-guardrails": pantheon,
    "rrt-advocate": rrt,
    "cogno-aegis": aegis,
}


def main():
    texts = json.load(sys.stdin)
    said = {}
    for name, make in TOOLS.items():
        try:
            with contextlib.redirect_stdout(io.StringIO()):  # stdout is the answer
                says = make()
                said[name] = [bool(says(text)) for text in texts]
        except Exception as wrong:  # noqa: BLE001  whatever a tool raises, the table names it
            said[name] = f"{type(wrong).__name__}: {wrong}"[:160]
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
