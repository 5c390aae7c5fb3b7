"""Are the sixty frozen questions to an assistant's tools answered as they should be, by the SDK's own client?

python benchmarks/assistant.py --store carekg-store
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import anyio
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from pyoxigraph import Literal

from assistant_questions import HOSTILE, Asked, Persons, find_faults, load
from carekg import KnowledgeGraph
from carekg.assistant.persons import left_out
from carekg.store.embedded import Embedded

COMMAND = "import sys; sys.argv = ['carekg', *sys.argv[1:]]; from carekg.cli.app import main; main()"
SECONDS = 900
Told = tuple[float, list[dict[str, Any]]]  # the seconds of a question's calls, and their answers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    given = parser.parse_args()
    kg, questions = KnowledgeGraph.open(given.store), load()
    persons = Persons(kg)
    told = anyio.run(_speak, given.store, questions)
    faults = {
        question.asks: [
            *find_faults(question, answers),
            *(f"names {name}" for name in persons.find_told(question, answers)),
        ]
        for question, (_, answers) in zip(questions, told, strict=False)
    }
    print(f"Data version {kg.version[:16]}; nothing is drawn at random.\n")
    _report(questions, told[: len(questions)], faults)
    _report_first(questions)
    hostile = zip(HOSTILE, told[len(questions) :], strict=True)
    cut = [text for text, (_, answers) in hostile if _is_named(persons, answers)]
    with left_out(kg.store.location) as copy:
        engine = Embedded.open_version(Path(copy)).engine
        texts = {quad.object.value for quad in engine if isinstance(quad.object, Literal)}
    naming = sorted(text for text in texts if persons.find(text))
    print(f"{len(HOSTILE)} queries that cut and join texts: {len(cut)} piece a person together.")
    print(f"{len(persons)} persons are known; of {len(texts):,} texts that queries may read {len(naming)} name one.")
    for each in (*cut, *naming):
        print(f"- {each}")
    return int(bool(cut or naming or any(faults.values())))


def _is_named(persons: Persons, answers: list[dict[str, Any]]) -> bool:
    shown = json.dumps(answers, ensure_ascii=False)
    return bool(persons.find(shown)) or "kris" in shown.lower()  # of a name that nothing else bears


async def _speak(store: str, questions: list[Asked]) -> list[Told]:
    """Ask the sixty, then the hostile queries, of one server over standard input and output."""
    setup = StdioServerParameters(
        command=sys.executable, args=["-c", COMMAND, "mcp", "--store", store], env=dict(os.environ)
    )
    asked = [each.calls for each in questions] + [[("query", {"text": text})] for text in HOSTILE]
    told = []
    with anyio.fail_after(SECONDS):
        async with stdio_client(setup) as (reads, writes), ClientSession(reads, writes) as session:
            await session.initialize()
            for calls in asked:
                begun = time.perf_counter()
                results = [await session.call_tool(tool, dict(given)) for tool, given in calls]
                told.append((time.perf_counter() - begun, [dict(each.structured_content or {}) for each in results]))
    return told


def _report(questions: list[Asked], told: list[Told], faults: dict[str, list[str]]) -> None:
    wrong = {asks: found for asks, found in faults.items() if found}
    print(f"{len(questions)} questions, {len(questions) - len(wrong)} answered as they should be.")
    for words, answerable in (("with", True), ("without", False)):
        pairs = zip(questions, told, strict=True)
        kinds = Counter(
            answers[-1]["outcome"]["kind"] for each, (_, answers) in pairs if each.is_answerable is answerable
        )
        counts = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        print(f"Outcomes of the {kinds.total()} {words} an answer here: {counts}.")
    taken = sorted(seconds for seconds, _ in told)
    print(f"Seconds for all calls of a question: median {taken[len(taken) // 2]:.2f}, most {taken[-1]:.2f}.")
    for asks, found in wrong.items():
        print(f"- {asks} {'; '.join(found)}")
    print()


def _report_first(questions: list[Asked]) -> None:
    """Tell of each question that missed when it was first asked whose fault it was."""
    missed = [each for each in questions if each.first]
    print(f"When they were first asked, {len(questions) - len(missed)} were. The others:\n")
    for each in missed:
        print(f"- {each.asks} {each.first}")
    print()


if __name__ == "__main__":
    sys.exit(main())
