"""The colours of the look, light and dark, and the arithmetic of reading text on them."""

from dataclasses import dataclass
from typing import final

SERIF = '"Source Serif 4", Georgia, "Liberation Serif", serif'
SANS = 'Inter, "Helvetica Neue", Arial, "Liberation Sans", sans-serif'
READABLE = 4.5
"""The least contrast of text on its ground (WCAG 2, level AA)."""


@final
@dataclass(frozen=True)
class Palette:
    """Paper, ink, and what the hues mean: `help` and `harm` for a sign, `ramp` from worst to best
    (so that better is always farther from the paper)."""

    paper: str
    ink: str
    soft: str
    line: str
    help: str
    harm: str
    ramp: tuple[str, ...]
    series: tuple[str, ...]

    def shade(self, share: float) -> str:
        """The colour of a cell, from 0 (worst) to 1 (best)."""
        place = min(max(share, 0.0), 1.0) * (len(self.ramp) - 1)
        left = min(int(place), len(self.ramp) - 2)
        return mix(self.ramp[left], self.ramp[left + 1], place - left)

    def sign(self, share: float) -> str:
        """The colour of a signed number, from -1 (harms most) through paper to 1 (helps most)."""
        target = self.help if share >= 0 else self.harm
        return mix(self.paper, target, min(abs(share), 1.0))

    def ink_on(self, ground: str) -> str:
        """The text colour that is read on a ground: at least 4.5 to 1."""
        for ink in (self.ink, self.paper):
            if contrast(ink, ground) >= READABLE:
                return ink
        return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))


LIGHT = Palette(
    paper="#fbfaf7",
    ink="#1c1f24",
    soft="#666b73",
    line="#e4e0d8",
    help="#0f6e7c",
    harm="#b5541c",
    ramp=("#f3efe6", "#cfe0d6", "#86b8b5", "#3c7f92", "#1d3f63"),
    series=("#1c1f24", "#0f6e7c", "#b5541c", "#5b5aa6", "#8a7a1f", "#9b3a63"),
)
DARK = Palette(
    paper="#14161a",
    ink="#ece9e2",
    soft="#9aa0a8",
    line="#2a2e35",
    help="#5fc3cf",
    harm="#f0935a",
    ramp=("#1d2026", "#20384a", "#27647a", "#58a6a6", "#d9ecd6"),
    series=("#ece9e2", "#5fc3cf", "#f0935a", "#a9a8ee", "#d8c65a", "#e78fb3"),
)


def palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """The colour that lies `share` of the way from one to another."""
    pairs = zip(channels(first), channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
