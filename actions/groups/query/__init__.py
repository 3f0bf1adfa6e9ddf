"""Words to slots: `read(text, ...) -> Reading`. Pure: the same for the assistant, the command line and the tests."""

from actions.groups.query.reading import Reading, read, read_turns, with_slots

__all__ = ["Reading", "read", "read_turns", "with_slots"]
