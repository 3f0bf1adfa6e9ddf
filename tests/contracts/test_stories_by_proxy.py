"""A few stories once more, with the client pointed at a proxy that holds both sides to Twilio's own description.

`make prism` runs them through Stoplight's Prism instead, which comes from npm.
"""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from handoff.channels.sms.fake import FakeTwilio
from tests.conftest import free_port
from tests.contracts.validating_proxy import ValidatingProxy, described
from tests.faults.house import until
from tests.stories.conftest import (  # noqa: F401  the same fixtures
    ana,
    assistant,
    cleo,
    copied,
    groups_url,
    omar,
    sue,
    templates,
    vera,
    world,
)
from tests.stories.test_line import (  # noqa: F401  the same stories
    test_receipts_doubled_reversed_and_an_hour_late_change_nothing_that_is_known,
    test_relayed_words_whose_answer_was_lost_are_found_and_not_doubled,
    test_sent_and_never_received_one_more_is_asked_and_the_first_can_still_take,
    test_too_many_requests_five_times_and_then_it_goes_out,
)
from tests.stories.test_line_gone import (  # noqa: F401
    test_a_volunteers_go_that_no_webhook_brought_is_found_too,
    test_pictures_are_deleted_and_words_blanked_at_twilio_once_they_are_settled,
)
from tests.stories.test_sms import test_talks_with_a_volunteer_by_sms  # noqa: F401

SHARED = Path(os.environ.get("PEERLINE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
DESCRIPTION = SHARED / "data" / "twilio" / "messages-openapi.json"
pytestmark = pytest.mark.skipif(
    not DESCRIPTION.is_file(), reason=f"Twilio's OpenAPI description is not at {DESCRIPTION}"
)


@pytest.fixture
def people_url(templates: dict[str, str], tmp_path: Path) -> str:  # noqa: F811
    """On SQLite alone: what passes between client and Twilio is the same on both."""
    return f"sqlite:///{copied(templates['sqlite'], tmp_path / 'people.db')}"


@pytest.fixture
def between() -> Iterator[Callable[[FakeTwilio], str]]:
    """The proxy; at the end it must have seen something, and nothing wrong."""
    if os.environ.get("PEERLINE_PRISM"):
        yield from _prism()
        return
    made: list[ValidatingProxy] = []

    def put(twilio: FakeTwilio) -> str:
        made.append(ValidatingProxy(DESCRIPTION, twilio.base_url))
        return made[0].base_url

    yield put
    made[0].stop()
    assert made[0].broken == [], "the description forbids it"
    assert made[0].checked > 0


def _prism() -> Iterator[Callable[[FakeTwilio], str]]:
    with tempfile.TemporaryDirectory() as folder:
        started: list[subprocess.Popen[str]] = []

        def put(twilio: FakeTwilio) -> str:
            file, port = Path(folder) / "twilio.json", free_port()
            file.write_text(json.dumps(described(DESCRIPTION, twilio.base_url)))
            command = ["npx", "--yes", "@stoplight/prism-cli", "proxy", "--errors", "-p", str(port)]
            with (Path(folder) / "log").open("w") as log:
                run = [*command, str(file), twilio.base_url]
                started.append(subprocess.Popen(run, stdout=log, stderr=log, text=True, start_new_session=True))
            base = f"http://127.0.0.1:{port}"
            until(lambda: _listens(base), "Prism to listen", within_s=120)
            return base

        yield put
        os.killpg(started[0].pid, signal.SIGTERM)  # npx does not hand it on
        started[0].wait()
        said = (Path(folder) / "log").read_text()
        assert "VIOLATIONS" not in said and "HTTP SERVER" in said, said[-3000:]


def _listens(base: str) -> bool:
    try:
        requests.get(f"{base}/", timeout=5)
    except requests.RequestException:
        return False
    return True


def test_what_the_description_forbids_is_stopped_and_remembered() -> None:
    with FakeTwilio(post=lambda *_: 204).start() as twilio:
        proxy = ValidatingProxy(DESCRIPTION, twilio.base_url)
        login, path = (
            (twilio.account_sid, twilio.auth_token),
            f"/2010-04-01/Accounts/{twilio.account_sid}/Messages.json",
        )
        form = {"To": "+12025550111", "From": "+12025550100", "Body": "x"}
        good = requests.post(proxy.base_url + path, data=form, auth=login, timeout=10)
        bad = requests.post(proxy.base_url + path, data={**form, "ValidityPeriod": "soon"}, auth=login, timeout=10)
        proxy.stop()
    assert (good.status_code, bad.status_code, proxy.checked, len(proxy.broken)) == (201, 500, 1, 1)
