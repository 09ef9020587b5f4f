"""Columns: what can be read off a row. A slice under a metric, or a function of several slices."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import Metric

Fold = Literal["slice", "gap", "worst", "share", "money"]


@final
@dataclass(frozen=True)
class Baseline:
    """The two scores that a share of the gain stands between; held fixed."""

    bottom: float
    top: float


@final
@dataclass(frozen=True, eq=False)
class Column:
    """One column of the grid.

    `groups`: the atoms of each slice it reads, Bool[slices, atoms]. `fold` says what is made of
    them: the metric on the one slice; the `gap` between two (first minus second; better is nearer
    to 0); the `worst` of several; the `share` of the gain between two baselines, of which the lower
    is no data unless it is `over` item means; `money`, the metric times `price`.
    """

    name: str
    metric: Metric
    groups: Bools
    fold: Fold = "slice"
    price: float = 1.0
    currency: str = ""
    baseline: Baseline | None = None
    over: str = ""

    @property
    def unit(self) -> str:
        match self.fold:
            case "share":
                return "share of the gain"
            case "money":
                return self.currency or "money"
            case _:
                return self.metric.unit

    @property
    def better(self) -> int:
        """+1 when a larger shown number is better, -1 when a smaller one is."""
        match self.fold:
            case "gap":
                return -1
            case "share":
                return 1
            case "money" if self.price < 0:
                return -self.metric.better
            case _:
                return self.metric.better

    @property
    def oriented(self) -> bool:
        """Whether the number people read is already the one where more is better."""
        return self.fold != "gap" and self.better == 1

    def orient(self, shown: Floats) -> Floats:
        """From the number people read to the number where more is better."""
        if self.oriented:
            return shown
        return -np.abs(shown) if self.fold == "gap" else -shown

    def atoms(self) -> Ints:
        """The atoms that it reads at all."""
        return np.flatnonzero(self.groups.any(axis=0))

    def shown(self, evaluation: Evaluation, held: Mapping[str, Floats]) -> Floats:
        """The number for every world. `held`: Float[worlds, atoms] by statistic; to [worlds]."""
        return self._combine([self._on(evaluation, held, g, None) for g in self.groups])

    def without_each(
        self, evaluation: Evaluation, held: Mapping[str, Floats], parts: list[Ints]
    ) -> Floats:
        """The number with each of `parts` left out, as `parts` gives them. To [worlds, parts]."""
        dropped = [self._on(evaluation, held, group, parts) for group in self.groups]
        return self._combine(dropped)

    def parts(self, evaluation: Evaluation, coarse: Evaluation) -> list[Ints]:
        """What the jackknife leaves out in turn: its atoms, or, where atoms are single points,
        the points of each atom of the coarse evaluation."""
        if self.metric.additive:
            return [np.array([atom]) for atom in self.atoms()]
        inside = self.groups.any(axis=0)
        owners = coarse.atom_of
        return [np.flatnonzero(inside & (owners == a)) for a in np.unique(owners[inside])]

    def based_on(self, baseline: Baseline) -> "Column":
        """The same share, with its baselines known."""
        return replace(self, baseline=baseline)

    def _combine(self, scores: list[Floats]) -> Floats:
        match self.fold:
            case "gap":
                return scores[0] - scores[1]
            case "worst":
                stacked = np.stack(scores) * self.metric.better
                return stacked.min(axis=0) * self.metric.better
            case "money":
                return self.price * scores[0]
            case "share":
                if self.baseline is None:
                    raise StudyError(f"the column {self.name!r} has no baseline scores yet")
                span = self.baseline.top - self.baseline.bottom
                if span == 0:
                    return np.full_like(scores[0], np.nan)
                return (scores[0] - self.baseline.bottom) / span
            case _:
                return scores[0]

    def _on(
        self,
        evaluation: Evaluation,
        held: Mapping[str, Floats],
        members: Bools,
        parts: list[Ints] | None,
    ) -> Floats:
        metric, schema = self.metric, evaluation.schema
        needed = {name: held[name] for name in metric.needs(schema)}
        if not metric.additive:
            keeps = [members] if parts is None else [_minus(members, part) for part in parts]
            folded = [
                metric.finish(
                    schema,
                    {name: values[:, keep] for name, values in needed.items()},
                    {name: values[keep] for name, values in evaluation.constants.items()},
                )
                for keep in keeps
            ]
            return folded[0] if parts is None else np.stack(folded, axis=1)
        inside = np.flatnonzero(members)
        sums = {name: _summed(values, inside) for name, values in needed.items()}
        constant = {name: _summed(values, inside) for name, values in evaluation.constants.items()}
        if parts is not None:
            # Sums add up, so leaving an atom out is taking its share from the whole.
            atoms = np.concatenate(parts)
            share = members[atoms].astype(np.float64)
            sums = {
                name: sums[name][:, None] - values.take(atoms, axis=1) * share
                for name, values in needed.items()
            }
            constant = {
                name: constant[name] - values[atoms] * share
                for name, values in evaluation.constants.items()
            }
        return metric.finish(schema, sums, constant)


def _summed(values: Floats, atoms: Ints) -> Floats:
    """The sum over some atoms: a finished score may be missing, which is NaN, on the others.
    Shape: [..., all atoms] to [...]."""
    if len(atoms) == 1:
        return values[..., atoms[0]]
    some = values if len(atoms) == values.shape[-1] else values.take(atoms, axis=-1)
    return some @ np.ones(len(atoms))


def _minus(members: Bools, part: Ints) -> Bools:
    keep = members.copy()
    keep[part] = False
    return keep


def slice_column(evaluation: Evaluation, metric: Metric, *names: str) -> Column:
    """A slice, or the union of several: derived from their atoms, never trained again."""
    evaluation = _whereabouts(evaluation, metric)
    members = np.any([evaluation.membership[evaluation.slice(n)] for n in names], axis=0)
    return Column(" + ".join(names), metric, members[None, :])


def gap_column(evaluation: Evaluation, metric: Metric, first: str, second: str) -> Column:
    """The gap between two groups: first (privileged) minus second, signed."""
    evaluation = _whereabouts(evaluation, metric)
    rows = [evaluation.slice(first), evaluation.slice(second)]
    return Column(f"gap {first} - {second}", metric, evaluation.membership[rows], "gap")


def worst_column(evaluation: Evaluation, metric: Metric, names: tuple[str, ...] = ()) -> Column:
    """The worst of several slices (all of them by default)."""
    evaluation = _whereabouts(evaluation, metric)
    rows = [evaluation.slice(name) for name in names or evaluation.slices]
    title = "worst of " + ", ".join(names) if names else "worst slice"
    return Column(title, metric, evaluation.membership[rows], "worst")


def share_column(evaluation: Evaluation, metric: Metric, name: str, over: str = "") -> Column:
    """The share of the gain on a slice, from the empty world, or what it is `over` (0), to the full
    world (1)."""
    evaluation = _whereabouts(evaluation, metric)
    title = f"share of the gain over {over} on {name}" if over else f"share of the gain on {name}"
    members = evaluation.membership[[evaluation.slice(name)]]
    return Column(title, metric, members, "share", over=over)


def money_column(
    evaluation: Evaluation, metric: Metric, name: str, price: float, currency: str = ""
) -> Column:
    """A slice's score in money: `price` for each unit of the metric."""
    evaluation = _whereabouts(evaluation, metric)
    members = evaluation.membership[[evaluation.slice(name)]]
    return Column(f"money on {name}", metric, members, "money", price, currency)


def _whereabouts(evaluation: Evaluation, metric: Metric) -> Evaluation:
    """Where a metric's statistics live: on atoms if they add up, else on single points."""
    return evaluation if metric.additive else evaluation.single_points
