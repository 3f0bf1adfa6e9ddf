"""The declarative base of the groups database."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from actions.storage import NAMES


class Base(DeclarativeBase):
    """Everything in the groups database."""

    metadata = MetaData(naming_convention=NAMES)
