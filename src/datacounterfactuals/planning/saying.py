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
        return "more wrong guesses in 100" if self.guessing else "bigger miss on average"

    def number(self, value: float) -> str:
        """How many guesses of 100, or a miss; with no more digits than count."""
        if self.guessing:
            shown = round(value, 1) if abs(value) < 10 else round(value)
            return f"{shown or 0:g}".replace("-", "−")
        digits = max(0, 2 - math.floor(math.log10(self.typical))) if self.typical > 0 else 2
        shown = round(value, digits)
        return (f"{shown:,.0f}" if digits == 0 else f"{shown or 0:g}").replace("-", "−")

    def more(self, loss: Range, whom: str = "") -> str:
        """A loss in words: what there is more of, for `whom`, and between which ends."""
        low, middle, high = (one * self.scale for one in _ends(loss))
        if self.number(low) == self.number(high) == "0":
            return f"guesses{whom} are as good as before"
        more, fewer = ("more", "fewer") if self.guessing else ("more", "less")
        ends = f"{self.number(low)} to {self.number(high)}"
        if low < 0 < high and self.number(low) != "0":
            ends = f"from {self.number(-low)} {fewer} to {self.number(high)} {more}"
        size, way = self.number(abs(middle)), fewer if middle < 0 else more
        if size == "0":
            what = "are wrong about as often" if self.guessing else "miss by about as much"
            return f"guesses{whom} {what} as before ({ends})"
        if self.guessing:
            return f"of every 100 guesses{whom} about {size} {way} are wrong ({ends})"
        return f"guesses{whom} miss by about {size} {way} on average ({ends})"

    def much(self, value: float) -> str:
        """What a loss is worth, where nobody gave a price."""
        if self.guessing:
            shown = self.number(value)
            return f"{shown} right guess{'es' * (shown != '1')} in every 100"
        return f"guesses that miss by {self.number(value)} less"

    def people(self, value: float) -> str:
        owners = len(self.records.names)
        return f"{math.ceil(value):,}" if value <= owners else f"more than all {owners:,}"

    def worth(self, good: Range, same: float) -> Finding:
        if self.guessing:
            answer = (
                f"With everybody's records about {good.middle * 100:.0f} of every 100 guesses of "
                f"“{self.records.target}” are right ({good.low * 100:.0f} to "
                f"{good.high * 100:.0f}). Without your records it could only give the most common "
                f"answer every time, and {same * 100:.0f} would be right. The difference is what "
                "your records give it."
            )
        else:
            middle, low, high = (self.number(-one) for one in (good.middle, good.high, good.low))
            answer = (
                f"With everybody's records a guess of “{self.records.target}” misses by about "
                f"{middle} on average ({low} to {high}). Without your records it could only give "
                f"the same number every time, and would miss by {self.number(-same)}. The "
                "difference is what your records give it."
            )
        return Finding("What do your records give the operator?", answer, good)

    def threshold(self, need: Range, lose: float) -> Finding:
        owners, share = len(self.records.names), f"{lose * 100:.3g}% of that"
        few, about, most = (self.people(one) for one in _ends(need))
        if need.low > owners:
            answer = f"In our tries even all {owners:,} together did not take {share} away."
        elif few == most:
            answer = f"{about} of {owners:,}, whoever they are; every try says so."
        else:
            answer = f"About {about} of {owners:,}, whoever they are ({few} to {most})."
        question = f"How many must take part before the operator loses {share}?"
        unsure = "With fewer the operator loses less: see the picture."
        return Finding(question, answer, need, unsure)

    def first(self, anybody: Range, best: Range, how: str, names: list[str], sure: bool) -> Finding:
        question = "Whom should you ask first?"
        few, about, most = (self.people(one) for one in _ends(best))
        enough = f"about {about} ({few} to {most})"
        if not sure:
            answer = (
                f"Anybody you can reach. If you begin with those whose records {how}, it "
                f"takes {enough}. That is not clearly fewer than with anybody."
            )
            return Finding(question, answer, best)
        answer = (
            f"Those whose records {how}: {', '.join(names)}. If you begin with them, {enough} are "
            f"enough. With anybody it takes {self.people(anybody.middle)}."
        )
        unsure = "This says whose records the guesses need. It does not say who would join."
        return Finding(question, answer, best, unsure)

    def members(self, group: int, loss: Range) -> Finding:
        answer = (
            f"If {group:,} withhold their records and go on using the service, "
            f"{self.more(loss, ' for them')}."
        )
        unsure = "Lost pay, or anything else than worse guesses, is not counted."
        return Finding("What do those who take part lose themselves?", answer, loss, unsure)

    def stayers(self, group: int, loss: Range) -> Finding:
        answer = f"If {group:,} take part, {self.more(loss, ' for the others')}."
        return Finding("What do those who stay lose?", answer, loss)

    def back(self, group: int, same: bool, half: Range, whole: Range) -> Finding:
        exact = (
            "Once the same records are back and the program is trained again, it guesses exactly "
            "as before. We tried it."
            if same
            else "Once the same records were back, a program trained again guessed a little "
            "differently than before."
        )
        answer = (
            f"{exact} If only half of the {group:,} come back, {self.more(half)}; with all "
            f"{group:,} away it was {self.number(whole.middle * self.scale)}."
        )
        unsure = "An operator that kept a copy of the records, or its old program, loses nothing."
        return Finding("What happens when they come back?", answer, half, unsure)

    def substitute(self, group: int, records: int, loss: Range, price: float | None) -> Finding:
        low, middle, high = (max(one, 0.0) * self.scale for one in _ends(loss))
        answer = (
            f"To make up for {group:,} it needs about as many records from people like them: "
            f"about {records:,}. "
        )
        if price is None:
            answer += (
                f"They are worth no more to it than {self.much(middle)} "
                f"({self.number(low)} to {self.number(high)})."
            )
        else:
            low, middle, high = (one * price for one in (low, middle, high))
            answer += (
                f"They are worth no more to it than {money(middle)} ({money(low)} to "
                f"{money(high)}), which is {money(middle / group)} for each person."
            )
        unsure = "This is worked out, not tried. Records of people unlike them would help it less."
        return Finding("What would a substitute cost the operator?", answer, loss, unsure)

    def rival(self, group: int, rival: Range) -> Finding:
        low, middle, high = (min(max(one, 0.0), 1.0) * 100 for one in _ends(rival))
        ends = f" ({low:.0f}% to {high:.0f}%)"
        if f"{low:.0f}" == f"{high:.0f}":
            ends = "; every try says so"
        answer = (
            f"A competitor that starts with nothing and gets the records of the same {group:,} has "
            f"about {middle:.0f}% of what the operator has from all of you{ends}."
        )
        unsure = "Whether anybody would use the competitor is not known here."
        return Finding("What if they give their records to a competitor?", answer, rival, unsure)

    def deal(self, group: int, paid: Range, alone: Range, price: float | None) -> Finding:
        low, middle, high = (max(one, 0.0) * self.scale for one in _ends(paid))
        single = alone.middle * self.scale
        if price is None:
            little = "almost nothing"
            if self.number(single) != "0":
                little = f"what {self.much(single)} would be worth"
            answer = (
                f"If you and the operator share in halves what your staying is worth to it, "
                f"{group:,} together can ask for what {self.much(middle)} would be worth to it "
                f"({self.number(low)} to {self.number(high)}). One alone, while all others stay, "
                f"can ask for {little}."
            )
        else:
            low, middle, high = (one * price for one in (low, middle, high))
            answer = (
                f"If you and the operator share in halves what your staying is worth to it, "
                f"{group:,} together can ask for about {money(middle)} ({money(low)} to "
                f"{money(high)}), which is {money(middle / group)} each. One alone, while all "
                f"others stay, can ask for about {money(single * price)}."
            )
        unsure = "Half is a custom, not a law. Nobody knows here what the operator would agree to."
        return Finding("Which deal do the numbers support?", answer, paid, unsure)


def money(value: float) -> str:
    """An amount in whatever the price was given in."""
    return f"{value:,.0f}" if value >= 100 else f"{float(f'{value:.2g}'):g}"


def _ends(one: Range) -> tuple[float, float, float]:
    return one.low, one.middle, one.high
