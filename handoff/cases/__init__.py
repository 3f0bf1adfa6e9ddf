"""Cases: what happens between a person who needs a human and the volunteer who answers."""
