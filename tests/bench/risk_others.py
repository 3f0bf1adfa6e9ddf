"""Other detectors on the same rows: thirty regular expressions written for this, and tools in their own environment."""

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from actions.settings import ROOT

PACKAGES = (
    "vaderSentiment==3.3.2", "construct-tracker==1.0.16", "pantheon-guardrails==0.3.2", "rrt-advocate==0.1.1",
    "cogno-aegis==0.1.0", "pyyaml", "pydantic", "requests",
)  # fmt: skip
LEFT_OUT = "suicide-text-predictor: it wants PyTorch, 2 GB"
PLACE = ROOT / "var" / "bench-risk"

# What a programmer writes in an hour. None of it comes from our rules, and none of our rules comes from it.
THIRTY = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (
    r"\bsuicid", r"\bkill(ing)? (myself|me)\b", r"\bwant(ed)? to die\b", r"\bwanna die\b", r"\bend(ing)? my life\b",
    r"\btak(e|ing) my (own )?life\b", r"\bend it all\b", r"\bdon'?t want to (live|be alive|be here)\b",
    r"\bbetter off (dead|without me)\b", r"\bwish i (was|were) (dead|never born)\b", r"\bno reason to live\b",
    r"\bnot worth living\b", r"\bkms\b", r"\bunalive\b", r"\bself[- ]?harm", r"\bcut(ting)? myself\b",
    r"\bhurt(ing)? myself\b", r"\boverdos", r"\bhang(ing)? myself\b", r"\bshoot(ing)? myself\b",
    r"\bjump(ing)? off\b.*\b(bridge|roof|building)\b", r"\btook (all|a lot of|too many)\b.*\bpills\b",
    r"\bgoodbye (forever|everyone|world)\b", r"\bcan'?t go on\b", r"\bhopeless\b", r"\bslit my wrists?\b",
    r"\bbleed out\b", r"\bready to die\b", r"\bnever wake up\b", r"\bplan to (die|kill)\b",
))  # fmt: skip


def regular_expressions(texts: Sequence[str]) -> list[bool]:
    """Whether any of the thirty matches."""
    return [any(pattern.search(text) for pattern in THIRTY) for text in texts]


def others(texts: Sequence[str], told: Callable[[str], None]) -> tuple[dict[str, list[bool]], list[str]]:
    """({tool: what it says of each text}, what could not be had and why)."""
    python, missing = _environment(told)
    found: dict[str, list[bool]] = {"30 regular expressions": regular_expressions(texts)}
    if python:
        done = subprocess.run(
            [str(python), "-I", str(Path(__file__).with_name("other_tools.py"))],
            input=json.dumps(list(texts)),
            capture_output=True,
            text=True,
            check=True,
            cwd=PLACE,
        )
        for name, said in json.loads(done.stdout).items():
            if isinstance(said, str):
                missing.append(f"{name}: {said}")
            else:
                found[name] = said
    return found, [*missing, LEFT_OUT]


def _environment(told: Callable[[str], None]) -> tuple[Path | None, list[str]]:
    """The Python of an environment beside the product's, set up once. Without dependencies: they only read words."""
    python, uv = PLACE / "venv" / "bin" / "python", ROOT / ".uv" / "bin" / "uv"
    if not python.exists():
        told("setting up other tools in var/bench-risk")
        PLACE.mkdir(parents=True, exist_ok=True)
        subprocess.run([str(uv), "venv", "-q", "--python", "3.12", str(PLACE / "venv")], check=True)
    missing = []
    for package in PACKAGES:
        alone = ["--no-deps"] if "==" in package else []
        done = subprocess.run(
            [str(uv), "pip", "install", "-q", *alone, "--python", str(python), package], capture_output=True, text=True
        )
        if done.returncode:
            missing.append(f"{package}: {done.stderr.strip().splitlines()[-1][:120]}")
    return python, missing
