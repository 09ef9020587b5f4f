"""The colours of the look can be read by everybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.charts.palette import DARK, LIGHT, READABLE, Palette, contrast, mix

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


@LOOKS
@given(share=st.floats(0, 1))
def test_a_number_on_a_cell_is_readable(look: Palette, share: float) -> None:
    ground = look.shade(share)
    assert contrast(look.ink_on(ground), ground) >= READABLE


@LOOKS
@given(share=st.floats(-1, 1))
def test_a_signed_number_on_a_cell_is_readable(look: Palette, share: float) -> None:
    ground = look.sign(share)
    assert contrast(look.ink_on(ground), ground) >= READABLE


@LOOKS
def test_text_and_signs_are_readable_on_paper(look: Palette) -> None:
    for colour in (look.ink, look.soft, look.help, look.harm):
        assert contrast(colour, look.paper) >= READABLE


@LOOKS
def test_better_is_always_farther_from_the_paper(look: Palette) -> None:
    far = [contrast(look.shade(step / 40), look.paper) for step in range(41)]
    assert far == sorted(far)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_mixing_ends_where_it_should() -> None:
    assert mix("#102030", "#ffffff", 0.0) == "#102030"
    assert mix("#102030", "#ffffff", 1.0) == "#ffffff"
