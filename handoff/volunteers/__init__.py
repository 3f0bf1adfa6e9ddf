"""Volunteers: who they are, when they are there, what they text, and the masked relay."""
