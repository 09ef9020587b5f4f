"""The losses of logistic regression, as functions that `newton.minimise` can minimise."""

from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.learners.newton import Problem


def problem(rows: Floats, labels: Ints, weights: Floats, l2: float, classes: int) -> Problem:
    """What is minimised for rows that end in a column of ones, with labels 0 to classes - 1."""
    if classes == 2:
        return Binary(rows, labels, weights, l2)
    return Multinomial(rows, labels, weights, l2, classes)


@final
class Binary:
    """sum_i w_i log(1 + exp(-s_i x_i b)) + l2/2 ||b||^2 with s_i = ±1; the last column of `rows`
    is the intercept's and is not penalised. The sign is folded into the rows."""

    def __init__(self, rows: Floats, labels: Ints, weights: Floats, l2: float) -> None:
        self._signed = rows * np.where(labels == 1, 1.0, -1.0)[:, None]
        self._weights, self._labels = weights, labels
        self._penalty = np.full(rows.shape[1], l2)
        self._penalty[-1] = 0.0

    @property
    def start(self) -> Floats:
        """No slopes, and the intercept of the prior."""
        share = np.bincount(self._labels, self._weights)
        out = np.zeros(self._signed.shape[1])
        out[-1] = np.log(share[1] / share[0])
        return out

    def margins(self, vector: Floats) -> Floats:
        return self._signed @ vector

    def objective(self, vector: Floats, margins: Floats) -> float:
        losses = np.maximum(-margins, 0.0) + np.log1p(np.exp(-np.abs(margins)))
        return float(self._weights @ losses + self._penalty @ vector**2 / 2)

    def derivatives(self, vector: Floats, margins: Floats) -> tuple[Floats, Floats]:
        wrong = 1.0 / (1.0 + np.exp(margins))
        pull = self._weights * wrong
        gradient = self._penalty * vector - pull @ self._signed
        scaled = self._signed * np.sqrt(pull * (1.0 - wrong))[:, None]
        hessian = scaled.T @ scaled
        hessian[np.diag_indices_from(hessian)] += self._penalty
        return gradient, hessian


@final
class Multinomial:
    """The softmax loss of C classes with slopes and an intercept each, class by class in one
    vector.

    A shift common to all classes changes no probability: at the minimum slopes sum to 0 over
    classes, and so do intercepts if they start so, as do all steps between. The Hessian is
    stiffened along common shifts, which changes no step and keeps it well conditioned.
    """

    def __init__(
        self, rows: Floats, labels: Ints, weights: Floats, l2: float, classes: int
    ) -> None:
        self._rows, self._labels, self._weights = rows, labels, weights
        self._classes, self._width = classes, rows.shape[1]
        self._penalty = np.tile(np.append(np.full(self._width - 1, l2), 0.0), classes)

    @property
    def start(self) -> Floats:
        """No slopes, and the intercepts of the prior."""
        logs = np.log(np.bincount(self._labels, self._weights, self._classes))
        out = np.zeros((self._classes, self._width))
        out[:, -1] = logs - logs.mean()
        return out.ravel()

    def margins(self, vector: Floats) -> Floats:
        return self._rows @ vector.reshape(self._classes, self._width).T

    def objective(self, vector: Floats, margins: Floats) -> float:
        highest = margins.max(axis=1)
        logs = highest + np.log(np.exp(margins - highest[:, None]).sum(axis=1))
        own = margins[self._own]
        return float(self._weights @ (logs - own) + self._penalty @ vector**2 / 2)

    def derivatives(self, vector: Floats, margins: Floats) -> tuple[Floats, Floats]:
        shares = np.exp(margins - margins.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        pull = shares.copy()
        pull[self._own] = 0.0
        pull[self._own] = -pull.sum(axis=1)
        gradient = (self._weights[:, None] * pull).T @ self._rows
        wrong = np.where(pull < 0, -pull, 1.0 - shares)
        return gradient.ravel() + self._penalty * vector, self._hessian(shares, wrong)

    def _hessian(self, shares: Floats, wrong: Floats) -> Floats:
        """Blocks X'W(p_c [c = k] - p_c p_k)X: one product, and those on the diagonal apart, where
        1 - p_c is given as `wrong`, which keeps its digits where a row is sure of its class."""
        classes, width = self._classes, self._width
        roots = np.sqrt(self._weights)[:, None] * shares
        wide = (roots[:, :, None] * self._rows[:, None, :]).reshape(len(shares), -1)
        hessian = -(wide.T @ wide)
        for number in range(classes):
            block = slice(number * width, (number + 1) * width)
            spread = self._weights * shares[:, number] * wrong[:, number]
            scaled = self._rows * np.sqrt(spread)[:, None]
            hessian[block, block] = scaled.T @ scaled
        hessian[np.diag_indices_from(hessian)] += self._penalty
        stiff = np.diagonal(hessian).reshape(classes, width).mean(axis=0)
        each = np.arange(width)
        hessian.reshape(classes, width, classes, width)[:, each, :, each] += stiff[:, None, None]
        return hessian

    @cached_property
    def _own(self) -> tuple[Ints, Ints]:
        return np.arange(len(self._labels)), self._labels
