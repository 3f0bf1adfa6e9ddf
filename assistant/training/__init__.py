"""How the assistant learns: validate, train, evaluate, compare, promote, rollback. Library first; `cli` wraps it.

Runs on Python 3.12 and never imports Rasa: what needs Rasa runs as a child process of its box (`in_box/`).
"""
