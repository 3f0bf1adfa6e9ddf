"""`make bench-kill` in small: it runs, it kills, and its referee notices every harm it is there for."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions import storage
from handoff.channels.sms.fake.model import Text as Handed
from handoff.migrations import migrate
from tests.bench.kills.cast import Actor, Cast, Said, token
from tests.bench.kills.house import run
from tests.bench.kills.referee import Referee

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_few_kills_lose_nothing_and_tell_nobody_twice():
    out = run("sqlite", kills=3, cases=4, chance=random.Random(5), life_s=3.0)
    v = out.verdict
    assert sum(out.kills.values()) >= 3 and v.cases >= 4
    assert not (v.cases_lost or v.messages_lost or v.twice_to_people or v.wrong_party), v


def handed(to: str, body: str, id: int) -> Handed:
    return Handed(
        "SM1", "outbound-api", "+1", to, body, "sent", NOW, NOW, callback=f"https://x.example/sms/status/{id}"
    )


def test_the_referee_notices_each_harm(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/people.db"
    migrate(url)
    engine = storage.engine(url)
    cast = Cast("http://127.0.0.1:9", lambda *_: None, random.Random(1))
    ana, bo, vera = Actor("Ana", "+13035550001", "sms"), Actor("Bo", "+13035550002", "sms"), cast.volunteer(1)
    cast.people.update({a.address: a for a in (ana, bo)})
    cast.said = {token(1): Said(token(1), vera, "K47", "SM9"), token(2): Said(token(2), ana, None, "SM8")}
    cast.ids = [("SM9", vera), ("SM8", ana)]
    texts = [
        handed(bo.address, f"Vera: {token(1)}", 7),  # meant for nobody we know of: Bo had no case
        handed(bo.address, f"Vera: {token(1)}", 7),  # and twice
        handed("+14045559999", f"K47: {token(2)}", 8),
    ]
    found = Referee(engine, cast, texts).judge()
    assert len(found.cases_lost) == 2, "both asked, neither has a case"
    assert len(found.messages_lost) == 2, "neither message is stored"
    assert len(found.wrong_party) == 3 and found.twice_to_people
    cast.close()
    engine.dispose()
