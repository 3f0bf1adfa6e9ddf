"""`python -m tests.nlu` trains and measures the assistant's model before the clock of any test runs.

It works on one core for most of its time, as the training of the risk reader does: side by side they cost little more.
"""

from tests.nlu.conftest import PROJECT, measured, trained
from tests.real_rasa import available

if __name__ == "__main__" and available() and PROJECT.rasa_python.exists():
    measured(trained())
