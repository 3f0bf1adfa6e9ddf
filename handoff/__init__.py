"""The door and the people behind it: the only public process, and everything that reaches a volunteer."""
