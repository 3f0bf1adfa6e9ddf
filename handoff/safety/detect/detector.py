"""One message, with the turns before it, into an assessment. Deterministic, offline, and no I/O after loading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from handoff.safety.detect import answers
from handoff.safety.detect.classifier import Classifier, Guess
from handoff.safety.detect.cues import Cues
from handoff.safety.detect.normalise import Normaliser, Plain, Sentence
from handoff.safety.detect.rules import Pattern, Rule, RuleSet
from handoff.safety.detect.screen import Screen
from handoff.safety.model import LANES, Assessment, Level, Reason, Turn

TURNS = 12
"""How many earlier turns count."""
NEVER_DOUBTED = frozenset({"means", "plan", "intent", "harm_to_others"})
"""Families, beside the hard rules, that the classifier lowers nothing of: danger lies in them even when it is said in
passing, and a request for a weapon reads like one for a recipe."""
_SCORES = {Level.R0: 0.0, Level.R1: 0.5, Level.R2: 0.75, Level.R3: 0.9, Level.R4: 0.97}
_SOFT_SCORE = 0.3
_HEADS = {Level.R1: "ask", Level.R2: "escalate", Level.R3: "urgent", Level.R4: "urgent_now"}
_NOW = re.compile(
    r"(?<!\S)(?:tonight|today|right now|now|this (?:morning|afternoon|evening|night)|tomorrow|already (?:took|taken)|"
    r"in my (?:hand|lap)|in front of me|in (?:an|a few|\d+) (?:hours?|minutes?|mins?)|beside me|next to me)(?!\S)"
)
"""Words that put an urgent message within two days (care.md 3.3, `when`)."""
_MAY_CHALLENGE_NOTHING = {"eating": "eating", "domestic_violence": "abuse_now", "child_abuse": "abuse_now"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fired, the level left to it after the cues, and the words around it as rules read them."""

    rule: Rule
    level: Level
    soft: bool
    span: str
    within: str
    cue: str | None = None

    def lowered(self, cue: str) -> Finding | None:
        """To a gentle question; None where it asks no more than that."""
        return None if self.level <= Level.R1 else replace(self, level=Level.R1, soft=True, cue=cue)


_OF_ONESELF = frozenset({"child.tells", "child.told", "plain.child"})
"""Rules by which somebody tells what is done to themselves: who says to be 18 or older is no child."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message says by itself: its findings, the marks it sets, and what the classifier adds (R1 or above)."""

    findings: tuple[Finding, ...]
    plain: Plain
    guess: Guess | None = None

    @property
    def fired(self) -> frozenset[str]:
        return frozenset(finding.rule.id for finding in self.findings if finding.cue is None)

    @property
    def level(self) -> Level:
        """The higher one of rules and classifier: neither lowers the other."""
        found = max((finding.level for finding in self.findings), default=Level.R0)
        return max(found, self.guess.level) if self.guess else found

    @property
    def is_soft(self) -> bool:
        found = all(f.soft for f in self.findings if f.level is Level.R1)
        return self.level is Level.R1 and found and not (self.guess and self.guess.sure)


@dataclass(slots=True)
class _Past:
    """What the turns so far leave behind."""

    level: Level = Level.R0
    lanes: frozenset[str] = frozenset()
    fired: frozenset[str] = frozenset()
    known: answers.Known = field(default_factory=answers.Known)


