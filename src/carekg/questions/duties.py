"""The duty ledger: who must, may or must not do what, on a date; keys first, then the details of these."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.questions.application import applying
from carekg.questions.asking import Ask
from carekg.questions.content import to_python
from carekg.questions.keyed import in_blocks
from carekg.questions.settling import nations_of
from carekg.questions.tense import FOUNDED
from carekg.questions.trust import tenses
from carekg.store.embedded import Embedded
from carekg.store.keeping import Kept
from carekg.store.sparql import Value, bind, read, read_folder
from carekg.terms.prefixes import PREFIXES

_HERE: Final = Path(__file__).parent
_ALL: Final = read(_HERE / "duties-all.rq")
_BEARERS: Final = read(_HERE / "duties-bearers.rq")
_OF: Final = read(_HERE / "duties-of.rq")
_NARROWED: Final = {part.name: part for part in read_folder(_HERE / "duties")}  # one for each other parameter
_DETAILS: Final = read(_HERE / "duties-details.rq")
_WORDS: Final = read(_HERE / "duties-words.rq")
_BEARER: Final = f"{PREFIXES['ckg']}bearer"
_OTHER: Final = f"{PREFIXES['ckg']}inRelationTo"
_FIELDS: Final = {  # what the words of each property are in a row, where they are not called as it is
    "exercisedBy": "exercised_by", "actionObject": "object", "inRelationTo": "other_party", "bearer": "bearers",
    "triggeredBy": "triggered_by", "conditionNote": "condition", "readAt": "read_at",
}  # fmt: skip
_JOINED: Final = (
    *("exercised_by", "accountable", "object", "qualifier", "condition", "triggered_by", "consequence", "read_at"),
)
_PARTIES: Final = {
    "bearer": "that it bears",
    "exercised_by": "that it exercises for others",
    "in_relation_to": "that face it as the other party",
    "object": "that have it as their object",
}
_CAPACITIES: Final = {
    "bearer": "bears it",
    "exercisedBy": "exercises it in the place of those who bear it",
    "inRelationTo": "is bound as the other party",
}
Row = dict[str, Any]
Words = dict[str, list[tuple[str, str]]]


def answer(ask: Ask) -> Answer:
    """List the statements that bind on the date, of one bearer or of all, narrowed by what else was given.

    Of one bearer, what it exercises in the place of others is in the same list.
    """
    keys = _of(ask) if ask.values["bearer"] else None
    known = None if keys is None else _statements(keys)
    given = [part.text for name, part in _NARROWED.items() if ask.values[name] is not None]
    narrowed = [] if known == [] else [_ask(ask, text, statements=known) for text in given]
    keys = _all(ask, narrowed) if keys is None else keys
    for found in narrowed:
        keys = _narrow(keys, found)
    details = _DETAILS_OF.of(ask.store, {key["statement"] for key in keys})
    keys = _of_its_nation(ask, keys, details)
    words = _WORDS_OF.of(ask.store, {key["statement"] for key in keys})
    waits = _waiting(ask)
    rows = [_row(key, details[key["statement"]], words.get(key["statement"], {})) | waits for key in keys]
    order = ("provision", "statement", "bearer", "through", "valid_from", "valid_until", "capacity")
    told = sorted(rows, key=lambda row: tuple(row[name] or "" for name in order))
    return ask.answer(told, notes=() if told else tuple(_elsewhere(ask)))


def _elsewhere(ask: Ask) -> Iterable[str]:
    """Say as what else there are statements of the one thing that was given."""
    given = {name: value for name, value in ask.values.items() if value is not None}
    if len(given) != 1 or given.keys().isdisjoint(_PARTIES):
        return
    ((own, thing),) = given.items()
    for name, words in _PARTIES.items():
        if name != own and name in _NARROWED:
            found = _ask(ask, _NARROWED[name].text, statements=None, **{name: NamedNode(thing)})
            statements = {row["statement"] for row in found}
            if statements:
                yield f"Statements {words}: {len(statements)}."


def _statements(keys: Sequence[Row]) -> list[NamedNode]:
    return [NamedNode(each) for each in sorted({key["statement"] for key in keys})]


def _of_its_nation(ask: Ask, keys: list[Row], details: Mapping[str, Row]) -> list[Row]:
    """Leave out of the duties of a body what applies in other nations only: a kind may be in several, a body is not."""
    bearer = ask.values["bearer"]
    nations = nations_of(ask.store, [bearer]) if bearer and bearer.startswith(PREFIXES["body"]) else set()
    if len(nations) != 1:
        return keys
    here = applying(ask.store, {row["provision"] for row in details.values()}, nations.pop())
    return [key for key in keys if here.get(details[key["statement"]]["provision"], True)]


def _waiting(ask: Ask) -> Row:
    """Say of every duty of a body that is founded and does not operate yet that it is not owed yet."""
    bearer = ask.values["bearer"]
    word = tenses(ask.store, [bearer], ask.as_of)[bearer] if bearer else ""
    return {"tense": word} if word == FOUNDED else {}


def _of(ask: Ask) -> list[Row]:
    """Give what one bearer has to do."""
    bearers = [NamedNode(row["bearer"]) for row in _ask(ask, _BEARERS.text)]
    return _ask(ask, _OF.text, bearers=bearers) if bearers else []


def _all(ask: Ask, narrowed: Sequence[Sequence[Row]]) -> list[Row]:
    """Give what each bearer has to do, of the statements that the narrowest of what else was given leaves."""
    if not narrowed:
        return _ask(ask, _ALL.text, statements=None)
    wanted = min(({row["statement"] for row in found} for found in narrowed), key=len)
    return _ask(ask, _ALL.text, statements=[NamedNode(each) for each in sorted(wanted)]) if wanted else []


def _ask(ask: Ask, text: str, **more: Value) -> list[Row]:
    rows = ask.store.select(bind(text, {**ask.terms(), **more}))
    found = [{name: to_python(term) for name, term in row.items()} for row in rows]
    return list({tuple(row.items()): row for row in found}.values())


def _narrow(keys: Sequence[Row], found: Sequence[Row]) -> list[Row]:
    """Keep the keys whose statement was found; where a party was, another part than the key's own must be its."""
    by_statement: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_statement[row["statement"]].append(row)
    return [key for key in keys if any(_faces(key, row) for row in by_statement[key["statement"]])]


