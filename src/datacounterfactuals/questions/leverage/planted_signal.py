"""A planted signal: what a collective can teach a model by changing its own rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.claim import Kind
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.planted import Planted, Strategy
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.scores import Scores
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.leverage.planted_sets import Sets, beside, joined
from datacounterfactuals.questions.leverage.settings import several
from datacounterfactuals.questions.scale.landing import landed

BAYES = "plugin_bayes"
BOUND = "bound for a Bayes-optimal firm"
ROUNDING = 1e-9
APART = 100.0
"""By default the regulariser is also taken so many times weaker and stronger."""


@final
@dataclass(frozen=True)
class PlantedSignal(Question):
    """What can people teach a model by planting a signal in their own rows?

    A share of all people set some features of their rows, the trigger, and with "feature and label"
    the label too. With "feature only" those of them who have the label already set the features,
    and no label changes. Success is the share of held-out points that get the label once they bear
    the trigger; the clean score is that of the same model on these points as they are. Each number
    is a mean over draws of who takes part, under several settings of the learner. Beside it stands
    the bound of Hardt et al. (2023) for a Bayes-optimal firm: tested where the learner is the Bayes
    rule of a whole population, and elsewhere drawn.
    """

    name: ClassVar[str] = "planted_signal"
    title: ClassVar[str] = "Planted signal"
    family: ClassVar[Family] = "leverage"
    move: ClassVar[Kind] = "produced data"

    trigger: str = parameter(
        "",
        "the features that are set, as in age=90, sex=Female (default: the value of a category "
        "that the fewest rows have)",
    )
    target: str = parameter(
        "", "the label that it is to bring about (default: the one that the fewest rows have)"
    )
    alphas: tuple[float, ...] = parameter(
        (0.001, 0.003, 0.01, 0.03, 0.1, 0.3), "the shares of all people who take part"
    )
    strategy: Literal["both", "feature and label", "feature only"] = parameter(
        "both", "what those who take part change"
    )
    draws: int = parameter(3, "how often who takes part is drawn")
    learners: str = parameter(
        "",
        "settings of the learner, or other learners, as in l2=0.01; l2=1; naive_bayes (default: a "
        "hundredth, once and a hundred times its regulariser)",
    )

    def __post_init__(self) -> None:
        if not self.alphas:
            raise QuestionError("no share is given", "Give shares above 0, such as 0.01, 0.1")
        for alpha in self.alphas:
            if not 0.0 < alpha <= 1.0:
                raise QuestionError(
                    f"the share is {alpha}", "Give numbers above 0 and up to 1, such as 0.01, 0.1"
                )
        if self.draws < 1:
            raise QuestionError(f"the number of draws is {self.draws}", "Give at least 1")
        several(self.learners)

    @property
    def _shares(self) -> tuple[float, ...]:
        return tuple(sorted(set(self.alphas)))

    @property
    def _strategies(self) -> tuple[Strategy, ...]:
        return (
            ("feature and label", "feature only") if self.strategy == "both" else (self.strategy,)
        )

    def bound(self, view: View) -> Bound:
        del view
        drawn = len(self._shares) * self.draws * len(self._strategies)
        settings = len(several(self.learners)) or 3
        return Bound("at most", 1 + settings * (1 + drawn + len(self._shares)))

    def ask(self, view: View) -> Asking:
        full, width = view.roster.full, len(view.universe)
        here: Scores
        planted: Planted
        here, planted = yield from view.together(
            view.scores(Listed.of([full], width)),
            view.planted(self.trigger, self.target, self._shares, self.draws, self._strategies),
        )
        chosen, there = self._settings(planted), View(planted.window)
        views = yield from there.together(*(there.under(one) for one in chosen.values()))
        sets = [
            Sets.of(planted, self._strategies, word, _is_tested(planted, one))
            for word, one in chosen.items()
        ]
        scores = yield from there.together(
            *(one.scores(some.listed()) for one, some in zip(views, sets, strict=True))
        )
        pairs = list(zip(sets, scores, strict=True))
        folded = joined([some.fold(one) for some, one in pairs], here, width)
        sampling = Part.unknown("one draw of who takes part")
        if self.draws > 1:
            spread = np.concatenate([some.spread(one) for some, one in pairs])
            why = f"{self.draws} draws of who takes part"
            sampling = Part.measured(spread, self.draws - 1.0, why)
        read = dict.fromkeys(beside(world, width) for some in sets for world in some.worlds)
        answer = view.answer(
            self,
            folded,
            self._saying(planted, sets),
            label_kind=("share", "who takes part"),
            chart="curve",
            chart_x="share of people who take part",
            reads="score",
            sampling=sampling,
            facts=self._facts(planted, sets, folded.values[:, 0]) | _full(view, here),
            notes=self._notes(planted),
            cells=(full, *read),
            columns=planted.window.columns,
        )
        answer = answer.with_(names=(*view.universe.names, *planted.window.universe.names))
        return self._drawn(planted, sets, answer)

    def _settings(self, planted: Planted) -> dict[str, dict[str, Any]]:
        """The settings that are compared, by their words."""
        given = several(self.learners)
        if given:
            return given
        if planted.regulariser is None:
            return {"": {}}
        name, own = planted.regulariser
        return {f"{name}={value:.6g}": {name: value} for value in (own / APART, own, own * APART)}

    def _saying(self, planted: Planted, sets: Sequence[Sets]) -> Saying:
        what = {
            "feature and label": f"give them the label {planted.target}",
            "feature only": f"do so only if they have the label {planted.target}",
        }
        return Saying(
            intervention=f"a share of all people set {planted.trigger} in their rows and "
            + ", or ".join(what[one] for one in self._strategies),
            reference="the full world, in which nobody takes part",
            supports=f"which share of held-out points gets the label {planted.target} with the "
            "trigger on, when so many take part, and what this does to the clean score",
            not_established=(
                "that whoever trains would not notice such rows and drop them",
                "what another trigger or another label would bring about",
                "the bound where who takes part is drawn: it is about the population's own mixture"
                if _mixed(sets)
                else "the bound: it is about a Bayes-optimal firm, and is drawn to compare with",
            ),
        )

    def _facts(
        self, planted: Planted, sets: Sequence[Sets], success: Floats
    ) -> dict[str, float | str]:
        known = planted.premises
        facts: dict[str, float | str] = {
            "trigger": planted.trigger, "label": planted.target, "people": f"{planted.rows:,}"
        }  # fmt: skip
        if planted.chosen:
            facts["chosen from the data"] = planted.chosen
        facts["bound"] = f"drawn, not tested: {_untested(planted)}"
        facts["share of rows that bear the signal anyway (xi)"] = known.share
        facts["most by which another label leads there (Delta)"] = known.gap
        for alpha in self._shares:
            says = known.bound(alpha) > 0.0
            facts[f"bound at {alpha:g}"] = known.bound(alpha) if says else "none: it is below 0"
        tested: list[bool] = []
        marks = [(*mark, some.after) for some in sets for mark in some.marks]
        for (way, alpha, after), found in zip(marks, success, strict=True):
            if way == "nobody" or not np.isfinite(found):
                continue
            if way == "mixture":
                tested.append(bool(found >= known.bound(alpha) - ROUNDING))
            elif way == "feature and label" and known.bound(alpha) > found:
                words = f"smallest eps that reconciles it at {alpha:g}{after}"
                facts[words] = known.implied(alpha, float(found))
        if tested:
            held = f"it holds at {sum(tested)} of {len(tested)} shares"
            facts["bound"] = f"tested, on the population's own mixture: {held}"
        return facts

    def _notes(self, planted: Planted) -> list[str]:
        few = [f"{one:g}" for one in self._shares if not round(one * planted.rows)]
        if not few:
            return []
        return [f"of {planted.rows:,} people nobody takes part at a share of {', '.join(few)}"]

    def _drawn(self, planted: Planted, sets: Sequence[Sets], answer: Answer) -> Answer:
        """The answer with its curve over shares above 0 and the bound where it says something, and
        a claim that names the largest change from nobody."""
        records = [one for one in answer.chart.records if one["x"] > 0.0]
        records += [
            {"x": alpha, "series": BOUND, "column": answer.columns[0].name, "value": bound}
            for alpha in self._shares
            if (bound := planted.premises.bound(alpha)) > 0.0
        ]
        counts = [len(some.marks) for some in sets]
        nobody = np.cumsum([0, *counts])[:-1]
        changes = answer.values - np.repeat(answer.values[nobody], counts, axis=0)
        tops = np.abs(np.nan_to_num(changes)).argmax(axis=0)
        chart = replace(answer.chart, records=tuple(records), log=True)
        return landed(
            answer.with_(chart=chart),
            changes[tops, np.arange(len(tops))],
            [answer.labels[int(top)] for top in tops],
        )


def _is_tested(planted: Planted, setting: Mapping[str, Any]) -> bool:
    """Whether the premises of the bound hold: the Bayes rule, of the whole population."""
    return planted.population and setting.get("kind", planted.learner) == BAYES


def _mixed(sets: Sequence[Sets]) -> bool:
    return any(way == "mixture" for some in sets for way, _ in some.marks)


def _untested(planted: Planted) -> str:
    if not planted.population:
        return "these rows are a sample, and not the population that success is measured on"
    return "no learner that is asked about is the Bayes rule of the rows"


def _full(view: View, scores: Scores) -> dict[str, float | str]:
    """What the row in which nobody takes part scores in the study's own grid."""
    return {
        f"the full world on {column.name}": float(shown)
        for column, shown in zip(view.columns[:1], scores.shown[0], strict=False)
    }
