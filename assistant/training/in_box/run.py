"""Starts Rasa's own command line with arguments from the environment, so that the token shows in no process list."""
# mypy: ignore-errors

import json
import os
import sys
import warnings


def main() -> None:
    """Run `rasa` with the arguments in PEERLINE_RASA_ARGS, a JSON list."""
    warnings.filterwarnings("ignore")
    sys.argv = ["rasa", *json.loads(os.environ.pop("PEERLINE_RASA_ARGS"))]
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
