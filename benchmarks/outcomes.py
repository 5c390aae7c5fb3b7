"""What do random questions without rows come to? Each has an outcome of the list, and a sentence.

python benchmarks/outcomes.py --store carekg-store --count 500 --seed 1
"""

import argparse
import os
import platform
import sys
from collections import Counter
from datetime import date

from random_questions import RandomQuestions

from carekg import KnowledgeGraph
from carekg.questions.outcome import KINDS
from carekg.terms.errors import InputError


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    graph = KnowledgeGraph.open(given.store)
    found: Counter[str] = Counter()
    silent, examples = 0, dict[str, str]()
    for question, asked in RandomQuestions(graph, given.seed).draw():
        if sum(found.values()) >= given.count:
            break
        try:
            answer = graph.asker.ask(question.name, asked)
        except InputError as error:
            kind, sentence = "refused", str(error)
        else:
            if answer.table.total:
                continue
            kind, sentence = answer.outcome.kind, answer.outcome.sentence
        found[kind] += 1
        silent += kind not in KINDS or not sentence.strip()
        told = " ".join(f"{name}={value}" for name, value in asked.items())
        examples.setdefault(kind, f"`{question.name} {told}`: {sentence}")
    print(f"# Outcomes of {sum(found.values())} random questions without rows\n")
    print(f"{date.today()}, seed {given.seed}, {platform.machine()}, {os.cpu_count()} cores, ")
    print(f"load {os.getloadavg()[0]:.1f}. Without an outcome or a sentence: {silent}.\n")
    for kind, count in found.most_common():
        print(f"- {kind}: {count}. For example {examples[kind]}")
    return int(silent > 0)


if __name__ == "__main__":
    sys.exit(main())
