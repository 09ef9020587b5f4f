"""Regimes: which rows an operator may train on, before and after people use a right."""

from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints

Regime = Literal["owned", "licensed", "opt-in", "opt-out", "deletion", "minimisation", "reserved"]
PAID = {"licensed"}
"""Regimes under which the objects of the roster are paid for; substitutes always are."""
WORDS: dict[Regime, str] = {
    "owned": "the operator owns the data, and withholding shuts no row",
    "licensed": "rows that hold what is withheld are shut, and the others are paid for",
    "opt-in": "consent is withdrawn, so rows that hold what is withheld are shut",
    "opt-out": "those who withhold opt out, so rows that hold them are shut",
    "deletion": "the operator has to forget what is withheld, and keeps the rest of its row",
    "minimisation": "only rows of so many objects are open, and none that holds what is withheld",
    "reserved": "what is withheld is kept for evaluation: it is measured on and not trained on",
}


@final
@dataclass(frozen=True, eq=False)
class Rows:
    """Every row that an operator could have: entry S holds object i where bit i of S is set.

    `own`: which bits are the roster's, as a mask; the others are substitutes. `profits`: what each
    row earns by the points that choose, Float[2^n].
    """

    own: int
    profits: Floats

    @property
    def places(self) -> Ints:
        return np.arange(len(self.profits))

    def before(self) -> Bools:
        """The rows that are open before anybody acts: all of them."""
        return np.ones(len(self.profits), dtype=bool)

    def after(self, regime: Regime, withheld: int, row: int, most: int) -> Bools:
        """The rows that are open after objects are withheld, when the operator had a row."""
        without = self.places & withheld == 0
        match regime:
            case "owned":
                return self.before()
            case "deletion":
                return self.places == row & ~withheld
            case "minimisation":
                return without & (np.bitwise_count(self.places) <= most)
            case _:
                return without

    def best(self, open_: Bools) -> int:
        """The open row that earns most; of equals the one with fewest objects."""
        places = np.flatnonzero(open_)
        earned = self.profits[places]
        top = places[earned >= earned.max() - 1e-12]
        return int(min(top, key=lambda row: (int(row).bit_count(), int(row))))

    def smallest(self, least: float) -> int | None:
        """The smallest set of the roster's objects whose withdrawal costs the operator at least so
        much, and of those the one that costs most; None where there is none."""
        inner = self.profits.copy()  # the best row inside each set, by going through its objects
        for bit in range(len(inner).bit_length() - 1):
            with_ = np.flatnonzero(self.places >> bit & 1)
            inner[with_] = np.maximum(inner[with_], inner[with_ ^ 1 << bit])
        whole = len(inner) - 1
        groups = self.places[(self.places & ~self.own) == 0]
        costs = inner[whole] - inner[whole & ~groups]
        reached = groups[costs >= least - 1e-12]
        if not len(reached):
            return None
        sizes = np.bitwise_count(reached)
        among = reached[sizes == sizes.min()]
        return int(among[(inner[whole] - inner[whole & ~among]).argmax()])
