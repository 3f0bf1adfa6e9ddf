"""Search over the directory. `find(engine, reading, ...)`, `report`, `join_details`, `listing_about`."""

from actions.groups.search.curation import KINDS as REPORT_KINDS
from actions.groups.search.curation import join_details, listing_about, report
from actions.groups.search.find import Found, Unavailable, find

__all__ = ["REPORT_KINDS", "Found", "Unavailable", "find", "join_details", "listing_about", "report"]
