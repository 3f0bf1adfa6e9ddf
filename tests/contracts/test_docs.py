"""What the docs promise is there, and what is there stands in the docs."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from handoff import cli
from handoff.errors import SAYS
from tests.conftest import ROOT

DOCS = sorted((ROOT / "docs").rglob("*.md")) + [p for p in (ROOT / "README.md", ROOT / "CONTRIBUTING.md") if p.exists()]
SPECIAL = {"/api/openapi.json"}


def _text(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def _source() -> str:
    return "\n".join(
        p.read_text(encoding="utf-8")
        for folder in ("handoff", "actions", "assistant/training")
        for p in sorted((ROOT / folder).rglob("*.py"))
    )


def _routes() -> Iterator[tuple[str, str]]:
    """(method, address) of what programs call: everything but the console's pages."""
    from handoff.channels.sms import webhooks
    from handoff.channels.web import api, stream

    for module, prefix in ((api, "/api"), (stream, ""), (webhooks, "/sms")):
        source = Path(module.__file__ or "").read_text(encoding="utf-8")
        for method, path in re.findall(r"@blueprint\.(get|post)\(\s*f?\"([^\"]+)\"", source):
            yield method.upper(), prefix + path
        for path, body in re.findall(r"@blueprint\.route\(\"([^\"]+)\"\)(.*?)(?=@blueprint\.route|\Z)", source, re.S):
            for method in re.findall(r"    def (get|post)\(", body):
                yield method.upper(), prefix + path


def test_every_endpoint_stands_in_api_md_and_nothing_else_does():
    listed = set(re.findall(r"`(GET|POST) (/(?:api|sms)/[^`]+)`", _text("api.md")))
    ours = {(m, re.sub(r"<int:(\w+)>", r"<\1>", p)) for m, p in _routes() if p not in SPECIAL}
    ours -= {("POST", "/sms/in/<line>")}
    assert listed - {("POST", "/sms/in/public"), ("POST", "/sms/in/staff")} == ours


def test_every_error_id_stands_in_api_md_with_its_status_and_nothing_else_does():
    raised: dict[str, set[str]] = {}
    for status, id in re.findall(r"Problem\(\s*(\d+),\s*\"([a-z._]+)\"", _source()):
        raised.setdefault(id, set()).add(status)
    for number, (id, _says, _hint) in SAYS.items():
        raised.setdefault(id, set()).add(str(number))
    listed: dict[str, set[str]] = {}
    for ids, statuses in re.findall(r"^\| ((?:`[a-z._]+`(?:, )?)+) \| ([\d, ]+) \|", _text("api.md"), re.M):
        for id in re.findall(r"`([a-z._]+)`", ids):
            listed[id] = set(statuses.split(", "))
    assert listed.keys() == raised.keys()
    wrong = {id: (raised[id], listed[id]) for id in raised if not raised[id] <= listed[id]}
    assert not wrong


def _verbs(command: click.Command, name: str = "") -> Iterator[str]:
    if isinstance(command, click.Group):
        for sub in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), sub)
            assert found is not None
            yield from _verbs(found, f"{name} {sub}".strip())
    else:
        yield name


def test_every_verb_stands_in_commands_md_and_nothing_else_does():
    verbs = set(_verbs(cli.cli))
    rows = re.findall(r"^\| `peerline ([^`]+)` \|", _text("commands.md"), re.M)
    listed = {" ".join(w for w in row.split() if re.fullmatch(r"[a-z-]+", w)) for row in rows}
    assert listed == verbs


def test_every_id_of_doctor_stands_in_the_docs():
    ids = set(re.findall(r"\b(E0[6-9]\d|E000|E02[0-2])\b", _source()))
    assert ids <= set(re.findall(r"`(E\d{3})`", _text("commands.md")))


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.name)
def test_commands_and_files_that_a_document_names_exist(path: Path):
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"`make ([a-z-]+)", text)) | set(re.findall(r"^make ([a-z-]+)", text, re.M))
    assert named <= targets
    verbs = set(_verbs(cli.cli))
    for said in re.findall(r"`peerline ([a-z][a-z -]*?)(?=[`A-Z<\[]| --)", text):
        words = said.split()
        starts = [" ".join(words[:n]) for n in (1, 2, 3)]
        assert verbs & set(starts) or any(v.startswith(said.strip()) for v in verbs), f"peerline {said} is no command"
    for link in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", text):
        assert (path.parent / link).exists(), f"{path.name} links to {link}, which is not there"
