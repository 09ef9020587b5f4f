"""What a study.toml may say: one schema for the file, for `Study.from_frame` and for errors."""

from typing import Annotated, Any, Literal, final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from datacounterfactuals.core.rights import Right

Share = Annotated[float, Field(gt=0, lt=1)]
Whole = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A table of study.toml. An unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


@final
class About(Section):
    """[study]: its names, and what random choices derive from."""

    name: str = Field(default="", description="a short word; the folder's name if it is not given")
    title: str = Field(default="", description="one line for people")
    description: str = Field(default="", description="what it is about, in a few sentences")
    licence: str = Field(default="", description="the licence of the data, for who cites cells")
    seed: int = Field(default=0, description="what random training derives from")
    repeats: Whole = Field(default=1, description="how often a random learner trains each world")


@final
class Data(Section):
    """[data]: the table that holds the training rows."""

    path: str | None = Field(
        default=None, description="CSV, Parquet or JSON, beside the study.toml"
    )
    packaged: str | None = Field(
        default=None, description="instead, a table of an optional package: movielens or insteval"
    )
    format: Literal["csv", "parquet", "json"] | None = Field(
        default=None, description="what the file is, if its name does not tell"
    )
    id: str | None = Field(
        default=None, description="a column that names each row: it decides which rows are held out"
    )
    sample: Annotated[float, Field(gt=0, le=1)] | None = Field(
        default=None, description="the share of all rows that is used, chosen by a hash of each row"
    )


@final
class ObjectFile(Section):
    """[[objects.files]]: an object that is a file of its own, for a program to read."""

    name: str
    path: str
    size: float = Field(default=1.0, description="rows, tokens or whatever the study counts in")
    label: str = ""


@final
class Objects(Section):
    """[objects]: what can be in or out."""

    by: Literal["column", "rows", "parts", "files"] | None = Field(
        default=None, description="how rows make objects; found out from `column`, `k` or `files`"
    )
    column: str | None = Field(default=None, description="each value of this column is an object")
    k: Whole | None = Field(default=None, description="so many random parts, equal in expectation")
    files: tuple[ObjectFile, ...] = Field(default=(), description="objects that are files")
    noun: str = Field(default="", description="what one object is called")
    names: dict[str, str] = Field(
        default_factory=dict[str, str], description="value = short name; they come in this order"
    )
    groups: dict[str, tuple[str, ...]] = Field(
        default_factory=dict[str, tuple[str, ...]],
        description="name = [values that make one object]",
    )
    only: tuple[str, ...] = Field(default=(), description="the objects to keep; all if empty")
    stand_ins: dict[str, str] = Field(
        default_factory=dict[str, str], description="object = the object whose place it takes"
    )
    costs: dict[str, float] = Field(default_factory=dict[str, float], description="object = cost")
    owners: dict[str, str] = Field(default_factory=dict[str, str], description="object = owner")
    owner: str | None = Field(
        default=None, description="a column that says who owns each object, such as a group"
    )
    reserve: tuple[str, ...] = Field(default=(), description="objects held back")
    rights: dict[str, Right] = Field(
        default_factory=dict[str, Right],
        description="object = what it may be used for: both, trainable, evaluable, reserved (a "
        "test on which nothing is chosen) or unavailable",
    )

    @property
    def way(self) -> Literal["column", "rows", "parts", "files"]:
        """How rows make objects."""
        if self.by is not None:
            return self.by
        if self.files:
            return "files"
        if self.column is not None:
            return "column"
        return "parts" if self.k is not None else "rows"

    @model_validator(mode="after")
    def _is_complete(self) -> "Objects":
        if self.way == "column" and self.column is None:
            raise ValueError('by = "column" needs the name of the column')
        if self.way == "parts" and self.k is None:
            raise ValueError('by = "parts" needs k, the number of parts')
        if self.way == "files" and not self.files:
            raise ValueError('by = "files" needs [[objects.files]]')
        if self.way != "column":
            given = {"names": self.names, "groups": self.groups, "only": self.only}
            for key, value in given.items():
                if value:
                    raise ValueError(f"`{key}` is for objects that are the values of a column")
        return self


@final
class Target(Section):
    """[target]: what is predicted."""

    column: str | None = Field(default=None, description="none for a text or a program's own study")
    task: Literal["classification", "regression"] | None = Field(
        default=None, description="found out: text or at most ten whole numbers are classes"
    )
    missing: Literal["error", "drop"] = Field(
        default="error", description="what to do with rows that have no target"
    )


@final
class Features(Section):
    """[features]: what it is predicted from; every other column by default."""

    include: tuple[str, ...] | None = Field(default=None, description="only these columns")
    exclude: tuple[str, ...] = Field(default=(), description="all but these columns")
    categories: tuple[str, ...] = Field(
        default=(), description="number columns that are categories"
    )
    text: str | None = Field(default=None, description="the column of text of a language model")
    passage: Whole | None = Field(
        default=None, description="cut texts into rows of about so many words, along their lines"
    )


