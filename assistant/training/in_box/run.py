"""Starts Rasa's own command line with arguments from the environment, so that the token shows in no process list."""
# mypy: ignore-errors

import json
import os
import sys
import warnings
from functools import cache


def main() -> None:
    """Run `rasa` with the arguments in PEERLINE_RASA_ARGS, a JSON list."""
    warnings.filterwarnings("ignore")
    sys.argv = ["rasa", *json.loads(os.environ.pop("PEERLINE_RASA_ARGS"))]
    from rasa.__main__ import main as rasa
    from rasa.shared.utils import common

    # Rasa looks through all classes for each event that it reads back: a sixth of the time of a reply in a long talk.
    common.all_subclasses = cache(common.all_subclasses)
    rasa()


if __name__ == "__main__":
    main()
