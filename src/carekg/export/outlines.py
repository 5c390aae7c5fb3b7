"""Outlines: the shapes that things are drawn in, as large as the text in them."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from carekg.layers.looks import SHAPES

Array = npt.NDArray[np.float64]
_PAD_X, _PAD_Y = 7.0, 5.0
_ROUND: Final = 1.36  # what an ellipse is larger than the text in it
NUMBER: Final = {shape: number for number, shape in enumerate(SHAPES)}


def cut(shape: str, height: float) -> float:
    """Give how far the sloping sides of a shape reach in."""
    return {"hexagon": 0.3, "octagon": 0.22, "parallelogram": 0.25}.get(shape, 0.25) * min(height, 60.0)


def around(shape: str, width: float, height: float) -> tuple[float, float]:
    """Give the width and height of a shape around a block of text."""
    wide, high = width + 2 * _PAD_X, height + 2 * _PAD_Y
    if shape == "ellipse":
        return round(width * _ROUND + 8, 1), round(height * _ROUND + 6, 1)
    if shape in ("hexagon", "parallelogram", "trapezoid", "inverted-trapezoid"):
        return round(wide + 2 * cut(shape, high) * 0.7, 1), round(high, 1)
    return round(wide, 1), round(high, 1)


def corners(shape: str, width: float, height: float) -> list[tuple[float, float]] | None:
    """Give the corners of a shape around its middle; None for those that are no polygon."""
    a, b, c = width / 2, height / 2, cut(shape, height)
    points: dict[str, list[tuple[float, float]]] = {
        "rectangle": [(-a, -b), (a, -b), (a, b), (-a, b)],
        "hexagon": [(-a, 0), (c - a, -b), (a - c, -b), (a, 0), (a - c, b), (c - a, b)],
        "octagon": [(-a, c - b), (c - a, -b), (a - c, -b), (a, c - b), (a, b - c), (a - c, b), (c - a, b), (-a, b - c)],
        "parallelogram": [(c - a, -b), (a, -b), (a - c, b), (-a, b)],
        "trapezoid": [(c - a, -b), (a - c, -b), (a, b), (-a, b)],
        "inverted-trapezoid": [(-a, -b), (a, -b), (a - c, b), (c - a, b)],
    }
    return points.get(shape)


def contain(shapes: npt.NDArray[np.int64], sizes: Array, offsets: Array) -> npt.NDArray[np.bool_]:
    """Tell whether points lie in shapes, all at once.

    Parameters: shapes, their numbers, n; sizes, n × 2; offsets of the points from the middle, n × 2.
    """
    a, b = sizes[:, 0] / 2, sizes[:, 1] / 2
    x, y = np.abs(offsets[:, 0]), np.abs(offsets[:, 1])
    reach = np.minimum(sizes[:, 1], 60.0)
    c = np.select([shapes == NUMBER["hexagon"], shapes == NUMBER["octagon"]], [0.3 * reach, 0.22 * reach], 0.25 * reach)
    up = -offsets[:, 1] / np.maximum(b, 1e-9)  # 1 at the top, -1 at the bottom
    half = np.select(
        [shapes == NUMBER[name] for name in ("hexagon", "octagon", "trapezoid", "inverted-trapezoid")],
        [a - c * y / b, a - np.maximum(0, y - (b - c)), a - c * (up + 1) / 2, a - c * (1 - up) / 2],
        a,
    )
    leaning = np.abs(offsets[:, 0] - c * up / 2) <= a - c / 2
    boxed = np.where(shapes == NUMBER["parallelogram"], leaning, x <= half) & (y <= b)
    return np.where(shapes == NUMBER["ellipse"], (x / a) ** 2 + (y / b) ** 2 <= 1, boxed)


def flat(points: Sequence[tuple[float, float]], x: float, y: float) -> str:
    """Write corners around a middle as an SVG polygon has them."""
    return " ".join(f"{x + each:.1f},{y + other:.1f}" for each, other in points)


def as_array(rows: Sequence[Any]) -> Array:
    """Give rows of two numbers as an array, n × 2, also where there are none."""
    return np.array(rows, dtype=np.float64).reshape(-1, 2)
