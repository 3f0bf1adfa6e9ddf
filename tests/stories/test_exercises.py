"""Exercises from the first button to the last tap, on the whole system."""


def test_a_thought_record_put_down_after_a_reload_and_finished(world, ana):
    ana.types("can we do an exercise")
    ana.sees("Which one would you like?")
    ana.presses("A fairer look at one thought").sees("About 4 minutes, 5 questions")
    ana.presses("4-5").sees("What was the thought?")
    ana.types("nobody likes me").sees('You wrote "nobody likes me"')
    ana.types("PAUSE").sees("Saved. Send anything to go on.")
    world.forward(hours=2)
    ana.types("back again").sees("you stopped at step 3. Carry on there")
    ana.presses("Carry on").sees('"nobody likes me". Which of these comes nearest?')
    ana.presses("Reading minds").sees("What do you know for sure?")
    ana.types("my sister called").sees('Read "my sister called" once more')
    ana.types("3").sees('Your words: "my sister called". Keep them for later?')
    ana.presses("Keep it").sees("Kept, in your own words.")


def test_too_heavy_by_sms_leads_through_the_five_senses(world):
    cato = world.phone()
    cato.texts("can we do an exercise")
    cato.sees("2 A fairer look at one thought")
    cato.texts("2").sees("0 to 10?")
    cato.texts("9").sees("1 senses 2 breath 3 a person")
    cato.texts("1").sees("About 4 minutes, 7 questions")
    cato.texts("9").sees("SHORT is the 60-second way")
    cato.texts("short").sees("Send DONE after it")
    cato.texts("DONE").sees("Look around once more")
    cato.texts("5").sees("You are here, in this place")
    cato.reads_everything()


def test_exercises_go_on_and_begin_while_the_assistant_is_away(ana, assistant):
    ana.types("can we do an exercise").sees("Which one would you like?")
    assistant.up = False
    ana.presses("Five senses, back in the room").sees("About 4 minutes, 7 questions")
    ana.presses("6-7").sees("Which 5 things do you see?")
    ana.presses("Shorter").sees("The short way")
    ana.presses("Done").sees("How heavy is it now, 0 to 10?")
    ana.types("it is an 8 still").sees("Another way, or a person?")
    ana.presses("Slow breath, six rounds").sees("About 3 minutes, 3 questions")


def test_words_an_exercise_passes_on_are_answered_once_while_the_assistant_is_away(world, ana, assistant):
    ana.types("mood check").sees("How is today")
    ana.types("PAUSE").sees("Saved.")
    ana.types("hm").sees("Carry on")
    assistant.up = False
    asked = len(assistant.asked)
    ana.types("i would like to find a group")
    assert len(assistant.asked) == asked + 1
    assert len(ana.sees_something()) <= 2


def test_danger_in_the_middle_of_an_exercise_stops_it(world, ana):
    ana.types("can we do an exercise").sees("Which one would you like?")
    ana.presses("A fairer look at one thought").sees("About 4 minutes")
    ana.types("6").sees("What was the thought?")
    ana.types("i want to kill myself")
    ana.sees_crisis_line()
    ana.sees_something()
    ana.types("i dont know")
    ana.sees_something()
    assert not any("Does one of these sound close" in said.text for said in ana.read())


def test_the_check_in_brings_a_person(world, ana):
    ana.types("mood check").sees("How is today")
    ana.presses("Very low").sees("Which word is nearest")
    ana.types("empty").sees("Which of these would help now?")
    ana.presses("A person")
    ana.sees_something()
    assert world.case() is not None
