"""Every error has a status and an exit code."""

import pytest

from carekg.cli.app import EXIT_CODES
from carekg.terms import errors
from carekg_api.http.problems import STATUSES

CLASSES = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, errors.CarekgError) and each is not errors.CarekgError
]


def test_the_tree_in_the_documentation_is_the_tree() -> None:
    assert errors.__doc__ is not None
    assert all(each.__name__ in errors.__doc__ for each in CLASSES)


@pytest.mark.parametrize("error", CLASSES)
def test_every_error_is_mapped(error: type[errors.CarekgError]) -> None:
    assert any(each in STATUSES for each in error.__mro__)
    assert any(each in EXIT_CODES for each in error.__mro__)
