"""Fitting the preprocessing, with scikit-learn, to the reference that a study declares."""

from collections import Counter
from typing import Any

import numpy as np

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.content import canonical_order
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.declaration import Preprocessing
from datacounterfactuals.study.frozen import CategoryColumn, Column, Frozen, NumberColumn
from datacounterfactuals.study.roles import Roles
from datacounterfactuals.study.tokens import tokens

MANY_CATEGORIES = 20
"""Rare categories are folded together only where there are more categories than this."""


def settings_of(preprocessing: Preprocessing, roles: Roles) -> dict[str, Any]:
    """The settings that a fit depends on, as plain data."""
    out: dict[str, Any] = {"reference": preprocessing.reference}
    if roles.task == "text":
        return out | {
            "min_count": preprocessing.min_count, "vocabulary": preprocessing.vocabulary
        }  # fmt: skip
    if any(kind == "category" for _, kind in roles.features):
        out["fold_below"] = preprocessing.fold_below
        out["most_categories"] = preprocessing.most_categories
    return out


def fit(
    roles: Roles,
    preprocessing: Preprocessing,
    reference: RawTable,
    answers: list[RawTable],
    parts: int,
) -> Frozen:
    """Fit to the rows of the reference, which are cast by their roles; their order does not count.

    `answers`: tables whose labels are the classes: every one that is known at this time. Raises
    StudyError for a target with one class.
    """
    rows = reference.take(canonical_order(reference.hashes(reference.names)))
    columns: list[Column] = []
    vocabulary: tuple[str, ...] = ()
    if roles.task == "text":
        vocabulary = _vocabulary(rows.columns[roles.names[0]], preprocessing)
    elif preprocessing.reference != "inside":
        columns = [
            fit_number(name, rows.columns[name])
            if kind == "number"
            else fit_category(name, rows.columns[name], preprocessing)
            for name, kind in roles.features
            if kind != "code"
        ]
    classes: tuple[str, ...] = ()
    center = 0.0
    if roles.task == "classification" and roles.target is not None:
        classes = _classes(roles.target, answers)
    if roles.task == "regression" and roles.target is not None:
        held = rows if roles.target in rows.columns else answers[0]
        center = rounded(float(np.mean(np.sort(held.columns[roles.target]))))
    return Frozen(
        task=roles.task,
        target=roles.target,
        features=roles.features,
        settings=settings_of(preprocessing, roles),
        columns=tuple(columns),
        vocabulary=vocabulary,
        classes=classes,
        center=center,
        parts=parts,
    )


def fit_number(name: str, values: Array) -> NumberColumn:
    """Median for what is missing, then mean and scale. A constant column has scale 1."""
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import StandardScaler

    absent = np.isnan(values)
    if absent.all():
        return NumberColumn(name=name, median=0.0, mean=0.0, scale=1.0, indicator=True)
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused below
        imputer: Any = SimpleImputer(strategy="median").fit(values[:, None])
        scaler: Any = StandardScaler().fit(imputer.transform(values[:, None]))
    median, mean = float(imputer.statistics_[0]), float(scaler.mean_[0])
    scale = float(scaler.scale_[0])
    if not np.isfinite([median, mean, scale]).all():
        raise StudyError(
            f"the numbers of column {name!r} are too large to be averaged",
            "Divide them by a unit, or leave the column out",
        )
    return NumberColumn(
        name=name,
        median=rounded(median),
        mean=rounded(mean),
        scale=rounded(scale) or 1.0,
        indicator=bool(absent.any()),
    )


def fit_category(name: str, values: Array, preprocessing: Preprocessing) -> CategoryColumn:
    """The categories to keep: all of a few; of many those that are frequent enough."""
    from sklearn.preprocessing import OneHotEncoder

    there = values[[value is not None for value in values]]
    missing = len(there) < len(values)
    if not len(there):
        return CategoryColumn(name=name, categories=(), missing=missing)
    many = len(set(there)) > MANY_CATEGORIES
    encoder: Any = OneHotEncoder(
        handle_unknown="infrequent_if_exist",
        min_frequency=preprocessing.fold_below if many else None,
        max_categories=preprocessing.most_categories if many else None,
    ).fit(there[:, None])
    kept = set(encoder.categories_[0])
    if many and encoder.infrequent_categories_[0] is not None:
        kept -= set(encoder.infrequent_categories_[0])
    return CategoryColumn(name=name, categories=tuple(sorted(kept)), missing=missing)


def rounded(value: float) -> float:
    """To 12 significant digits."""
    return float(f"{value:.12g}")


def _vocabulary(texts: Array, preprocessing: Preprocessing) -> tuple[str, ...]:
    """The most frequent words, ties in alphabetical order; then in alphabetical order."""
    counts = Counter[str]()
    for text in texts:
        counts.update(tokens(text or ""))
    enough = [word for word, count in counts.items() if count >= preprocessing.min_count]
    enough.sort(key=lambda word: (-counts[word], word))
    return tuple(sorted(enough[: preprocessing.vocabulary]))


def _classes(target: str, tables: list[RawTable]) -> tuple[str, ...]:
    found = {str(label) for table in tables for label in table.columns[target]}
    if len(found) < 2:
        raise StudyError(
            f"the target {target!r} has one class, {next(iter(found))!r}",
            "Predict a column with at least two different values",
        )
    numbers = all(label.lstrip("-").replace(".", "", 1).isdecimal() for label in found)
    return tuple(sorted(found, key=float) if numbers else sorted(found))
