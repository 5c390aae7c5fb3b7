"""The dataset that a query names, as another server would read it."""

import pytest

from carekg.store.dataset import sources
from carekg.terms.errors import QueryRefused


@pytest.mark.parametrize("query", ["PREFIX f: <http://e/> ASK FROMf:x {}", "ASKFROM<file:///x> {}"])
def test_from_that_may_hide_in_a_longer_word_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused, match="space"):
        sources(query)


def test_from_after_a_comment_that_ends_with_a_carriage_return_is_seen() -> None:
    assert sources("ASK #\rFROM <file:///x>\n{ ?from ckg:validFrom 'FROM <y>' }") == ["file:///x"]
