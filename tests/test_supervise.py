"""What may die is started again; a taken port is said before anything starts."""

import contextlib
import sys

from handoff import supervise


def test_a_kept_command_is_started_again_and_its_output_kept(tmp_path, monkeypatch):
    log, count = tmp_path / "log", tmp_path / "count"
    script = (
        f"import os, sys; p = {str(count)!r}; n = int(open(p).read()) if os.path.exists(p) else 0; "
        "open(p, 'w').write(str(n + 1)); print('ran', n); sys.exit(7 if n < 2 else 0)"
    )
    pauses: list[float] = []

    class Enough(Exception):
        pass

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise Enough

    monkeypatch.setattr(supervise.time, "sleep", pause)
    with contextlib.suppress(Enough):
        supervise.keep([sys.executable, "-c", script], pauses=(1, 2, 3), log=log)
    assert count.read_text() == "3" and log.read_text().count("ran") == 3
    assert pauses == [2, 3, 3]


def test_a_command_that_is_asked_to_stop_stays_stopped():
    script = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    assert supervise.keep([sys.executable, "-c", script]) == 0


def test_the_procfile_names_every_process_of_the_design():
    from actions.settings import ROOT

    assert set(supervise.read_procfile(ROOT / "Procfile")) == {"web", "worker", "auditor", "actions", "rasa", "phones"}


def test_the_addresses_are_what_a_newcomer_opens(monkeypatch):
    monkeypatch.delenv("TWILIO_ACCOUNT_SID", raising=False)
    lines = "\n".join(supervise.addresses("/c/login/x"))
    assert "/demo" in lines and "8010" in lines and "/c/login/x" in lines
