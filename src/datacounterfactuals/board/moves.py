"""Moves: what the people and the operator can do, each as a line of JSON."""

from typing import Annotated, Any, Literal, final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from datacounterfactuals.board.rules import coins
from datacounterfactuals.board.scenario import BoardError

Letter = Annotated[str, Field(pattern="^[A-Z]$")]
Piece = Annotated[str, Field(pattern="^[A-Z][23]?$")]
Price = Annotated[
    float, Field(ge=0.0, le=1000.0, allow_inf_nan=False, strict=True), AfterValidator(coins)
]
Row = Annotated[tuple[Piece, ...], Field(max_length=16)]


class Made(BaseModel):
    """A move; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@final
class Offer(Made):
    """A group offers its objects, at a price for all of them, for this season."""

    move: Literal["offer"] = "offer"
    group: Letter
    price: Price


@final
class Hold(Made):
    """A group holds its objects back; the common fund pays it while it lasts."""

    move: Literal["hold"] = "hold"
    group: Letter


@final
class Make(Made):
    """A group pays, and an unmade object becomes real; secretly it may be a spoiled one, or, under
    the card "signal", one that carries a mark."""

    move: Literal["make"] = "make"
    group: Letter
    piece: Piece
    spoiled: bool = False
    marked: bool = False


@final
class Send(Made):
    """A group sends its objects to the rival, for this season."""

    move: Literal["send"] = "send"
    group: Letter


@final
class Audit(Made):
    """The operator lifts the fog of one row that can exist."""

    move: Literal["audit"] = "audit"
    row: Row


@final
class SideOffer(Made):
    """The operator offers one group money in secret, so that it undoes its hold or send."""

    move: Literal["side offer"] = "side offer"
    group: Letter
    price: Price


@final
class Reply(Made):
    """A group takes the side offer, or declines it."""

    move: Literal["reply"] = "reply"
    takes: bool


@final
class License(Made):
    """The operator licenses what a group offers, or the public substitute, for this season."""

    move: Literal["license"] = "license"
    owner: Letter


@final
class Deploy(Made):
    """The operator deploys one row made of licensed objects; the season is paid."""

    move: Literal["deploy"] = "deploy"
    row: Row


Move = Offer | Hold | Make | Send | Audit | SideOffer | Reply | License | Deploy
_MOVES: TypeAdapter[Move] = TypeAdapter(Annotated[Move, Field(discriminator="move")])


def read_move(plain: Any) -> Move:
    """A move from plain data. Raises BoardError."""
    try:
        return _MOVES.validate_python(plain)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the move"
        raise BoardError(
            f"{where}: {first['msg']}", 'For example {"move": "hold", "group": "A"}'
        ) from None


def write_move(move: Move) -> dict[str, Any]:
    """A move as plain data, without what is as usual."""
    return {"move": move.move, **move.model_dump(mode="json", exclude_defaults=True)}
