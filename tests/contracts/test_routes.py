"""Every address of the app, who may call it, and what somebody without business there gets: nothing of Ana's."""

import re
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.console.actor import ROLES
from tests.console.conftest import (  # noqa: F401
    Browser,
    _fresh_limits,
    ana,
    assistant,
    at_console,
    cleo,
    groups_url,
    people_url,
    sue,
    templates,
    vera,
    world,
    zed,
)

SECRET, NUMBER = "marked sentence about the blue bicycle", "+12025550110"
ID = r"<int(max=2147483647):"
ALL, TEAM = frozenset(ROLES), frozenset({"coordinator"})
CASE = frozenset({"volunteer", "supervisor"})
LOOKING = frozenset({"coordinator", "supervisor"})
OPEN = "open"  # anybody
TOKEN = "token"  # whoever holds the secret in the address
SESSION = "session"  # a person's own session
SIGNED = "signed"  # Twilio

# (method, address) -> who may. A new address fails the first test below until it stands here.
WHO: dict[tuple[str, str], Any] = {
    ("GET", "/"): OPEN,
    ("GET", "/health"): OPEN,
    ("GET", "/metrics"): OPEN,  # loopback alone
    ("GET", "/demo"): OPEN,
    ("GET", "/demo/"): OPEN,
    ("GET", "/demo/<path:name>"): OPEN,
    ("GET", "/widget/v1/<path:name>"): OPEN,
    ("GET", "/api/openapi.json"): OPEN,
    ("POST", "/api/sessions"): OPEN,
    ("GET", "/api/events"): SESSION,
    ("GET", "/api/messages"): SESSION,
    ("POST", "/api/messages"): SESSION,
    ("POST", "/api/leave"): SESSION,
    ("POST", "/api/forget"): SESSION,
    ("GET", "/export/<token>"): OPEN,  # a button, whatever the token is
    ("POST", "/export/<token>"): TOKEN,
    ("GET", "/safety"): OPEN,
    ("GET", "/safety/page.css"): OPEN,
    ("GET", "/plan/<token>"): OPEN,  # a button, whatever the token is
    ("POST", "/plan/<token>"): TOKEN,
    ("POST", "/sms/in/<line>"): SIGNED,
    ("POST", "/sms/status/<int:text_id>"): SIGNED,
    ("GET", "/o/<token>"): TOKEN,
    ("POST", "/o/<token>"): TOKEN,
    ("GET", "/v/<token>"): TOKEN,
    ("POST", "/v/<token>"): TOKEN,
    ("GET", "/c"): OPEN,
    ("GET", "/c/static/<path:filename>"): OPEN,
    ("GET", "/c/login"): OPEN,
    ("POST", "/c/login"): OPEN,
    ("GET", "/c/login/<token>"): OPEN,  # a button, whatever the token is
    ("POST", "/c/login/<token>"): TOKEN,
    ("GET", "/c/login/second"): OPEN,  # the code field, for whoever gave the right password
    ("POST", "/c/login/second"): TOKEN,
    ("GET", "/c/me/second"): ALL,
    ("POST", "/c/me/second"): ALL,
    ("POST", "/c/logout"): OPEN,
    ("GET", "/c/"): ALL,
    ("GET", "/c/me"): ALL,
    ("POST", "/c/me/password"): ALL,
    ("POST", "/c/me/<any('break', 'back', 'tonight', 'talk'):what>"): ALL,
    ("GET", f"/c/cases/{ID}case_id>"): CASE,
    ("GET", f"/c/cases/{ID}case_id>/messages"): CASE,
    ("GET", f"/c/cases/{ID}case_id>/events"): CASE,
    ("POST", f"/c/cases/{ID}case_id>/reply"): CASE,
    ("POST", f"/c/cases/{ID}case_id>/look"): frozenset({"supervisor"}),
    ("POST", f"/c/cases/{ID}case_id>/<what>"): CASE,
    ("POST", f"/c/cases/{ID}case_id>/supervise/<what>"): frozenset({"supervisor"}),
    ("POST", f"/c/cases/{ID}case_id>/reveal"): frozenset({"supervisor"}),
    ("GET", "/c/team"): LOOKING,
    ("POST", "/c/team/invite"): TEAM,
    ("POST", "/c/team/operators"): TEAM,
    ("GET", f"/c/team/{ID}volunteer_id>"): TEAM,
    ("POST", f"/c/team/{ID}volunteer_id>/<what>"): TEAM,
    ("POST", f"/c/team/{ID}volunteer_id>/shifts"): TEAM,
    ("POST", f"/c/team/shifts/{ID}shift_id>/end"): TEAM,
    ("POST", f"/c/team/{ID}volunteer_id>/extra"): TEAM,
    ("POST", f"/c/team/{ID}volunteer_id>/limits"): TEAM,
    ("POST", f"/c/team/{ID}volunteer_id>/apart"): TEAM,
    ("POST", f"/c/team/apart/{ID}pair_id>/end"): TEAM,
    ("POST", f"/c/team/slots/{ID}slot_id>/<any('swap', 'off'):what>"): TEAM,
    ("GET", "/c/hours"): LOOKING,
    ("POST", "/c/hours"): TEAM,
    ("POST", f"/c/hours/{ID}hours_id>/end"): TEAM,
    ("GET", "/c/plans"): TEAM,
    ("GET", "/c/plans/<int(max=4):severity>"): TEAM,
    ("POST", "/c/plans/<int(max=4):severity>/try"): TEAM,
    ("POST", "/c/plans/<int(max=4):severity>/set"): TEAM,
    ("GET", "/c/audit"): LOOKING,
    ("GET", "/c/tasks"): LOOKING,
    ("POST", f"/c/tasks/{ID}task_id>/done"): LOOKING,
    ("POST", "/c/operate/test"): frozenset({"operator", "coordinator"}),
    ("POST", "/c/operate/lines/<line>/<any('pause', 'resume'):what>"): frozenset({"operator", "coordinator"}),
    ("GET", "/c/operate"): frozenset({"operator", "coordinator"}),
    ("GET", "/c/groups"): frozenset({"operator", "coordinator"}),
    ("GET", "/c/groups/<listing>"): frozenset({"operator", "coordinator"}),
    ("POST", "/c/groups/<listing>/<what>"): frozenset({"operator", "coordinator"}),
    ("GET", "/groups/meetings.json"): OPEN,  # what others may have of the directory
    ("GET", "/groups/services"): OPEN,
    ("GET", "/groups/services/<listing>"): OPEN,
    ("GET", "/groups/<listing>.ics"): OPEN,
}


