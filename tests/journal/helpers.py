"""Reading what the journal answered."""

from actions.journal.taken import Taken


def words(taken: Taken | None) -> str:
    assert taken is not None
    return " / ".join(said.text for said in taken.says)


def titles(taken: Taken | None) -> list[str]:
    assert taken is not None
    return [title for title, _ in taken.says[-1].choices]


def value(taken: Taken | None, title: str) -> str:
    assert taken is not None
    return dict(taken.says[-1].choices)[title]
