"""How serious words are, where the door does not read them first: a volunteer's own, and texts joined into one."""

import functools

from handoff.safety.learn import follow


@functools.cache
def _reader() -> follow.Follower:
    return follow.load()


def level_of(text: str) -> int:
    """The ladder's level of a text that stands alone, 0 to 4."""
    return int(_reader().assess(text).level)
