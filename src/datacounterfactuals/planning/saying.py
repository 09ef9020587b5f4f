"""Saying: each finding's question and answer, in words that need no explaining."""

import math
from dataclasses import dataclass
from typing import final

from datacounterfactuals.planning.drawing import Range
from datacounterfactuals.planning.records import Records
from datacounterfactuals.planning.result import Finding


@final
@dataclass(frozen=True, eq=False)
class Say:
    """Words for one table. `typical`: a size of guesses, which says how many digits count."""

    records: Records
    typical: float

    @property
    def guessing(self) -> bool:
        """Whether a guess is right or wrong, and not a number that misses by something."""
        return self.records.task == "classification"

    @property
    def scale(self) -> float:
        return 100.0 if self.guessing else 1.0

    @property
    def unit(self) -> str:
        return "more wrong guesses in a hundred" if self.guessing else "further off on average"

    def number(self, value: float) -> str:
        """A number of guesses in a hundred, or a miss."""
        if not self.guessing:
            return f"{value:.3g}".replace("-", "−")
        shown = round(value, 1) if abs(value) < 10 else round(value)
        return f"{shown or 0:g}".replace("-", "−")

    def more(self, loss: Range) -> str:
        """A loss in words."""
        low, middle, high = (self.number(one * self.scale) for one in _ends(loss))
        if self.guessing:
            if loss.high * 100 < 0.05 and loss.low * 100 > -0.05:
                return "no more guesses are wrong than before"
            return f"of a hundred guesses about {middle} more are wrong (from {low} to {high})"
        return f"guesses are about {middle} further off on average (from {low} to {high})"

    def people(self, value: float) -> str:
        owners = len(self.records.names)
        return f"{math.ceil(value):,}" if value <= owners else f"more than all {owners:,}"

    def worth(self, good: Range, same: float) -> Finding:
        if self.guessing:
            answer = (
                f"Of a hundred guesses of “{self.records.target}” about {good.middle * 100:.0f} "
                f"are right with everybody's records (from {good.low * 100:.0f} to "
                f"{good.high * 100:.0f}). Giving the most frequent answer every time, which needs "
                f"no records of yours, gets {same * 100:.0f} right."
            )
        else:
            answer = (
                f"Guesses of “{self.records.target}” are about {-good.middle:.3g} off on average "
                f"with everybody's records (from {-good.high:.3g} to {-good.low:.3g}). Giving the "
                f"same number every time, which needs no records of yours, is {-same:.3g} off."
            )
        return Finding("What do your records give the operator?", answer, good)

    def threshold(self, need: Range, lose: float) -> Finding:
        owners = len(self.records.names)
        share = f"{lose * 100:.0f} percent of that"
        if need.low > owners:
            answer = f"Not even when all but a few leave do these programs lose {share}."
        elif need.high > owners:
            answer = (
                f"At least {self.people(need.low)} of {owners:,}, and perhaps more than we could "
                f"try, if anybody may be among them. The middle of the tries is "
                f"{self.people(need.middle)}."
            )
        else:
            answer = (
                f"About {self.people(need.middle)} of {owners:,}, if anybody may be among them "
                f"(from {self.people(need.low)} to {self.people(need.high)})."
            )
        question = f"How many must take part before the operator loses {share}?"
        unsure = "With fewer the loss is real but smaller: the picture below shows it."
        return Finding(question, answer, need, unsure)

    def first(
        self, anybody: Range, best: Range, how: str, names: list[str], lose: float, sure: bool
    ) -> Finding:
        question = "Whom should you ask first?"
        if not sure:
            answer = (
                "Whomever you can reach. Asking those who seem to matter most did not clearly cost "
                "the operator more than asking anybody."
            )
            return Finding(question, answer, best)
        answer = (
            f"Those who {how}: {', '.join(names)}. Then about {self.people(best.middle)} are "
            f"enough (from {self.people(best.low)} to {self.people(best.high)}), in place of "
            f"{self.people(anybody.middle)}."
        )
        unsure = "It says whose records the guesses need, not who would join."
        return Finding(question, answer, best, unsure)

    def members(self, group: int, loss: Range) -> Finding:
        answer = f"If {group:,} leave and go on using the service: {self.more(loss)}, for them."
        unsure = "What they lose beside worse guesses, such as pay, is not counted."
        return Finding("What do those who leave lose themselves?", answer, loss, unsure)

    def stayers(self, group: int, loss: Range) -> Finding:
        answer = f"If {group:,} leave: {self.more(loss)}, for the others."
        return Finding("What do those who stay lose?", answer, loss)

    def back(self, group: int, same: bool, half: Range, whole: Range) -> Finding:
        exact = (
            "With the same records back, a program that is trained anew guesses exactly as before: "
            "we tried it."
            if same
            else "With the same records back, a program trained anew was not quite the same."
        )
        answer = (
            f"{exact} If only half of the {group:,} come back, {self.more(half)}, in place of "
            f"{self.number(whole.middle * self.scale)}."
        )
        unsure = "An operator that kept a copy of the records, or its old program, loses nothing."
        return Finding("What happens when they come back?", answer, half, unsure)

    def substitute(self, group: int, records: int, loss: Range, price: float | None) -> Finding:
        answer = (
            f"Records of about {group:,} other people of the same kind (about {records:,} records) "
            "would undo it, if they can be had."
        )
        if price is None:
            answer += (
                f" They are worth to it what {self.number(loss.middle * self.scale)} "
                + ("right guesses in a hundred" if self.guessing else "less of a miss")
                + " are worth, and no more."
            )
        else:
            low, middle, high = (max(one, 0) * self.scale * price for one in _ends(loss))
            answer += (
                f" It gains by that as long as one person's records cost less than about "
                f"{middle / group:,.3g} (from {low / group:,.3g} to {high / group:,.3g})."
            )
        unsure = "People who differ from those who left would replace them less well."
        return Finding("What would a substitute cost the operator?", answer, loss, unsure)

    def rival(self, group: int, rival: Range, gain: Range) -> Finding:
        share = [min(max(one, 0.0) / max(gain.middle, 1e-9) * 100, 100) for one in _ends(rival)]
        answer = (
            f"A competitor that starts with nothing and gets the records of the same {group:,} has "
            f"about {share[1]:.0f} percent of what the operator has from all of you "
            f"(from {share[0]:.0f} to {share[2]:.0f})."
        )
        unsure = "Whether anybody would use the competitor is not known here."
        return Finding("What if they give their records to a competitor?", answer, rival, unsure)

    def deal(self, group: int, paid: Range, alone: Range, price: float | None) -> Finding:
        if price is None:
            what = "right guesses in a hundred" if self.guessing else "less of a miss"
            together = [self.number(max(one, 0) * self.scale) for one in _ends(paid)]
            answer = (
                f"If what staying is worth is halved, {group:,} together can ask for what "
                f"{together[1]} {what} are worth (from {together[0]} to {together[2]}). "
                f"Each alone, with all others staying, can ask for what "
                f"{self.number(alone.middle * self.scale)} are worth."
            )
        else:
            money = [max(one, 0) * self.scale * price for one in _ends(paid)]
            answer = (
                f"If what staying is worth is halved, {group:,} together can ask for about "
                f"{money[1]:,.3g} (from {money[0]:,.3g} to {money[2]:,.3g}), which is "
                f"{money[1] / group:,.3g} each. One alone, with all others staying, can ask for "
                f"about {alone.middle * self.scale * price:,.3g}."
            )
        unsure = "Half is a custom and not a law; what the operator would agree to is not known."
        return Finding("Which deal do the numbers support?", answer, paid, unsure)


def _ends(one: Range) -> tuple[float, float, float]:
    return one.low, one.middle, one.high
