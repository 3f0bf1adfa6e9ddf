"""Scenes that several stories begin with: somebody asks, a volunteer takes it, they talk, it is over."""


def asks(person, words="PERSON"):
    person.types(words)
    return person.sees_something()


def takes(volunteer, person):
    """Takes the case; both read what comes with it."""
    volunteer.replies("GO {ref}").expects_sms("You have")
    volunteer.reads_everything()
    person.sees(f"{volunteer.name}")


def talking(world, person, volunteer, words="PERSON"):
    """The person and the volunteer are in conversation."""
    asks(person, words)
    volunteer.expects_sms("waiting (")
    takes(volunteer, person)
    volunteer.texts("I am here.")
    person.sees("has joined")
    person.sees("I am here.", speaker=volunteer.name)


def finished(world, ana, vera):
    """A heavy conversation, closed by its volunteer."""
    talking(world, ana, vera, "im going to kill myself")
    vera.replies("DONE {ref} with her sister, plan made").expects_sms("That was a lot")
    ana.sees("Vera has left")
    ana.answers("Back to the assistant")
    ana.sees_something()
