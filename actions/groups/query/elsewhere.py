"""What people ask any assistant and no directory of groups knows."""

import re
from collections.abc import Mapping
from typing import Any

ELSE = re.compile(
    r"\b(?:weather|forecast|rain(?:ing)?|traffic|train times?|bus times?|taxi|pizza|recipe|joke|football|score|who "
    r"won|lottery|"
    r"news|bitcoin|president|prime minister|capital of|translate|homework|essay|poem|what time is it|what day is it|"
    r"what's the "
    r"(?:time|date)|wi-?fi|password reset|directions to|flights?|hotels?|restaurants?|chinese takeaway|stock price)\b"
    r"(?!.*\b(?:groups?|meetings?|support)\b)"
)
# "Write my cover letter", "play some music": a task, whoever it is for.
TASK = re.compile(
    r"^(?:hi|hello|hey|please|ok)?,? ?(?:(?:can|could|would|will) you )?(?:please )?(?:write|draft|compose|edit|"
    r"proofread|translate|"
    r"play|sing|draw|paint|code|calculate|solve|order|book|cook|bake|repair|debug|install|buy|sell|print|design|"
    r"summari[sz]e|lend)"
    r"(?: me| us)? (?:an?|some|my|the|this|a few|\d+)\b(?!.*\b(?:groups?|meetings?|support)\b)"
)


def asked(text: str, slots: Mapping[str, Any]) -> bool:
    """Whether a tidied sentence asks for something else; a role without a topic ("for my aunt") shows no search."""
    about = slots.keys() & {"topics", "programme", "audience"}
    if about:
        return False
    return TASK.search(text) is not None or ("role" not in slots and ELSE.search(text) is not None)
