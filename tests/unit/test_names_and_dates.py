"""CURIEs, dates, and content negotiation."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carekg import KnowledgeGraph
from carekg.terms.dates import read_date
from carekg.terms.errors import BadParameter, NotAcceptable, UnknownName
from carekg.terms.prefixes import PREFIXES, compress, expand
from carekg_api.http.negotiation import choose_graph, negotiate


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9]{1,8}){0,3}", fullmatch=True))
def test_a_curie_expands_and_its_iri_compresses_to_the_same_iri(prefix: str, local: str) -> None:
    iri = expand(f"{prefix}:{local}")
    assert iri == PREFIXES[prefix] + local
    assert expand(compress(iri)) == iri


@pytest.mark.parametrize("name", ["", "nope", "nope:x", "structure:", "http://e/a b", "<http://e/{x}>"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(BadParameter, match="CURIE"):
        expand(name)


@given(st.dates())
def test_dates_are_read_back(day: date) -> None:
    assert read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text", ["2022-02-30", "2022-7-1", "20220701", "2022", "yesterday", "2022-W26-5", "2022-07-01T00:00"]
)
def test_dates_that_do_not_exist_or_are_written_otherwise_are_refused(text: str) -> None:
    with pytest.raises(BadParameter, match="as_of"):
        read_date(text)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        ("application/json", "application/json"),
        ("text/*;q=0.2, application/json;q=0.9", "application/json"),
        ("text/turtle;q=0, application/json", "application/json"),
        ("image/png, */*;q=0.1", "text/turtle"),
    ],
)
def test_negotiation_follows_the_accept_header(accept: str | None, chosen: str) -> None:
    assert negotiate(accept, ["text/turtle", "application/json"]) == chosen


@pytest.mark.parametrize("accept", ["image/png", "nonsense", "application/json;q=0"])
def test_what_cannot_be_accepted_is_refused_with_what_is_on_offer(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="text/turtle"):
        negotiate(accept, ["text/turtle"])
    with pytest.raises(NotAcceptable, match="text/turtle"):
        choose_graph(accept)


def test_a_name_of_several_things_is_settled_by_the_kind_that_is_asked_for(kg: KnowledgeGraph) -> None:
    assert kg.names.resolve("supports", ("finding-direction",)).endswith("/finding-direction/supports")
    with pytest.raises(UnknownName, match=r"no modality 'mustt' here\. Did you mean must or must not"):
        kg.names.resolve("mustt", ("modality",))


def test_a_body_goes_before_the_heading_of_a_provision_about_it(kg: KnowledgeGraph) -> None:
    heading = '{ ?p a ckg:Provision ; rdfs:label "Child Safeguarding Practice Review Panel"@en }'
    assert kg.query(f"ASK {heading}")
    found = kg.names.resolve("Child Safeguarding Practice Review Panel")
    assert found.endswith("/structure/child-safeguarding-practice-review-panel")
