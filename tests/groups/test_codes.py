"""Type codes mean what they mean in their programme."""

import json
from pathlib import Path

import pytest

from actions.groups import taxonomy

OURS = {"al-anon": "al_anon", "cea-how": "cea_how", "rd": "recovery_dharma", "rr": "refuge"}


@pytest.mark.parametrize(
    ("programme", "code", "tag"),
    [
        ("aa", "POA", "proof_of_attendance"), ("al_anon", "POA", "parents"), ("aa", "A", "secular"),
        ("aca", "A", "ignore"), ("aa", "Y", "young_people"), ("al_anon", "Y", "alateen"), ("aca", "Y", "literature"),
        ("aa", "T", "trans"), ("aca", "T", "literature"), ("ua", "T", "ignore"), ("da", "B", "ignore"),
        ("aca", "CC", "child_care"), ("eda", "CC", "ignore"), ("aa", "N", "indigenous"), ("da", "N", "ignore"),
        ("sca", "GL", "ignore"), ("na", "GL", "lgbtq"), ("slaa", "NC", "beginners"),
    ],
)  # fmt: skip
def test_one_code_many_meanings(programme: str, code: str, tag: str) -> None:
    assert taxonomy.load().codes_of(programme)[code] == tag


def test_every_code_of_every_programme_is_known_or_left_out_on_purpose(data: Path) -> None:
    programmes = json.loads((data / "programme-type-codes.json").read_text())["programmes"]
    unknown = {
        f"{name}: {code}"
        for name, row in programmes.items()
        for code in row["types"]
        if code not in taxonomy.load().codes_of(OURS.get(name, name))
    }
    assert unknown == set()
