"""Answers that an export works out beforehand, with their charts; and what it says of others."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any, cast, final

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.template import Template
from datacounterfactuals.core.view import View
from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.site.api.charts import drawn_once
from datacounterfactuals.site.asking import asked, planned, question_of
from datacounterfactuals.site.exporting.naming import file_of
from datacounterfactuals.site.forms import as_command, typed
from datacounterfactuals.site.shapes.answers import Answer, Asked
from datacounterfactuals.site.shapes.asking import AskWanted
from datacounterfactuals.site.shapes.base import Fault
from datacounterfactuals.site.shapes.exported import (
    KeptAnswer,
    KeptQuestion,
    KeptTemplate,
    Manifest,
)
from datacounterfactuals.site.site import Site
from datacounterfactuals.site.studies import Opened

Write = Callable[[str, bytes], None]
"""Keeps a file, by its place under the site's root."""

MOST_ROWS = 5_000
MOST_SECONDS = 30.0
"""A question that wants more than this trained is left to the program."""
WIDTH = 420
"""Pixels of a chart: about what stands beside the grid."""
TOGETHER = 6
"""Up to so many columns are drawn in one chart; of more, the first and where most landed."""


@final
@dataclass(frozen=True)
class Variant:
    """A question at some of its parameters, on a metric."""

    asking: Question
    metric: str

    @property
    def name(self) -> str:
        return self.asking.name

    def texts(self) -> dict[str, str]:
        """All its parameters, as people type them."""
        names = [item.name for item in fields(cast(Any, self.asking))]
        return {name: typed(getattr(self.asking, name)) for name in names}


def variants(opened: Opened, also: Iterable[AskWanted], whole: bool) -> dict[Variant, bool]:
    """What is answered beforehand of a study, and whether it is drawn too.

    Every question at its defaults and at the other values that it names; on metrics that are not
    the study's own, those that no template tells. Unless the `whole` study is kept, only what a
    template begins from. `also`: what the pages ask, in either case.
    """
    study = opened.grid.study
    made: dict[Variant, bool] = {}
    for kind in questions().values():
        tells = _template(opened, kind) is not None
        if whole:
            made |= {Variant(one, study.metric): True for one in _each(kind)}
        elif tells:
            made[Variant(kind(), study.metric)] = False
        if whole and not tells:
            others = (metric for metric in study.metrics if metric != study.metric)
            made |= {Variant(kind(), metric): False for metric in others}
    for wanted in also:
        with suppress(DataCounterfactualsError):  # its page says what is wrong with it
            made[Variant(question_of(wanted), wanted.metric or study.metric)] = True
    return made


def _each(kind: type[Question]) -> Iterator[Question]:
    yield kind()
    for item in fields(cast(Any, kind)):
        for value in item.metadata.get("also", ()):
            yield kind(**{item.name: value})


def work_out(
    site: Site,
    opened: Opened,
    wanted: Mapping[Variant, bool],
    write: Write,
    step: Callable[[], None],
) -> Manifest:
    """Answer what can be answered within bounds, write it, and say what was written."""
    kept: list[KeptAnswer] = []
    faults: dict[str, Fault] = {}
    own = opened.grid.study.metric
    for variant, drawn in wanted.items():
        try:
            found = _asked(site, opened, variant)
        except DataCounterfactualsError as error:
            if variant.metric == own:
                faults.setdefault(variant.name, Fault(problem=error.problem, remedy=error.remedy))
        else:
            kept.append(_write(opened, variant, found, write, drawn))
        step()
    answered = {one.question for one in kept}
    return Manifest(
        study=opened.entry.name,
        written=opened.entry.written,
        questions=[
            KeptQuestion(
                name=kind.name,
                template=_template(opened, kind),
                fault=None if kind.name in answered else faults.get(kind.name),
            )
            for kind in questions().values()
        ],
        answers=kept,
    )


def _template(opened: Opened, kind: type[Question]) -> KeptTemplate | None:
    """How it follows from its parameters, if the page's rows are all that it may weigh."""
    found: Template | None = kind.template(View(opened.grid.window()))
    if found is None or not isinstance(opened.rows, Lattice):
        return None
    return KeptTemplate.model_validate(found.to_json())


def _asked(site: Site, opened: Opened, variant: Variant) -> Asked:
    """The answer, as it would be once all is held. Raises for what is too much for an export."""
    wanted = AskWanted(
        question=variant.name, parameters=variant.texts(), metric=_other(opened, variant)
    )
    plan = planned(site, opened, wanted)
    command = as_command(opened.entry.written, variant.asking)
    bound = plan.questions[0].bound
    wants = plan.to_train if bound.kind == "exact" else max(plan.to_train, bound.worlds)
    if wants > MOST_ROWS or (plan.seconds or 0.0) > MOST_SECONDS:
        raise DataCounterfactualsError(
            f"this copy holds no answer: {wants:,} rows may be trained for it",
            f"Ask the program: {command}",
        )
    bounded = wanted.model_copy(update={"rows": MOST_ROWS, "seconds": MOST_SECONDS})
    found = asked(site, opened, bounded)
    cost = found.answer.cost
    rows = cost.trained + cost.reused
    read = cost.model_copy(update={"trained": 0, "reused": rows, "seconds": 0.0})
    return found.model_copy(update={"answer": found.answer.model_copy(update={"cost": read})})


def _other(opened: Opened, variant: Variant) -> str | None:
    return None if variant.metric == opened.grid.study.metric else variant.metric


def _write(opened: Opened, variant: Variant, found: Asked, write: Write, drawn: bool) -> KeptAnswer:
    name = opened.entry.name
    asked_for = as_query(variant)
    place = file_of(f"/api/studies/{name}/answers/{variant.name}?{asked_for}")
    write(place, found.model_dump_json().encode())
    charts: dict[bool, dict[str, str]] = {False: {}, True: {}}
    plain = found.answer.model_dump_json()
    for column in _charted(found.answer) if drawn else ():
        for dark, word in ((False, "light"), (True, "dark")):
            chart = file_of(f"/api/studies/{name}/charts/{variant.name}.svg?{asked_for}&look={word}"
                            + (f"&column={column}" if column else ""))  # fmt: skip
            columns = (column,) if column else ()
            write(chart, drawn_once(plain, columns, dark, WIDTH).encode())
            charts[dark][column] = chart
    return KeptAnswer(
        question=variant.name,
        parameters=variant.texts(),
        metric=variant.metric,
        file=place,
        light=charts[False],
        dark=charts[True],
    )


def as_query(variant: Variant) -> str:
    """What tells variants of a question apart."""
    given = {
        item.name: typed(getattr(variant.asking, item.name))
        for item in fields(cast(Any, variant.asking))
        if getattr(variant.asking, item.name) != item.default
    }
    return "&".join(f"{key}={value}" for key, value in {"metric": variant.metric, **given}.items())


def _charted(answer: Answer) -> list[str]:
    """The columns that are drawn alone; "" is all of them together."""
    names = [column.name for column in answer.columns]
    if len(names) <= TOGETHER:
        return [""]
    return list(dict.fromkeys([names[0], *(one.column for one in answer.claim.landed[:1])]))


def as_json(manifest: Manifest) -> bytes:
    return json.dumps(manifest.model_dump(), ensure_ascii=False, separators=(",", ":")).encode()