def routes(app: Any) -> dict[tuple[str, str], Any]:
    """(method, address) -> the view of everything the app answers."""
    return {
        (method, rule.rule): app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or ()) - {"HEAD", "OPTIONS"}
    }


def address(rule: str, id: int = 1) -> str:
    """A rule with its gaps filled: ids of things that exist, and tokens nobody gave out."""
    filled = re.sub(r"<int\(max=4\)[^>]*>", str(min(id, 4)), rule)
    filled = re.sub(r"<any\('(\w+)'[^>]*>", r"\1", re.sub(r"<int[^>]*>", str(id), filled))
    return re.sub(
        r"<what>", "write", re.sub(r"<(?:path:)?(?:token|name|filename|line|listing)>", "nobody-knows-this", filled)
    )


@pytest.fixture
def talk(world, ana, vera):  # noqa: F811
    """Ana's words are in the store, and Vera holds her case."""
    ana.types(f"i want to die, {SECRET}")
    vera.expects_sms("is waiting (").replies("GO {ref}").then_expects("You have")
    ana.presses("All")
    yield ana
    world.settle()
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}


def holds_nothing_of_ana(answer: Any) -> None:
    body = answer.get_data(as_text=True)
    assert SECRET not in body and "blue bicycle" not in body, answer.request.path
    assert NUMBER not in body and "2025550121" not in body, answer.request.path


def test_every_address_is_listed_with_who_may_call_it(world):  # noqa: F811
    found = set(routes(world.client.application))
    assert found - set(WHO) == set(), "new addresses: say in WHO who may call them"
    assert set(WHO) - found == set(), "listed, and not there any more"


def test_the_roles_of_each_page_are_those_listed(world):  # noqa: F811
    for key, view in routes(world.client.application).items():
        listed = WHO[key]
        roles = frozenset(getattr(view, "peerline_roles", ()))
        assert roles == (listed if isinstance(listed, frozenset) else frozenset()), key


def test_an_outsider_gets_nothing_of_anas_from_any_address(world, talk, zed):  # noqa: F811
    for (method, rule), who in WHO.items():
        if rule == "/api/sessions":
            continue
        for accept in ("text/html", "application/json"):
            answer = zed.client.open(address(rule), method=method, headers={"Accept": accept})
            holds_nothing_of_ana(answer)
            if isinstance(who, frozenset):
                assert answer.status_code in (302, 401), (method, rule)
            elif who in (SESSION, SIGNED, TOKEN):
                assert answer.status_code in (401, 403, 404, 415, 422), (method, rule, answer.status_code)
            assert answer.status_code < 500


def test_another_persons_session_gets_nothing_of_anas(world, talk):  # noqa: F811
    bo = world.person("Bo")
    for method, rule in WHO:
        if rule in ("/api/events", "/api/sessions", "/api/forget"):
            continue
        body = {"id": "12345678", "text": "hello"} if (method, rule) == ("POST", "/api/messages") else None
        answer = world.client.open(address(rule), method=method, headers=bo.headers, json=body)
        holds_nothing_of_ana(answer)
        assert answer.status_code < 500


