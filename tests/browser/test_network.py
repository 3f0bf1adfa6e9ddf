"""When the line goes: nothing typed is lost, nothing comes twice, and help stays on the screen."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import log_lines, start, write
from tests.browser.server import Door


def sent_twice(door: Door) -> list[str]:
    said = door.said()
    return [text for text in said if said.count(text) > 1]


def test_words_typed_offline_are_sent_later_in_order_once(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    page.context.set_offline(True)
    door.drop()
    expect(page.get_by_role("status")).to_contain_text("No connection just now.")
    for text in ("one", "two", "three"):
        write(page, text)
    expect(page.locator("li.unsent")).to_have_count(3)
    expect(page.get_by_text("Not sent yet").last).to_be_visible()
    page.context.set_offline(False)
    page.get_by_text("You said: three").wait_for()
    assert door.said() == ["one", "two", "three"]
    expect(page.locator("li.unsent")).to_have_count(0)
    mine = [line for line in log_lines(page) if line in ("one", "two", "three")]
    assert mine == ["one", "two", "three"]


def test_a_killed_server_loses_nothing_and_says_nothing_twice(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    write(page, "before")
    page.get_by_text("You said: before").wait_for()
    door.stop()
    write(page, "while it is down")
    page.get_by_role("textbox").fill("and half a th")
    page.wait_for_timeout(500)
    door.start()
    page.get_by_text("You said: while it is down").wait_for(timeout=20000)
    assert door.said() == ["before", "while it is down"]
    assert len(log_lines(page)) == len(set(log_lines(page)))
    expect(page.get_by_role("textbox")).to_have_value("and half a th")


def test_server_down_typed_reloaded_and_back_the_words_arrive_once(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    door.stop()
    write(page, "kept over a reload")
    write(page, "and in order")
    door.start()
    page.context.route("**/api/**", lambda route: route.abort())
    page.reload()
    page.get_by_text("and in order").wait_for()
    page.context.unroute("**/api/**")
    page.get_by_text("You said: and in order").wait_for(timeout=20000)
    assert door.said() == ["kept over a reload", "and in order"]
    assert log_lines(page).count("and in order") == 1


def test_an_answer_lost_on_the_way_does_not_send_twice(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    lost: list[str] = []

    def lose_once(route: object) -> None:
        if route.request.method == "POST" and not lost:  # type: ignore[attr-defined]
            lost.append("the door has it, the browser does not know")
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.context.route("**/api/messages", lose_once)
    write(page, "once only")
    write(page, "next")
    page.get_by_text("You said: next").wait_for(timeout=15000)
    assert lost and sent_twice(door) == [] and door.said() == ["once only", "next"]
    assert log_lines(page).count("once only") == 1


def test_what_was_missed_while_the_stream_was_cut_is_replayed(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    page.context.set_offline(True)
    door.drop()
    door.say("said while you were away")
    door.say("and this")
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.get_by_text("and this").wait_for()
    assert log_lines(page)[-2:] == ["said while you were away", "and this"]


def test_after_ten_seconds_it_says_so_and_shows_the_contacts_again(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    door.stop()
    write(page, "is anybody there")
    deaf = page.locator(".deaf")
    expect(deaf).to_be_hidden()
    expect(deaf).to_contain_text("We cannot hear you just now.", timeout=14000)
    expect(deaf).to_be_visible(timeout=14000)
    expect(deaf.locator("a[href^='tel:']").first).to_be_visible()
    expect(page.locator(".strip a[href^='tel:']").first).to_be_visible()
    door.start()
    expect(deaf).to_be_hidden(timeout=20000)


def test_a_mute_stream_falls_back_to_polling(page: Page, base_url: str, door: Door) -> None:
    page.clock.install()
    door.mute_streams = True
    page.goto(base_url + "/demo")
    page.get_by_role("button", name="Write to us").click()
    page.get_by_text("Harbour Peers").first.wait_for()
    page.wait_for_timeout(300)
    assert log_lines(page) == []
    page.clock.fast_forward(26000)
    page.get_by_text("What brings you here today?").wait_for()
    door.say("found by asking")
    page.wait_for_timeout(200)
    page.clock.fast_forward(3100)
    page.get_by_text("found by asking").wait_for()


def test_three_breaks_fall_back_to_polling(page: Page, base_url: str, door: Door) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    start(page, base_url + "/demo")
    for n in range(3):
        with page.expect_request("**/api/events", timeout=8000) if n < 2 else page.expect_request("**/messages?*"):
            page.wait_for_timeout(200)
            door.drop()
    door.say("by polling")
    page.get_by_text("by polling").wait_for()


def test_a_mute_stream_does_not_hold_back_the_answer_to_words(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    door.mute_streams = True
    write(page, "hello")
    page.get_by_text("You said: hello").wait_for()


def test_too_fast_waits_as_long_as_the_door_says(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    door.answer_with.append((429, {"Retry-After": "1"}))
    write(page, "quick")
    write(page, "quicker")
    page.get_by_text("You said: quicker").wait_for()
    assert door.said() == ["quick", "quicker"]


def test_words_that_are_too_long_go_back_into_the_box(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    long = "word " * 1700
    write(page, long)
    expect(page.get_by_role("status")).to_contain_text("longer than one message can be")
    expect(page.get_by_role("textbox")).to_have_value(long)
    expect(page.locator("li.unsent")).to_have_count(0)
    write(page, "short")
    page.get_by_text("You said: short").wait_for()


def test_refused_words_are_kept_and_can_be_tried_again(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    door.answer_with.append((422, {}))
    write(page, "odd")
    page.get_by_role("button", name="Try again").wait_for()
    write(page, "after it")
    page.get_by_text("You said: after it").wait_for()
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("You said: odd").wait_for()
    assert door.said() == ["after it", "odd"]
    mine = [line for line in log_lines(page) if line in ("odd", "after it")]
    assert mine == ["after it", "odd"]


def test_a_chat_that_ended_says_so_and_gives_the_words_back(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    door.session.ended = True
    write(page, "too late")
    page.get_by_role("button", name="Start a new chat").wait_for()
    expect(page.locator(".over")).to_contain_text("This chat has ended.")
    expect(page.locator(".strip a[href^='tel:']").first).to_be_visible()
    page.get_by_role("button", name="Start a new chat").click()
    page.get_by_text("What brings you here today?").wait_for()
    expect(page.get_by_role("textbox")).to_have_value("too late")
    assert len(door.sessions) == 2


def test_words_typed_before_there_is_a_session_are_sent(page: Page, base_url: str, door: Door) -> None:
    page.goto(base_url + "/demo")
    page.context.set_offline(True)
    page.get_by_role("button", name="Write to us").click()
    write(page, "early")
    page.context.set_offline(False)
    page.get_by_text("You said: early").wait_for()
    assert door.said() == ["early"] and len(door.sessions) == 1
