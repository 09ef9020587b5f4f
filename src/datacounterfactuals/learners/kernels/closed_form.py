"""The closed form of Shapley values for the votes of nearest neighbours."""

from datacounterfactuals.core.arrays import Array, Floats, Ints
from datacounterfactuals.learners.kernels.compiling import kernel


@kernel
def add_values(order: Array, label: Array, target: Ints, steps: Floats, out: Floats) -> None:
    """Add every row's value for some evaluation points, from the farthest row to the nearest.

    The farthest is worth `steps[n - 1]` if it has the point's label; each nearer one as much as the
    one behind it, and `steps` of its place more if it alone has the label, less if it alone has
    not. Shapes: `order` [p, n], `label` [n], `target` [p], `steps` [n], `out` [n].
    """
    count = order.shape[1]
    for point in range(order.shape[0]):
        value, behind = 0.0, 0
        for place in range(count - 1, -1, -1):
            row = order[point, place]
            right = 1 if label[row] == target[point] else 0
            value += (right - behind) * steps[place]
            out[row] += value
            behind = right