class Detector:
    """Assesses messages. Safe to share between threads: it changes nothing after it is built."""

    def __init__(self, rules: RuleSet, cues: Cues, classifier: Classifier | None = None) -> None:
        self._rules = rules
        self._cues = cues
        self._classifier = classifier
        self._normaliser = Normaliser(rules.words)
        self._screen = Screen(rules)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the files."""
        return self._rules.rules

    @property
    def classifier(self) -> Classifier | None:
        """The trained part; None where rules and cues read alone."""
        return self._classifier

    def assess(self, text: str, before: Sequence[Turn] = (), country: str | None = None) -> Assessment:
        """Assess one message. Raises nothing for any str.

        before   earlier turns, oldest first; the last twelve count
        country  taken for the interface; no rule depends on it yet
        """
        past = _Past()
        asked = ""
        for turn in before[-TURNS:]:
            if turn.who == "person":
                self._remember(past, asked, self.hear(turn.text))
                asked = ""
            else:
                asked = turn.text
        return self._judge(past, asked, self.hear(text))

    def hear(self, text: str) -> Heard:
        """What one message says by itself, without the turns before."""
        plain = self._normaliser.read(text)
        found: dict[str, Finding] = {}
        for index, sentence in enumerate(plain.sentences):
            after = plain.sentences[index + 1] if index + 1 < len(plain.sentences) else None
            self._read_sentence(plain, sentence, after, found)
        for rule, patterns in self._screen.possible(self._screen.present(plain.whole.text)):
            if rule.whole and rule.id not in found:
                self._keep(found, self._find(plain, plain.whole, plain.whole.text, None, rule, patterns))
        findings = self._sorted(self._doubted(tuple(self._without_excused(found)), plain))
        return Heard(findings, plain, self._guess(findings, plain))

    def _doubted(self, findings: Sequence[Finding], plain: Plain) -> Iterable[Finding]:
        """With every finding lowered whose words the classifier is sure are harmless (docs/adr/0016): it reads what
        is meant where a rule reads words. Never those of hard rules and of families in NEVER_DOUBTED.
        """
        sure: dict[str, bool] = {}  # several rules fire in one sentence, and reading it takes a millisecond or two
        for finding in findings:
            rule, said = finding.rule, finding.within
            open_to_doubt = finding.level and not rule.hard and rule.family not in NEVER_DOUBTED
            if self._classifier and open_to_doubt and said not in sure:
                sure[said] = self._classifier.is_sure_of_no_danger(plain, said)
            if not (open_to_doubt and sure.get(said)):
                yield finding
            elif lowered := finding.lowered("cue.classifier"):
                yield lowered

    def _guess(self, findings: Sequence[Finding], plain: Plain) -> Guess | None:
        """What the classifier adds. Where rules fired and cues lowered every one of them, it adds a question at most:
        it does not know a negation as well as they do.
        """
        raised = [finding for finding in findings if finding.level]
        if self._classifier is None or any(finding.level >= Level.R3 for finding in raised):
            return None
        guess = self._classifier.guess(plain)
        if guess is None or guess.level is Level.R0:
            return None
        if raised and all(finding.cue for finding in raised):
            return replace(guess, level=Level.R1, sure=False)
        if guess.level is Level.R3 and "suicide" in guess.lanes and _NOW.search(plain.whole.text):
            return replace(guess, level=Level.R4)
        return guess

    def _read_sentence(
        self,
        plain: Plain,
        sentence: Sentence,
        after: Sentence | None,
        found: dict[str, Finding],
    ) -> None:
        words = self._screen.present(sentence.text)
        masked = self._masked(sentence.text, words)
        for rule, patterns in self._screen.possible(words):
            kept = found.get(rule.id)
            if kept is not None and kept.cue is None:
                continue
            text = sentence.text if rule.hard or rule.family == "idiom" else masked
            self._keep(found, self._find(plain, sentence, text, after, rule, patterns))

    @staticmethod
    def _keep(found: dict[str, Finding], finding: Finding | None) -> None:
        if finding and (finding.rule.id not in found or finding.level > found[finding.rule.id].level):
            found[finding.rule.id] = finding

    def _masked(self, text: str, words: frozenset[str]) -> str:
        for mask in self._rules.masks:
            if mask.may_match(words):
                text = mask.regex.sub(lambda match: "".join(c if c == " " else "_" for c in match.group()), text)
        return text

    def _find(
        self,
        plain: Plain,
        sentence: Sentence,
        text: str,
        after: Sentence | None,
        rule: Rule,
        patterns: Sequence[Pattern],
    ) -> Finding | None:
        best: Finding | None = None
        for pattern in patterns:
            for begin, end in self._matches(pattern, text):
                finding = self._weigh(plain, sentence, after, rule, begin, end)
                if finding and finding.cue is None:
                    return finding
                best = best or finding
        return best

    @staticmethod
    def _matches(pattern: Pattern, text: str) -> Iterable[tuple[int, int]]:
        for match in pattern.regex.finditer(text):
            if match.end() > match.start():
                yield match.span()

    def _weigh(
        self, plain: Plain, sentence: Sentence, after: Sentence | None, rule: Rule, begin: int, end: int
    ) -> Finding | None:
        found = Finding(rule, rule.level, rule.soft, plain.quote(sentence, begin, end), sentence.text)
        if rule.cues == "none" and not rule.about_self:
            return found
        first, last = sentence.token_range(begin, end)
        if rule.about_self and self._cues.is_about_another(sentence, first):
            return None
        cue = None if rule.cues == "none" else self._cues.lowered_by(sentence, after, first, last, rule.cues)
        return found if cue is None else found.lowered(cue)

    @staticmethod
    def _without_excused(found: dict[str, Finding]) -> Iterable[Finding]:
        return [f for f in found.values() if not any(excuse in found for excuse in f.rule.unless_any)]

    @staticmethod
    def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(sorted(findings, key=lambda finding: (-finding.level, finding.soft, finding.rule.id)))

    def _remember(self, past: _Past, asked: str, heard: Heard) -> None:
        """Add an earlier message of the person to what is known: risk is sticky, a soft R1 is not."""
        effect = answers.read(asked, heard.plain.whole.text, past.known) if asked else None
        own, lanes, _ = self._own(past, heard)
        if own >= Level.R1 and not (heard.is_soft and own is Level.R1):
            past.level = max(past.level, own)
            past.known = replace(past.known, keys=frozenset())
        past.lanes |= lanes
        past.fired |= heard.fired
        if effect:
            past.known = effect.known
            past.level = max(past.level, effect.level or Level.R0)
            past.lanes |= {"suicide"} if effect.level else frozenset()
        if past.level is Level.R1 and len(past.known.keys) > 1:
            past.level, past.lanes = Level.R0, frozenset()

    def _own(self, past: _Past, heard: Heard) -> tuple[Level, frozenset[str], list[Reason]]:
        """Level, lanes and reasons of the message's own words, given what was said before."""
        level = heard.level
        lanes = _lanes(heard)
        reasons = [_reason(finding) for finding in heard.findings if finding.level]
        if heard.guess:
            above = not heard.findings or heard.guess.level > heard.findings[0].level
            reasons.insert(0 if above else len(reasons), Reason(f"classifier.{_HEADS[heard.guess.level]}"))
        said = heard.fired | past.fired
        for combination in self._rules.combinations:
            if heard.fired.isdisjoint(combination.groups[0]) or combination.level <= level:
                continue
            if all(not said.isdisjoint(group) for group in combination.groups):
                level, lanes = combination.level, lanes | set(combination.lanes)
                reasons.insert(0, Reason(combination.id))
        if "marker.minor" in said and level >= Level.R1 and not heard.is_soft and lanes - {"worried_about_someone"}:
            reasons.insert(0, Reason("minor.age"))
            level, lanes = max(level, Level.R3), lanes | {"minor"}
        return level, lanes, reasons

    def _judge(self, past: _Past, asked: str, heard: Heard) -> Assessment:
        level, lanes, reasons = self._own(past, heard)
        soft = heard.is_soft and level is Level.R1
        effect = answers.read(asked, heard.plain.whole.text, past.known) if asked else None
        if effect and effect.level:
            reasons.insert(0, Reason(f"answer.{effect.question}", heard.plain.typed.strip()[:200] or None))
            lanes |= {"suicide"}
            soft = soft and effect.level < Level.R1
            level = max(level, effect.level)
        fresh = level
        keys = effect.known.keys if effect else past.known.keys
        if past.level > level and not (past.level is Level.R1 and len(keys) > 1):
            reasons.append(Reason("history.sticky"))
            level, soft = past.level, False
            lanes |= past.lanes
        return self._assessment(level, fresh, soft, lanes, reasons, heard, past)

    def _assessment(
        self,
        level: Level,
        fresh: Level,
        soft: bool,
        lanes: frozenset[str],
        reasons: Sequence[Reason],
        heard: Heard,
        past: _Past,
    ) -> Assessment:
        codes = {code for finding in heard.findings if not finding.cue for code in finding.rule.not_when}
        codes |= {code for lane, code in _MAY_CHALLENGE_NOTHING.items() if lane in lanes | past.lanes}
        base = _SOFT_SCORE if soft else _SCORES[level]
        score = round(min(base + 0.01 * max(len(reasons) - 1, 0), base + 0.09, 1.0), 2) if level else 0.0
        return Assessment(
            level=level,
            soft=soft,
            lanes=tuple(lane for lane in LANES if lane in lanes) if level else (),
            reasons=tuple(reasons) if level else (),
            score=score,
            not_when=frozenset(codes),
            care=_care(level, soft, lanes, heard.fired | past.fired),
            fresh=fresh,
        )