@pytest.mark.parametrize("role", ["volunteer", "coordinator", "operator"])
def test_somebody_of_the_house_without_her_case_gets_nothing_of_anas(world, talk, at_console, role):  # noqa: F811
    if role == "operator":
        browser = at_console("Olu", "operator")
    else:
        phone = world.volunteer("Otto", "+12025550126", on_shift=False, roles=("volunteer", role))
        browser = at_console(phone)
    for (method, rule), who in WHO.items():
        if not isinstance(who, frozenset):
            continue
        answer = browser.client.open(
            address(rule),
            method=method,
            data={"csrf": browser.csrf(), "text": "hello"},
            headers={"Accept": "text/html"},
        )
        holds_nothing_of_ana(answer)
        assert answer.status_code < 500
        if role not in who:
            assert answer.status_code == 403, (method, rule, answer.status_code)
        elif rule.startswith("/c/cases/"):
            assert answer.status_code in (403, 404), (method, rule, answer.status_code)


def test_every_form_asks_for_its_token(world, at_console, cleo, sue):  # noqa: F811
    for browser in (at_console(cleo), at_console(sue)):
        for method, rule in WHO:
            if method == "POST" and rule.startswith(("/c/", "/o/", "/v/")):
                answer = browser.client.post(address(rule), data={"csrf": "not-mine", "name": "Eve"})
                assert answer.status_code == 403, (rule, answer.status_code)
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}


VALUES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=string.digits + "-+.e", max_size=30),
    st.sampled_from(["\x00", "\ud800", "\u2028", "null", "[]", "{}", "1e999", "9" * 40, "%00", "../..", "NaN"]),
)
NAMES = [
    "name",
    "role",
    "hours",
    "minutes",
    "days",
    "starts",
    "ends",
    "zone",
    "text",
    "outcome",
    "seen",
    "live_offers",
    "wait_min",
    "supervisor_min",
    "then_every",
    "day",
    "case",
    "to",
    "languages",
    "before",
    "which",
    "version",
    "seq",
    "why",
    "reply",
    "line",
    "number",
    "code",
    "agree",
    "password",
    "after",
    "MessageSid",
    "From",
    "Body",
    "MessageStatus",
    "ErrorCode",
]


def test_whatever_is_sent_nothing_breaks(world, talk, at_console, cleo, sue):  # noqa: F811
    """Any method, any values, any address of ours: never a 500, and always the envelope or a page."""
    browsers = [Browser(world), at_console(cleo), at_console(sue)]
    rules = [key for key in sorted(WHO) if key[1] not in ("/api/events", "/c/logout")]

    @settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        who=st.sampled_from(browsers),
        rule=st.sampled_from(rules),
        id=st.sampled_from([0, 1, 2, 2**31 - 1]),
        query=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3),
        form=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
        token=st.booleans(),
        accept=st.sampled_from(["text/html", "application/json", "*/*", "\u00e9;q=x"]),
    )
    def send(who: Browser, rule: tuple[str, str], id: int, query: dict, form: dict, token: bool, accept: str) -> None:
        fields = {k: v.encode("utf-8", "replace").decode() for k, v in form.items()}
        if token and who.csrf():
            fields["csrf"] = who.csrf()
        method, path = rule
        answer = who.client.open(
            address(path, id),
            method=method,
            headers={"Accept": accept},
            query_string={k: v.encode("utf-8", "replace") for k, v in query.items()},
            data=fields if method == "POST" else None,
        )
        body = answer.get_data(as_text=True)
        assert answer.status_code < 500, (rule, query, fields, body)
        if answer.status_code >= 400:
            assert '"request_id"' in body or "If you ask for help" in body or 'role="alert"' in body, (rule, body[:300])

    send()
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'"text"',
        b"[]",
        b'{"id": 1}',
        b'{"id":"12345678","text":"\\ud800"}',
        b'{"id":"12345678","choice":{"seq":99999999999999999999,"n":1}}',
        b"{" * 5000,
    ],
)
def test_broken_bodies_on_the_widgets_addresses_get_the_envelope(world, body):  # noqa: F811
    bo = world.person("Bo")
    for path in ("/api/sessions", "/api/messages", "/api/leave"):
        answer = world.client.post(path, data=body, headers=bo.headers, content_type="application/json")
        assert answer.status_code < 500, (path, answer.get_data(as_text=True))
        if answer.status_code >= 400:
            assert set(answer.get_json()["error"]) == {"id", "message", "hint", "fields", "request_id"}
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}
        one.gone = True
