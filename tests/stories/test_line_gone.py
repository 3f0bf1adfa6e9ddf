"""Texts that reach us twice, late, forged or not at all; a worker that is away."""

from dataclasses import replace

from actions import storage
from handoff import auditor, outbox
from handoff.channels.sms import signature
from handoff.channels.sms.fake.model import OptOut
from handoff.channels.sms.models import InboundRaw
from handoff.conversations.models import Message
from tests.cast import PUBLIC, Phone
from tests.stories.scenes import asks, takes

OPERATOR = "+12025550150"


def stored(world):
    with storage.reading(world.engine) as db:
        return [m.body for m in db.query(Message).filter_by(direction="in").order_by(Message.id)]


def test_one_text_under_two_sids_is_two_messages_and_the_second_is_marked(world):
    """Scenario 40: "no" said twice may be meant, so the second is kept, and marked."""
    bo = world.phone()
    bo.texts("im so anxious today", sids=2)
    bo.sees_something()
    assert stored(world) == ["im so anxious today"] * 2
    with storage.reading(world.engine) as db:
        first, second = db.query(InboundRaw).order_by(InboundRaw.id)
        assert (first.twin_of, second.twin_of) == (None, first.id)
    world.forward(seconds=31)
    bo.texts("im so anxious today")
    bo.sees_something()
    with storage.reading(world.engine) as db:
        assert db.query(InboundRaw).order_by(InboundRaw.id.desc()).first().twin_of is None, (
            "said again later, it is new"
        )


def posted(world, host, token):
    fields = {"MessageSid": "SM" + "9" * 32, "From": "+12025550110", "To": PUBLIC, "Body": "thanks", "NumMedia": "0"}
    headers = signature.sign(f"{host}/sms/in/public", fields, token=token)
    behind = {"Host": "10.0.0.7:8000", "X-Forwarded-Host": "evil.example"}
    return world.client.post("/sms/in/public", data=fields, headers={**headers, **behind}).status_code


def test_a_forged_signature_is_refused_and_nothing_is_kept(world):
    """Scenario 40."""
    assert posted(world, "https://chat.example.org", "not the token") == 403
    assert posted(world, "https://evil.example", world.twilio.auth_token) == 403, "signed for another address"
    assert stored(world) == []


def test_behind_a_proxy_the_public_address_counts_and_not_the_host_of_the_request(world):
    """Scenario 40."""
    bo = world.phone()
    assert posted(world, "https://chat.example.org", world.twilio.auth_token) == 204
    world.settle()
    bo.sees_something()
    assert stored(world) == ["thanks"]


def test_ten_minutes_without_a_server_every_text_is_found_the_gravest_first_and_the_delay_is_admitted(world, vera):
    """Scenario 41."""
    bo, cy, di = (world.phone(f"+1202555016{n}") for n in range(3))
    for one in (bo, cy, di):
        one.texts("im so anxious today")
        one.sees_something()
    world.worker_runs = False
    bo.texts("thanks", server_down=True)
    world.clock.forward(minutes=1)
    cy.texts("i want to die", server_down=True)
    world.clock.forward(minutes=1)
    di.texts("im going to kill myself", server_down=True)
    di.texts("please", server_down=True)
    world.clock.forward(minutes=8)
    world.worker_runs = True
    world.settle()
    assert stored(world)[3:] == ["thanks", "i want to die", "im going to kill myself", "please"]
    with storage.reading(world.engine) as db:
        answered = db.query(Message.conversation_id).filter_by(direction="out", received_at=world.clock())
        order = list(dict.fromkeys(c for (c,) in answered.order_by(Message.id)))
    assert order == [3, 2, 1], "the gravest first"
    for one in (bo, cy, di):
        late = [t.body for t in one.received() if "late" in t.body or "delayed" in t.body or "sorry" in t.body]
        assert len(late) == 1, (one.number, late)
        one.sees_something()
    vera.expects_sms("PRIORITY")
    world.forward(minutes=1)
    for one in (bo, cy, di):
        one.reads_everything()
    vera.reads_everything()
    assert len(stored(world)) == 7, "found again, it is the same text"


def test_a_volunteers_go_that_no_webhook_brought_is_found_too(world, ana, vera):
    """Scenario 41."""
    asks(ana)
    ref = vera.expects_sms("someone is waiting").phone.ref
    vera.texts(f"GO {ref}", server_down=True)
    vera.expects_nothing()
    world.forward(seconds=60)
    vera.expects_sms("You have")
    vera.reads_everything()
    ana.sees("Vera")


