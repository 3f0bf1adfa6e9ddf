"""Every action the server offers, found in the modules named here and not in whatever else lies in the package."""

import importlib
from types import ModuleType

import structlog
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

log = structlog.get_logger()
MODULES = ("actions.checkins", "actions.do_exercise", "actions.doors", "actions.find_groups")


def executor() -> ActionExecutor:
    """An executor that knows every action. A room that cannot be loaded does not take the others' actions away."""
    made = ActionExecutor()
    for name in MODULES:
        try:
            module = importlib.import_module(name)
        except ImportError as error:
            log.error("actions.missing", module=name, kind=type(error).__name__)
            continue
        for action in _actions(module):
            made.register_action(action)
    return made


def _actions(module: ModuleType) -> list[type[Action]]:
    """The actions that a module defines itself; a base for others has no name of its own."""
    found = [thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, Action)]
    return [
        a
        for a in found
        if a.__module__ == module.__name__
        and vars(a).get("name") is not None
        and not getattr(a, "__abstractmethods__", None)
    ]