def _lanes(heard: Heard) -> frozenset[str]:
    """The lanes of the rules; the classifier's where no rule fired, or where it stands above them. No child's lane for
    a grown person who tells what is done to themselves.
    """
    raised = [finding for finding in heard.findings if finding.level]
    lanes = frozenset(lane for finding in raised for lane in finding.rule.lanes)
    if heard.guess and (not raised or heard.guess.level > raised[0].level):
        lanes |= frozenset(heard.guess.lanes)
    told = {finding.rule.id for finding in raised if "child_abuse" in finding.rule.lanes}
    if "marker.adult" in heard.fired and told and told <= _OF_ONESELF:
        lanes = lanes - {"child_abuse", "minor"} or frozenset({"abuse"})
    return lanes


def _reason(finding: Finding) -> Reason:
    name = f"{finding.rule.id}~{finding.cue}" if finding.cue else finding.rule.id
    return Reason(name, finding.span)


def _care(level: Level, soft: bool, lanes: frozenset[str], fired: frozenset[str]) -> str | None:
    """The group search's care flag: hold, dv_safe, age_gate or check, the most careful first."""
    if level and not soft and (lanes & {"suicide", "overdose_withdrawal", "medical"} or level >= Level.R3):
        return "hold"
    if lanes & {"domestic_violence", "abuse", "child_abuse"}:
        return "dv_safe"
    if "marker.minor" in fired:
        return "age_gate"
    return "check" if level else None
