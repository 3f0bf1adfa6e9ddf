"""The action server on loopback: `python -m actions.server`, port ACTIONS_PORT."""

import os

from actions import settings

PORT = settings.Setting("ACTIONS_PORT", "5055", "loopback port of the action server", id="E032")
LOOPBACK = "127.0.0.1"


def main() -> None:
    """Serve until stopped. rasa-sdk listens everywhere unless SANIC_HOST says otherwise (trap R5)."""
    os.environ["SANIC_HOST"] = LOOPBACK
    from rasa_sdk.endpoint import run
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions.registered")
    run(executor, port=int(settings.read(PORT)), cors_origins=None)


if __name__ == "__main__":
    main()
