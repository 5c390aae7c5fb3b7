"""Measures how names are found (by date, misspelt, by code, by citation, while typed), and what the index costs.

make acceptance NAME=found_names
"""

import argparse
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import httpx

from carekg import KnowledgeGraph
from carekg.names.folding import fold
from carekg.names.gathering import Gathered, Thing, ask, gather
from carekg.names.groups import MEANT
from carekg.names.writing import FILE, write
from carekg.terms.errors import AmbiguousName, InputError
from carekg.terms.prefixes import PREFIXES

SEED: Final = 20_261_129
PAIRS, NAMES, TYPED = 200, 300, 100
FIRST: Final = 5  # ranks that a misspelt name may come at
DAY: Final = date(2026, 11, 28)
NAMED: Final = ("label", "other", "former", "area")
Check = tuple[str, bool]


class Pair(NamedTuple):
    """A body and what followed it, the first day of the second, and what each is called: the same where it can be."""

    before: str
    after: str
    day: date
    texts: tuple[str, str]


def pairs(gathered: Gathered) -> tuple[list[Pair], list[Pair]]:
    """Give every body and its successor: those that bear the same code or name, and those that do not."""
    followed = {(before, after): day for before, after, day in gathered.successors} | _of_one_code(gathered)
    same, other = [], []
    for (before, after), day in sorted(followed.items()):
        one, two = gathered.things[before], gathered.things[after]
        text = shared(one, two)
        pair = Pair(before, after, date.fromisoformat(day[:10]), (text, text) if text else (one.label, two.label))
        (same if text else other).append(pair)
    return same, other


def _of_one_code(gathered: Gathered) -> dict[tuple[str, str], str]:
    """Give the bodies that bore a code, each with the one that bore it from the day on which the first had ended."""
    holders: dict[str, list[Thing]] = defaultdict(list)
    for thing in gathered.things.values():
        for name in thing.names if thing.group == "bodies" and thing.since else ():
            if name.role == "code":
                holders[name.text].append(thing)
    ordered = (sorted(things, key=lambda each: str(each.since)) for things in holders.values())
    following = (pair for things in ordered for pair in pairwise(things))
    return {(one.iri, two.iri): str(two.since) for one, two in following if one.until == two.since}


def shared(one: Thing, two: Thing) -> str:
    """Give a code or a name that two things bear; nothing where there is none."""
    codes = {name.text for name in one.names if name.role == "code"}
    code = next((name.text for name in two.names if name.role == "code" and name.text in codes), "")
    names = {fold(name.text): name.text for name in one.names if name.role in NAMED}
    return code or next((names[fold(n.text)] for n in two.names if n.role in NAMED and fold(n.text) in names), "")


def check_pairs(kg: KnowledgeGraph, wanted: list[Pair]) -> Iterator[Check]:
    """See that the last day of the first body gives that, and the first day of the second the second."""
    for pair in wanted:
        before, after = pair.day - timedelta(days=1), pair.day
        for iri, text, day in zip((pair.before, pair.after), pair.texts, (before, after), strict=True):
            yield f"{text} on {day}", resolved(kg, text, day, "body") == iri


def resolved(kg: KnowledgeGraph, text: str, day: date, *kinds: str) -> str | None:
    """Give what a text stands for; None where that is not one thing."""
    try:
        return kg.names.resolve(text, kinds, day)
    except InputError:
        return None


RULES: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "a letter left out": lambda name, dice: _changed(name, dice, lambda _, b: b),
    "a letter doubled": lambda name, dice: _changed(name, dice, lambda a, b: a + a + b),
    "two letters swapped": lambda name, dice: _changed(name, dice, lambda a, b: b + a),
    "& for and": lambda name, _: re.sub(r"\band\b", "&", name),
    "and for &": lambda name, _: name.replace("&", "and"),
    "Saint for St": lambda name, _: re.sub(r"\bSt\b\.?", "Saint", name),
    "St for Saint": lambda name, _: re.sub(r"\bSaint\b", "St", name),
    "no hyphens": lambda name, _: name.replace("-", " "),
    "no apostrophes": lambda name, _: name.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", ""),
    "no spaces about signs, two elsewhere": lambda name, _: name.replace(", ", ",").replace(" ", "  "),
    "capitals": lambda name, _: name.upper(),
    "no capitals": lambda name, _: name.lower(),
    "Council left out": lambda name, _: re.sub(r"\s*\bCouncil\b", "", name),
    "City left out": lambda name, _: re.sub(r"\s*\bCity\b", "", name),
    "NHS left out": lambda name, _: re.sub(r"^NHS ", "", name),
}


