"""Conditional updates: how many rows one changed is how a race is decided."""

from typing import Any, cast

from sqlalchemy import CursorResult, Update
from sqlalchemy.orm import Session


def changed(db: Session, statement: Update) -> int:
    """Run an UPDATE past the session's identity map; returns how many rows it changed."""
    result = db.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount
