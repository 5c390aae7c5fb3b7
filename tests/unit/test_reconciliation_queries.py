"""Queries of reconciliation are read whatever is sent: a query, or a refusal that names what is wrong."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carekg.names.reconciliation import Query
from carekg.terms.errors import BadParameter
from carekg_api.rest.queries import LONGEST, read_batch, read_fields, read_one, read_wanted

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()))
VALUES = NAMES | st.integers(0, 10**6) | st.booleans() | st.fixed_dictionaries({"id": NAMES}, optional={"name": NAMES})
QUERIES = st.fixed_dictionaries(
    {"query": NAMES},
    optional={
        "type": NAMES | st.lists(NAMES, max_size=3),
        "limit": st.integers(-5, 10**9) | st.floats(0, 1e300),
        "type_strict": st.sampled_from(["any", "all", "should"]),
        "properties": st.lists(
            st.fixed_dictionaries({"pid": NAMES, "v": VALUES | st.lists(VALUES, max_size=3)}), max_size=4
        ),
    },
)
NEARLY = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("query", "type", "limit", "type_strict", "properties", "more"), ANYTHING),
)


def refusal(read: Callable[[str], object], text: str) -> str:
    """Why a text is refused; nothing where it is read."""
    try:
        read(text)
    except BadParameter as error:
        return str(error)
    return ""


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=10), QUERIES, max_size=5))
def test_what_the_specification_allows_is_read(batch: dict[str, dict[str, Any]]) -> None:
    found = read_batch(json.dumps(batch))
    assert list(found) == list(batch)
    for key, query in found.items():
        asked = batch[key]
        kinds = asked.get("type", [])
        assert query.text == asked["query"]
        assert query.kinds == ((kinds,) if isinstance(kinds, str) else tuple(kinds))
        assert 1 <= query.limit <= 25
        assert set(query.said) == {each["pid"] for each in asked.get("properties", [])}
        assert all(isinstance(value, str) and value for values in query.said.values() for value in values)
    assert read_batch(read_fields(urlencode({"queries": json.dumps(batch)}).encode())["queries"]) == found


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=10), NEARLY, max_size=3) | ANYTHING)
def test_anything_else_is_read_or_refused_by_name(sent: Any) -> None:
    for read in (read_batch, read_one, read_wanted):
        assert len(refusal(read, json.dumps(sent))) < 1_500


@settings(deadline=None)
@given(st.text(max_size=60) | st.sampled_from(["{", '{"query":', "[[[", '{"a":{}}', "null", '"x"', "1e999"]))
def test_what_is_no_json_is_refused(text: str) -> None:
    for read in (read_batch, read_wanted):
        assert refusal(read, text) or text.strip() == "{}"


@settings(deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_are_fields_or_refused(address: bytes, form: bytes) -> None:
    try:
        fields = read_fields(address, form)
    except BadParameter:
        return
    assert all(isinstance(text, str) for pair in fields.items() for text in pair)


def test_a_form_goes_before_an_address() -> None:
    assert read_fields(b"queries=1&query=a", b"queries=2") == {"queries": "2", "query": "a"}


def test_a_name_alone_is_a_query() -> None:
    assert read_one("Leeds") == Query("Leeds")
    assert read_one(' {"query": "Leeds", "limit": 3.7}') == Query("Leeds", limit=3)


@pytest.mark.parametrize(
    "given_", [{"query": "a" * (LONGEST + 1)}, {"query": " "}, {"query": ["a"]}, {"query": "a", "limit": True}]
)
def test_what_is_no_name_is_refused(given_: dict[str, Any]) -> None:
    with pytest.raises(BadParameter):
        read_one(json.dumps(given_))