def _changed(name: str, dice: random.Random, change: Callable[[str, str], str]) -> str:
    """Change one letter of a word of more than three, with the one after it."""
    places = [
        place
        for word in re.finditer(r"[A-Za-z]{4,}", name)
        for place in range(word.start(), word.end() - 1)
        if name[place].lower() != name[place + 1].lower()
    ]
    place = dice.choice(places) if places else 0
    return name[:place] + change(name[place], name[place + 1]) + name[place + 2 :]


def misspelt(gathered: Gathered, dice: random.Random, count: int) -> Iterator[tuple[str, str, Thing]]:
    """Give names in force, misspelt by each rule that changes them, with the rule and the thing."""
    day = DAY.isoformat()
    meant = [each for each in gathered.things.values() if each.group in MEANT and each.group not in ("terms", "law")]
    there = [each for each in meant if (each.since or "") <= day and (each.until is None or each.until > day)]
    for thing in dice.sample(sorted(there, key=lambda each: each.iri), count):
        for rule, change in RULES.items():
            text = change(thing.label, dice).strip()
            if text != thing.label and fold(text):
                yield rule, text, thing


def check_misspelt(kg: KnowledgeGraph, gathered: Gathered, dice: random.Random, count: int) -> Iterator[Check]:
    """See that a misspelt name is among the first five, or a namesake of it is."""
    for rule, text, thing in misspelt(gathered, dice, count):
        first = kg.names.search(text, DAY).hits[:FIRST]
        labels = {fold(hit.thing.label) for hit in first}
        yield f"{rule}: {text}", fold(thing.label) in labels or thing.iri in {hit.thing.iri for hit in first}


def check_codes(kg: KnowledgeGraph, gathered: Gathered) -> Iterator[Check]:
    """See that each code stands, on the first or the last day of its holder, for that holder."""
    for thing in gathered.things.values():
        for name in thing.names:
            if name.role == "code" and thing.group in ("bodies", "places"):
                yield f"{name.text}: {thing.label}", thing.iri in {resolved(kg, name.text, day) for day in _days(thing)}


def _days(thing: Thing) -> Iterator[date]:
    if thing.since:
        yield date.fromisoformat(thing.since[:10])
    yield date.fromisoformat(thing.until[:10]) - timedelta(days=1) if thing.until else DAY


def citations(thing: Thing, act: Thing) -> list[str]:
    """Give the ways in which people cite a provision: by full title, short title, year, and number."""
    number, year = thing.number, (re.findall(r"\b(?:1[6-9]|20)\d\d\b", act.label) or [""])[-1]
    instrument = re.search(r"/(uksi|wsi|ssi)/(\d+)/(\d+)$", act.iri)
    chapter = re.search(r"/(ukpga|asp|anaw|asc|nia)/(\d+)/(\d+)$", act.iri)
    ways = [f"{_written_out(number)} of the {act.label}", f"{act.label}, {number}"]
    ways += [f"{number} {name.text}" for name in act.names if name.role == "other"]
    if instrument:
        told = f"{instrument[2]}/{instrument[3]}"
        ways += [f"{number} SI {told}", f"{number.replace('. ', '.')} of S.I. {told}"]
    if chapter:
        ways += [f"{year} Act {number.replace('. ', '.')}", f"{number} {chapter[2]} c. {chapter[3]}"]
        ways += [f"{number.replace('. ', '')} {act.label.removesuffix(year).strip()}"]
    return list(dict.fromkeys(ways))


_WORDS: Final = {
    "s.": "section", "reg.": "regulation", "art.": "article", "Sch.": "Schedule", "para.": "paragraph", "Pt.": "Part",
}  # fmt: skip


def _written_out(number: str) -> str:
    return " ".join(_WORDS.get(word, word) for word in number.split())


def check_provisions(kg: KnowledgeGraph, gathered: Gathered) -> Iterator[Check]:
    """See that each provision is found by three ways of citing it; one of several senses counts where it is one."""
    for thing in gathered.things.values():
        act = gathered.things.get(thing.act or "")
        if act is not None and thing.iri.startswith(f"{act.iri}/"):
            ways = citations(thing, act)
            yield f"{thing.number} of {act.label}", sum(_stands_for(kg, way, thing.iri) for way in ways) >= 3


