"""`peerline risk`: the lines in and out, broken lines included."""

import csv
import json

import pytest
from click.testing import CliRunner

from handoff.safety.cli import risk


def assess(*lines: str | bytes) -> list[dict]:
    given = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    done = CliRunner().invoke(risk, ["assess"], input=given + b"\n")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_lines_come_back_in_order_with_the_fields_of_the_interface():
    said = assess(
        json.dumps({"id": 7, "text": "hello there", "history": []}),
        json.dumps({"id": "b", "text": "I’m going to kill myself\u2028ok", "country": "IE"}),
        json.dumps({"id": "c", "text": "yes", "history": [
            {"who": "person", "text": "i feel hopeless"},
            {"who": "assistant", "text": "Are you having thoughts of suicide?"}]}),
    )  # fmt: skip
    assert [line["id"] for line in said] == [7, "b", "c"]
    assert [line["level"] for line in said] == ["R0", "R3", "R2"]
    assert said[0] == {"id": 7, "level": "R0", "soft": False, "lanes": [], "reasons": [], "score": 0.0}
    assert said[1]["lanes"] == ["suicide"]
    assert said[1]["reasons"][0] == {"rule": "intent.stated", "span": "I’m going to kill myself"}
    assert set(said[1]) == {"id", "level", "soft", "lanes", "reasons", "score"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not a JSON object"),
        ("[1]", '"text" is needed'),
        ('{"id": 1}', '"text" is needed'),
        ('{"id": 1, "text": 5}', '"text" is needed'),
        ('{"id": 1, "text": "x", "history": "y"}', '"history" is a list'),
        ('{"id": 1, "text": "x", "history": [{"who": "dog", "text": "y"}]}', 'a turn has "who"'),
        (b'{"id": 1, "text": \xff\xfe}', "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
    ],
)
def test_a_broken_line_keeps_its_place(line, says):
    said = assess('{"id": 1, "text": "hello"}', line, '{"id": 2, "text": "i want to die"}')
    assert [row["id"] for row in said] == [1, None, 2]
    assert said[1]["error"]["code"] == "bad_line" and said[1]["error"]["line"] == 2
    assert says in said[1]["error"]["message"]


def test_blank_lines_and_strange_characters_are_taken():
    assert len(assess("", "  ", json.dumps({"id": 1, "text": "a\x00b\ud800"}))) == 1


def test_explain_names_rule_words_and_cue():
    done = CliRunner().invoke(risk, ["explain", "I don't want to kill myself"])
    assert done.output.startswith("R1 (soft check only)")
    assert "lowered by cue.negation" in done.output
    as_json = CliRunner().invoke(risk, ["explain", "--json", "im drunk and i want to die"])
    assert json.loads(as_json.output)["not_when"] == ["intoxicated"]


def test_bench_counts_what_it_says(tmp_path):
    file = tmp_path / "functional.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["id", "text", "label", "category", "source"])
        writer.writerow([1, "i want to die", "high", "c", "s"])
        writer.writerow([2, "nothing a rule knows", "imminent", "c", "s"])
        writer.writerow([3, "good morning", "none", "c", "s"])
    done = CliRunner().invoke(risk, ["bench", "--json", str(file)])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.output.splitlines()[0])
    assert (figures["noticed"], figures["imminent_below_r3"], figures["fp_noticed"]) == (0.5, 1, 0.0)
    table = CliRunner().invoke(risk, ["bench", "--errors", "3", str(file)])
    assert "worst errors" in table.output and "nothing a rule knows" in table.output
