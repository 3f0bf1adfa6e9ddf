"""Words to slots: `read(text, ...) -> Reading`. Pure: the same for the assistant, the command line and the tests."""

from actions.groups.query.reading import Reading, read, read_turns, with_slots
from actions.groups.query.takeback import speaks_of_it as takes_back

__all__ = ["Reading", "read", "read_turns", "takes_back", "with_slots"]