def _stands_for(kg: KnowledgeGraph, text: str, iri: str) -> bool:
    try:
        return kg.names.resolve(text, ("law",), DAY) == iri
    except AmbiguousName as error:
        return iri in {_expanded(each) for each in error.candidates}
    except InputError:
        return False


def _expanded(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def typed(gathered: Gathered, dice: random.Random) -> list[str]:
    """Give what stands in a box while names are typed letter by letter."""
    names = dice.sample(sorted({each.label for each in gathered.things.values() if each.group == "bodies"}), TYPED)
    return [name[:end] for name in names for end in range(1, min(len(name), 25) + 1)]


def over_http(address: str, texts: list[str]) -> list[float]:
    """Give the milliseconds that each suggestion takes over HTTP, one after the other."""
    taken = []
    with httpx.Client() as client:
        for text in texts:
            began = time.perf_counter()
            answer = client.get(f"{address}/api/v1/suggest", params={"q": text, "as_of": DAY.isoformat()})
            taken.append(1000 * (time.perf_counter() - began))
            answer.raise_for_status()
    return taken


def in_process(kg: KnowledgeGraph, texts: list[str]) -> list[float]:
    """Give the milliseconds of the processor that each suggestion takes, whoever else uses the machine."""
    kg.names.load()
    taken = []
    for text in texts:
        began = time.process_time()
        kg.ask("suggest", q=text, as_of=DAY).to_json()
        taken.append(1000 * (time.process_time() - began))
    return taken


def tell_times(title: str, taken: list[float]) -> None:
    """Print the median and the 99th percentile of some times."""
    cuts = statistics.quantiles(taken, n=100)
    print(f"- {title}, {len(taken)}: median {cuts[49]:.1f} ms, 99th percentile {cuts[98]:.1f} ms")


def serve(store: Path, settle: float = 15) -> tuple["subprocess.Popen[bytes]", str]:
    """Start a server, and wait until it answers from memory."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("carekg")), "serve", "--store", str(store), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{address}/api/v1/suggest?q=leeds", timeout=10).raise_for_status()
            break
        except httpx.HTTPError:
            time.sleep(0.2)
    time.sleep(settle)
    return process, address


def tell(title: str, checks: Iterator[Check], shown: int = 12) -> None:
    """Print how many checks held, and those that did not."""
    found = list(checks)
    right = sum(held for _, held in found)
    print(f"- {title}: {right} of {len(found)} ({100 * right / max(len(found), 1):.1f} %)")
    for text in [text for text, held in found if not held][:shown]:
        print(f"  - not: {text}")


def main(store: Path) -> None:
    """Measure everything, and print it."""
    kg, dice = KnowledgeGraph.open(store), random.Random(SEED)
    began = time.process_time()
    gathered = gather(ask(kg.store))
    with TemporaryDirectory() as folder:
        write(gathered, Path(folder) / FILE)
        spent, size = time.process_time() - began, (Path(folder) / FILE).stat().st_size
    print("# Names found\n")
    print(f"Version {kg.version[:16]}, seed {SEED}.\n")
    print(f"- The index: {spent:.1f} s of processor time, {size / 2**20:.1f} MiB")
    same, other = pairs(gathered)
    drawn = [*same, *dice.sample(other, max(PAIRS - len(same), 0))]
    tell(f"By the date, {len(same)} pairs of one name or code", check_pairs(kg, same))
    tell(f"By the date, {len(drawn)} pairs", check_pairs(kg, drawn))
    tell(f"Misspelt, among the first {FIRST}", check_misspelt(kg, gathered, dice, NAMES))
    tell("Codes, with a date", check_codes(kg, gathered))
    tell("Provisions, by three ways of citing", check_provisions(kg, gathered))
    texts = typed(gathered, dice)
    tell_times("Suggestions, time of the processor", in_process(kg, texts))
    process, address = serve(store)
    try:
        load = os.getloadavg()[0]
        tell_times(f"Suggestions over HTTP by the clock, at a load of {load:.1f}", over_http(address, texts))
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, default=Path("carekg-store"))
    main(options.parse_args().store)