@final
class Evaluating(Section):
    """[evaluation]: the points that models are scored on."""

    share: Share | None = Field(default=None, description="held out by a hash; 0.25 by default")
    path: str | None = Field(default=None, description="a file that holds the evaluation rows")
    split: str | None = Field(
        default=None, description="a column that says which rows are held out"
    )
    held: str = Field(default="test", description="what the split column calls a held-out row")
    used: str = Field(default="train", description="what the split column calls a training row")
    group: str | None = Field(default=None, description="rows with one value here are never parted")
    slices: tuple[str, ...] = Field(default=(), description="columns whose values are slices")
    all: bool = Field(default=True, description="whether all points together are a slice too")
    whole: bool = Field(
        default=False, description="the points are a whole population, not a sample"
    )
    by_object: bool = Field(
        default=False,
        description="keep the held-out rows of each object apart, so that a strike can tell the "
        "strikers' from the others'; more atoms, thus more numbers in each row",
    )
    names: tuple[str, ...] = Field(default=(), description="slices that a program scores by itself")

    @model_validator(mode="after")
    def _is_one_way(self) -> "Evaluating":
        ways = {"share": self.share, "path": self.path, "split": self.split}
        given = [name for name, value in ways.items() if value is not None]
        if len(given) > 1:
            raise ValueError(f"`{given[0]}` and `{given[1]}` both say what is held out; keep one")
        if self.group is not None and given and given != ["share"]:
            raise ValueError(f"`group` is for a split by a hash, and `{given[0]}` decides here")
        return self


@final
class Preprocessing(Section):
    """[preprocessing]: how features become numbers; fitted once, then frozen."""

    reference: Literal["objects", "table", "inside"] = Field(
        default="objects",
        description="fitted on the objects present then, on a table that belongs to no object, "
        "or inside each world",
    )
    path: str | None = Field(default=None, description="the reference table")
    fold_below: Whole = Field(
        default=10, description="of many categories, rarer ones count as unseen"
    )
    most_categories: Whole = Field(default=40, description="so many categories are kept at most")
    min_count: Whole = Field(default=2, description="rarer words are the unknown token")
    vocabulary: Whole = Field(default=20_000, description="so many words are kept at most")


@final
class LearnerChoice(BaseModel):
    """[learner]: its kind and its settings."""

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: str

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


@final
class MetricChoice(Section):
    """[metric]: what is read off a slice."""

    name: str
    better: Literal["more", "less"] | None = Field(
        default=None, description="for scores that a program computes: which way is better"
    )
    unit: str = ""


@final
class DerivedColumn(Section):
    """[[columns]]: a column made of several slices."""

    kind: Literal["gap", "worst", "share", "money", "union"]
    slices: tuple[str, ...] = ()
    metric: str | None = None
    name: str = ""
    price: float = 1.0
    currency: str = ""
    over: Literal["no data", "item means"] = Field(
        default="no data", description="of a share: what the gain is counted from"
    )

    @model_validator(mode="after")
    def _has_its_slices(self) -> "DerivedColumn":
        needed = {"gap": 2, "share": 1, "money": 1}.get(self.kind)
        if needed is not None and len(self.slices) != needed:
            raise ValueError(f"a {self.kind} column needs {needed} slice(s) in `slices`")
        if self.kind == "union" and not self.slices:
            raise ValueError("a union needs the names of its slices in `slices`")
        return self


@final
class ObservedObject(Section):
    """[[observed.objects]]: an object of runs made elsewhere."""

    name: str
    size: Annotated[float, Field(gt=0)] = Field(
        default=1.0, description="how much of it weight 1 is, such as tokens"
    )
    cost: Annotated[float, Field(ge=0)] = Field(
        default=0.0, description="what having it in a run costs"
    )
    label: str = ""


@final
class ObservedScore(Section):
    """[[observed.scores]]: a finished score that the runs report."""

    name: str
    better: Literal["more", "less"]
    unit: str = ""


@final
class Observing(Section):
    """[observed]: runs made elsewhere, in place of data and a learner."""

    runs: str = Field(default="runs.csv", description="the table of runs, beside the study.toml")
    edition: str = Field(description="names the scores that its cells hold; a correction is new")
    weights: Literal["in/out", "tokens", "shares", "weights"] = Field(
        default="in/out", description="what the object columns of the table say"
    )
    run: str = Field(default="run", description="the column that names a run")
    seed: str | None = Field(default=None, description="the column of the training seed")
    cost: str | None = Field(default=None, description="the column of what a run cost")
    objects: tuple[ObservedObject, ...]
    scores: tuple[ObservedScore, ...]


@final
class Declaration(Section):
    """A whole study.toml."""

    study: About = About.model_validate({})
    data: Data = Data.model_validate({})
    objects: Objects = Objects.model_validate({})
    target: Target = Target.model_validate({})
    features: Features = Features.model_validate({})
    evaluation: Evaluating = Evaluating.model_validate({})
    preprocessing: Preprocessing = Preprocessing.model_validate({})
    learner: LearnerChoice | None = None
    metric: MetricChoice | None = None
    columns: tuple[DerivedColumn, ...] = ()
    observed: Observing | None = None