def test_pictures_are_deleted_and_words_blanked_at_twilio_once_they_are_settled(world):
    bo = world.phone()
    bo.texts("im so anxious today", media=["image/jpeg"])
    bo.sees_something()
    assert not any(t.blanked for t in world.twilio.network.texts.values())
    world.forward(minutes=7)
    left = list(world.twilio.network.texts.values())
    assert left and all(t.blanked for t in left if not t.inbound), "words of ours are blanked"
    assert not [t for t in left if t.inbound], "a text with a picture is deleted with it"
    assert bo.received(), "the phone keeps what it got"


def test_a_toll_free_line_stop_is_the_networks_quit_is_ours_and_help_is_answered(world, vera):
    """Scenario 26: the network knows STOP alone, in words of its own; the rest is ours."""
    world.twilio.network.numbers[PUBLIC] = replace(world.twilio.network.numbers[PUBLIC], opt_out=OptOut.toll_free())
    bo, cy = world.phone(), world.phone("+12025550111")
    for one in (bo, cy):
        one.texts("im so anxious today")
        one.sees_something()
    bo.texts("HELP")
    assert "PERSON" in bo.sees("988").text, "nobody else answers it on such a line"
    bo.texts("STOP")
    (network,) = [t for t in world.twilio.texts_to(bo.number, automatic=True) if t.automatic]
    assert "NETWORK MSG" in network.body
    bo.sees_nothing_new()
    cy.texts("QUIT")
    assert not world.twilio.opted_out(cy.number, PUBLIC), "the network lets it through"
    with storage.reading(world.engine) as db:
        assert outbox.opted_out(db, "public", cy.number) and outbox.opted_out(db, "public", bo.number)
    for one in (bo, cy):
        one.texts("are you there")
        one.sees_nothing_new()


def test_help_on_a_line_with_worded_replies_is_answered_once_and_offers_a_person(world):
    """Scenario 26."""
    from handoff.channels.sms import carrier_texts

    words = carrier_texts.public("US", "Peerline")
    number = world.twilio.network.numbers[PUBLIC]
    world.twilio.network.numbers[PUBLIC] = replace(
        number, opt_out=OptOut(stop_text=words.stop, start_text=words.start, help_text=words.help)
    )
    bo = world.phone()
    bo.texts("im so anxious today")
    bo.sees_something()
    bo.texts("HELP")
    (card,) = [t for t in world.twilio.texts_to(bo.number, automatic=True) if t.automatic]
    assert "PERSON" in card.body and "988" in card.body
    bo.sees_nothing_new()


def test_a_worker_gone_for_two_minutes_is_seen_paged_and_the_heartbeat_withheld(world, ana, vera, monkeypatch):
    """Scenario 42: the auditor sends its page itself; kills at each point are in tests/faults."""
    monkeypatch.setenv("OPERATOR_NUMBER", OPERATOR)
    operator = Phone(world, OPERATOR, "the operator")
    world.cast.append(operator)
    beats: list[str] = []
    look = lambda: auditor.look(world.engine, world.line, world.clock(), lambda: beats.append("beat"))
    asks(ana, "thanks")
    assert look() == [] and beats == ["beat"]
    world.worker_runs = False
    ana.types("PERSON")
    world.clock.forward(minutes=2)
    found = {f.what for f in look()}
    assert {"no_worker", "work_overdue"} <= found and beats == ["beat"]
    assert len(operator.received()) == len(found)
    assert {t.body.split("Peerline: ")[1].split(" ")[0] for t in operator.received()} == found
    look()
    assert len(operator.received()) == len(found), "once a quarter of an hour for one fault"
    operator.reads_everything()
    world.worker_runs = True
    world.settle()
    assert look() == [] and beats == ["beat"] * 2
    vera.expects_sms("someone is waiting")
    ana.sees_something()
    takes(vera, ana)


def test_receipts_that_stop_coming_are_noticed(world):
    world.twilio.network.delays = (36000.0, 1.0)
    bo = world.phone()
    bo.texts("im so anxious today")
    bo.sees_something()
    world.forward(minutes=9)
    assert world.audit() == []
    world.forward(minutes=2)
    assert {f.what for f in world.audit()} == {"callbacks_silent"}
