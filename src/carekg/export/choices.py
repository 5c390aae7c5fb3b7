"""Choices: what can be asked of a picture, by name. They are read without what draws it."""

from typing import Final, Literal, get_args

Bundle = Literal["pairs", "kinds", "none"]
BUNDLES: Final[tuple[Bundle, ...]] = get_args(Bundle)
LAYOUTS: Final = ("network", "hub", "layers", "groups", "geography", "time", "overview")
