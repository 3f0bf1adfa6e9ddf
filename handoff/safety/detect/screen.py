"""A quick look at a text, before any pattern is tried: which rules could match it at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import ahocorasick

from handoff.safety.detect.rules import Pattern, Rule, RuleSet

Possible = list[tuple[Rule, list[Pattern]]]


class Screen:
    """Every pattern under the words of which it needs one. Changes nothing after it is built.

    All words are looked for in one pass (Aho and Corasick, 1975): one after the other took half of what the rules took
    on a long message.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._automaton = ahocorasick.Automaton()
        for word in rules.needed:
            self._automaton.add_word(word, word)
        self._automaton.make_automaton()
        self._patterns = [(rule, pattern) for rule in rules.rules for pattern in rule.patterns]
        self._always: list[int] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for number, (_, pattern) in enumerate(self._patterns):
            if pattern.needs is None:
                self._always.append(number)
            for word in pattern.needs or ():
                self._by_word[word].append(number)

    def present(self, text: str) -> frozenset[str]:
        """The needed words that stand somewhere in the text, inside other words too."""
        return frozenset(word for _, word in self._automaton.iter(text))

    def possible(self, words: Iterable[str]) -> Possible:
        """The rules, and of each the patterns, that a text with these words may match, in the order of the files."""
        present = frozenset(words)
        numbers = {*self._always, *(number for word in present for number in self._by_word.get(word, ()))}
        chosen: dict[str, tuple[Rule, list[Pattern]]] = {}
        for number in sorted(numbers):
            rule, pattern = self._patterns[number]
            for further in pattern.also:
                if further.isdisjoint(present):
                    break
            else:
                chosen.setdefault(rule.id, (rule, []))[1].append(pattern)
        return list(chosen.values())
