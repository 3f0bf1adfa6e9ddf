"""Every action the server offers. The server loads this module alone, and not what else lies in the package."""

import importlib

import structlog

log = structlog.get_logger()
MODULES = ("actions.checkins", "actions.do_exercise", "actions.doors", "actions.find_groups")

for _name in MODULES:
    try:
        importlib.import_module(_name)
    except ImportError as error:  # one broken room must not take the others' actions away
        log.error("actions.missing", module=_name, kind=type(error).__name__)