def _faces(key: Row, row: Row) -> bool:
    if "towards" not in row:
        return True
    is_other = row["side"] == _OTHER or (row["side"] == _BEARER and key["as"] == _OTHER)
    return bool(row["towards"] != key["part"] and is_other)


def _say(store: Embedded, statements: Sequence[str]) -> dict[str, Row]:
    """Give what each statement says, the first row of each in their order, with the last day on which it was read."""
    kept: dict[str, Row] = {}
    for row in in_blocks(store, _DETAILS.text, {}, "statements", [NamedNode(each) for each in statements]):
        same = kept.setdefault(row["statement"], row)
        same["read_on"] = max(same["read_on"] or "", row["read_on"] or "") or None
    return kept


def _name(store: Embedded, statements: Sequence[str]) -> dict[str, Words]:
    """Give whom and what each statement names, by what these are to it."""
    found: dict[str, Words] = defaultdict(lambda: defaultdict(list))
    for row in in_blocks(store, _WORDS.text, {}, "statements", [NamedNode(each) for each in statements]):
        name = row["field"].rpartition("/")[2]
        found[row["statement"]][_FIELDS.get(name, name)].append((row["thing"], row["value"]))
    return found


_DETAILS_OF: Final = Kept(_say)
_WORDS_OF: Final = Kept(_name)


def _row(key: Row, details: Row, words: Words) -> Row:
    """Join a part with its statement; the other party of who is itself the other party is the bearer too."""
    itself = (key["bearer"], key["through"] or key["bearer"])
    facing = [*words.get("other_party", ()), *(words.get("bearers", ()) if key["as"] == _OTHER else ())]
    others = sorted({value for thing, value in facing if thing not in itself})
    joined = {name: "; ".join(dict.fromkeys(value for _, value in words.get(name, ()))) for name in _JOINED}
    more = {"other_party": "; ".join(others), "capacity": _CAPACITIES[key["as"].rpartition("/")[2]]}
    borne = "; ".join(value for _, value in words.get("bearers", ()))
    return details | key | joined | more | {"borne_by": borne}
