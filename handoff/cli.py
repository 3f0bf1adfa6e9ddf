"""The command `peerline`. Each verb loads only what it needs, so that `--help` is quick."""

import importlib
from collections.abc import Callable

import click

# verb -> "module:attribute" of a click command, loaded when asked for
VERBS = {
    "up": "handoff.commands.processes:up",
    "web": "handoff.commands.processes:web",
    "worker": "handoff.commands.processes:worker",
    "auditor": "handoff.commands.processes:auditor",
    "phones": "handoff.commands.processes:phones",
    "keep": "handoff.commands.processes:keep",
    "migrate": "handoff.commands.setup:migrate",
    "doctor": "handoff.commands.setup:doctor",
    "embed": "handoff.commands.setup:embed",
    "login": "handoff.commands.people:login",
    "volunteers": "handoff.commands.people:volunteers",
    "cases": "handoff.commands.people:cases",
    "groups": "handoff.commands.groups:groups",
    "risk": "handoff.safety.cli:risk",
    "lines": "handoff.safety.lines_cli:lines",
    "lint": "handoff.safety.lines_cli:lint",
    "seals": "handoff.safety.lines_cli:seals",
    "report": "handoff.commands.report:report",
    "carrier-texts": "handoff.channels.sms.carrier_texts:command",
    "validate": "handoff.commands.training:validate",
    "train": "handoff.commands.training:train",
    "evaluate": "handoff.commands.training:evaluate",
    "compare": "handoff.commands.training:compare",
    "promote": "handoff.commands.training:promote",
    "rollback": "handoff.commands.training:rollback",
}


class Verbs(click.Group):
    """A group that imports a verb's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module, attribute = VERBS[name].split(":")
        return getattr(importlib.import_module(module), attribute)


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="peerline")
def cli() -> None:
    """Peerline: a support assistant with volunteers behind it. Exit codes: 0 done, 1 a finding or a refusal,
    2 wrong use, 3 surroundings, 4 undone by itself."""


main: Callable[[], None] = cli

if __name__ == "__main__":
    main()
