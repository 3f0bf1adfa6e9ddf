"""The action server on loopback: `python -m actions.server`, port ACTIONS_PORT.

One process, not Sanic's manager with a worker below it: half the memory, twice as fast to start, and a SIGTERM that
comes while it starts ends it (the manager was seen to go on for minutes).
"""

import os
import warnings

from actions import settings

PORT = settings.Setting("ACTIONS_PORT", "5055", "loopback port of the action server", id="E032")
YIELDS = 5  # steps of niceness, as Rasa: where processors are short, the door and the worker go first
LOOPBACK = "127.0.0.1"  # rasa-sdk by itself listens everywhere (trap R5)


def main() -> None:
    """Serve until stopped."""
    warnings.filterwarnings("ignore", message="You are using an old version of rasa")  # measured: the two go together
    from rasa_sdk.endpoint import create_app
    from sanic import Sanic

    from actions.registered import executor

    os.nice(YIELDS)
    app = create_app(executor(), cors_origins="")
    app.prepare(host=LOOPBACK, port=int(settings.read(PORT)), single_process=True, access_log=False, motd=False)
    Sanic.serve_single(app)


if __name__ == "__main__":
    main()
