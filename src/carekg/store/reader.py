"""The reader: it reads the text of one of our own queries, and tells which triples the query looks at.

It knows the part of SPARQL in which our rules, checks and queries are written, and says so where one has more.

Source: SPARQL 1.1 Query Language, sections 9 (paths), 12 (subqueries) and 18.2.1 (scope of variables).
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal

from pyoxigraph import NamedNode

from carekg.store.cursor import Cursor, Token, Unreadable, Way
from carekg.store.reading import Group, Node, Pattern, Reading

_TRIPLE_STARTS: Final = ("variable", "iri", "name")


@cache
def read_query(text: str) -> Reading:
    """Tell what a query reads. Raises: Unreadable."""
    return _Reader(text).read()


class _Reader(Cursor):
    """The reader of the groups of a query."""

    def read(self) -> Reading:
        while self._word in ("PREFIX", "BASE"):
            self._declare()
        template: tuple[Pattern, ...] = ()
        root = Group("root", is_distinct=True)
        if self._word == "CONSTRUCT":
            self._take()
            made = Group("root")
            self._braces(made)
            template = tuple(made.patterns)
        elif self._word == "SELECT":
            _, root.is_distinct, _ = self._projection()
        else:
            raise Unreadable(self._word)
        if self._word == "WHERE":
            self._take()
        self._braces(root)
        written = Counter(text[1:] for kind, text in self._tokens if kind == "variable")
        read = Counter(name for group in root.walk() for pattern in group.patterns for name in pattern.variables)
        lonely = (name for name, times in read.items() if times == 1 and written[name.partition("~")[0]] == 1)
        return Reading(root, template, frozenset(lonely))

    def _projection(self) -> tuple[set[str], bool, dict[str, str]]:
        """Pass over SELECT and what it projects.

        Returns: the variables that it takes as they are; whether each solution is given once; and the names of what it
        chooses from the values of a variable.
        """
        self._take("SELECT")
        is_distinct, names, chosen = self._word == "DISTINCT", set[str](), dict[str, str]()
        while self._next[1] != "{" and self._word != "WHERE":
            kind, text = self._next
            if kind == "end" or text == "*":
                raise Unreadable("SELECT *")
            if kind == "open":
                is_distinct = False  # what is counted is counted with all its rows
                match [written for _, written in self._skip_brackets()]:
                    case ["(", "MIN" | "MAX" | "SAMPLE", "(", inner, ")", "AS", name, ")"]:
                        chosen[name[1:]] = inner[1:]
            else:
                names |= {text[1:]} if kind == "variable" else set()
                self._take()
        return names, is_distinct, chosen

    def _skip_brackets(self, inside: Group | None = None) -> list[Token]:
        """Pass over an expression in brackets, and what EXISTS asks for in it; give its tokens."""
        start, depth = self._at, 0
        while True:
            kind, _ = self._next
            if self._word == "EXISTS" and inside is not None:
                self._take()
                self._inner(inside, "aside")
                continue
            depth += (kind == "open") - (kind == "close")
            self._take()
            if depth == 0:
                return self._tokens[start : self._at]

    def _braces(self, group: Group) -> None:
        self._take("{")
        if self._word == "SELECT":
            self._select(group)
        while self._next[1] != "}":
            self._part(group)
        self._take("}")

    def _select(self, group: Group) -> None:
        """Read a subquery, whose other variables are its own."""
        names, group.is_distinct, chosen = self._projection()
        kept = frozenset(map(self._name, names))
        outer = [self._name(name) for name in chosen]
        self._fresh += 1
        self._scopes.append((names, self._fresh))
        if self._word == "WHERE":
            self._take()
        inner = Group("select", group, kept, group.is_distinct)
        inner.chosen = dict(zip(outer, map(self._name, chosen.values()), strict=True))
        group.unions.append([inner])
        self._braces(inner)
        while self._next[1] != "}":  # GROUP BY, HAVING
            self._skip_brackets() if self._next[0] == "open" else self._take()
        self._scopes.pop()

    def _inner(self, group: Group, kind: Literal["branch", "aside", "absent"], *, is_optional: bool = False) -> Group:
        inner = Group(kind, group, is_distinct=not is_optional and (kind != "branch" or group.is_distinct))
        self._braces(inner)
        if kind != "branch":
            group.asides.append(inner)
        if is_optional:
            group.loose |= inner.binds - group.binds
        return inner

    def _part(self, group: Group) -> None:
        """Read the next part. Raises: Unreadable, also where it turns on whether something optional was found."""
        self._read_part(group)
        if group.loose & group.binds:
            raise Unreadable(str(group.loose & group.binds))

    def _read_part(self, group: Group) -> None:
        kind, text = self._next
        word = self._word
        if text == "{":
            branches = [self._inner(group, "branch")]
            while self._word == "UNION":
                self._take()
                branches.append(self._inner(group, "branch"))
            group.unions.append([_bare(each) for each in branches])
        elif text == ".":
            self._take()
        elif word in ("OPTIONAL", "MINUS"):
            self._take()
            self._inner(group, "aside", is_optional=word == "OPTIONAL")
        elif word == "FILTER":
            self._filter(group)
        elif word == "BIND":
            self._take()
            *names, made = (self._name(text[1:]) for kind, text in self._skip_brackets(group) if kind == "variable")
            group.made[made] = names
        elif word == "VALUES":
            self._values(group)
        elif word == "GRAPH":
            self._take()
            outer, self._graph = self._graph, self._node()
            group.unions.append([self._inner(group, "branch")])
            self._graph = outer
        elif kind in _TRIPLE_STARTS:
            self._triples(group)
        else:
            raise Unreadable(text)

    def _filter(self, group: Group) -> None:
        self._take("FILTER")
        if self._word in ("NOT", "EXISTS"):
            kind: Literal["absent", "aside"] = "absent" if self._take().upper() == "NOT" else "aside"
            if kind == "absent":
                self._take("EXISTS")
            self._inner(group, kind)
            return
        start, asides = self._at, len(group.asides)
        if self._next[0] != "open":
            self._take()
        self._skip_brackets(group)
        names = {text[1:] for kind, text in self._tokens[start : self._at] if kind in ("variable", "parameter")}
        if len(names) == 1 and len(group.asides) == asides:
            name = names.pop()
            group.filters.append((self._name(name), name, self._written(start)))

    def _written(self, start: int) -> str:
        """Give the text from a token on to here."""
        places = range(start, self._at)
        return "".join(" " * self._spaced[place] + self._tokens[place][1] for place in places)

    def _values(self, group: Group) -> None:
        self._take("VALUES")
        is_row = self._next[1] == "("
        listed = self._skip_brackets() if is_row else [("variable", self._take())]
        names = [self._name(text[1:]) for kind, text in listed if kind == "variable"]
        self._take("{")
        cells: list[Node | None] = []
        while self._next[1] != "}":
            if self._next[0] in ("open", "close"):
                self._take()
            elif self._word == "UNDEF":
                self._take()
                cells.append(None)
            else:
                cells.append(self._node())
        self._take("}")
        for place, name in enumerate(names):
            column = cells[place :: len(names)]
            if None not in column:
                group.columns.append((name, frozenset(each for each in column if not isinstance(each, str) and each)))

    def _triples(self, group: Group) -> None:
        subject = self._node()
        while True:
            path = self._path()
            while True:
                self._lay(group, subject, path, self._node())
                if self._next[1] != ",":
                    break
                self._take()
            while self._next[1] == ";":
                self._take()
            if self._next[1] in (".", "}") or self._next[0] == "open" or self._word not in ("", "A"):
                return
            if self._tokens[self._at - 1][1] != ";":
                return

    def _lay(self, group: Group, subject: Node, path: Way, value: Node) -> None:
        """Write a path as patterns, with a variable of its own for each step between."""
        if isinstance(path, str | NamedNode):
            predicates = path if isinstance(path, str) else frozenset((path,))
            group.patterns.append(Pattern(subject, predicates, value, self._graph))
            return
        sort, parts = path
        if sort == "^":
            self._lay(group, value, parts[0], subject)
        elif sort == "/":
            for part in parts[:-1]:
                self._fresh += 1
                between = f"~{self._fresh}"
                self._lay(group, subject, part, between)
                subject = between
            self._lay(group, subject, parts[-1], value)
        else:
            found = frozenset(_predicates(path))
            plain = all(isinstance(part, NamedNode) for part in parts)
            if sort == "|" and plain:
                group.patterns.append(Pattern(subject, found, value, self._graph))
            else:
                reach: Literal["along", "any"] = "along" if plain and sort != "|" else "any"
                group.patterns.append(Pattern(subject, found, value, self._graph, reach, sort != "+" or reach == "any"))


def _bare(group: Group) -> Group:
    """Give the subquery that a group is, where it is nothing else."""
    match group:
        case Group(patterns=[], columns=[], filters=[], asides=[], unions=[[Group(kind="select") as inner]]):
            inner.parent = group.parent
            return inner
    return group


def _predicates(path: Way) -> Iterator[NamedNode]:
    if isinstance(path, NamedNode):
        yield path
    elif isinstance(path, str):
        raise Unreadable(path)
    else:
        for part in path[1]:
            yield from _predicates(part)
