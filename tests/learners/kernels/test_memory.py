"""Arrays for kernels begin where a cache line does."""

import numpy as np
import pytest

from datacounterfactuals.learners.kernels.memory import LINE, zeros


@pytest.mark.parametrize("shape", [(1,), (3, 8), (7, 1, 5)])
def test_zeros_begin_where_a_line_does(shape: tuple[int, ...]) -> None:
    made = zeros(*shape)
    assert made.ctypes.data % LINE == 0
    assert made.flags.c_contiguous
    np.testing.assert_array_equal(made, np.zeros(shape))
