"""What every shape of the API starts from."""

from pydantic import BaseModel, ConfigDict

Value = float | None
"""A number, or nothing where there is none."""


class Shape(BaseModel):
    """A JSON object; the request ones refuse unknown keys."""

    model_config = ConfigDict(frozen=True)


class Wanted(Shape):
    """A JSON object that somebody sends."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fault(Shape):
    """What is wrong, and what to do about it."""

    problem: str
    remedy: str
