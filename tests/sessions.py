"""A session with a page of the documentation: its blocks done one after the other, as its reader would."""

import csv
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, Final

import crossplane
import typer
import yaml
from orjson import loads
from pyoxigraph import RdfFormat, parse

from carekg import KnowledgeGraph
from carekg.cli.app import app
from carekg.store.results import serialise
from carekg.store.sparql import bind
from commands import run
from documented import DRAWING, HAS_R, MODULES, READS_POWER_QUERY, ROOT, Block

HERE: Final = "http://127.0.0.1:8000"
_ASSIGNED: Final = re.compile(r"^(?:[A-Z_]+=\S+ +)+")
_OF_THE_SHELL: Final = re.compile(r"[|<>$&;]|^[A-Z_]+=")
_PREFIX: Final = re.compile(r"^@prefix .*$", re.MULTILINE)
_NAMES: Final = {"console": "shell", "sh": "shell", "bash": "shell"}


class Session:
    """What a reader of one page has: a folder, the service at an address, a session of Python, what was told last."""

    def __init__(self, folder: Path, kg: KnowledgeGraph, address: str) -> None:
        self.folder, self.kg, self.address = folder, kg, address
        self.known: dict[str, Any] = {}
        self.printed = self.told = ""
        self.prefixes = ""

    def do(self, block: Block, *, is_whole: bool = False) -> None:
        """Run a block, or have it read by its language's own parser; heavy ones are run where the check is whole."""
        if block.mark("told") is not None:
            assert all(line in self.told.splitlines() for line in block.text.splitlines()), self.told
            return
        name = _NAMES.get(block.language, block.language)
        is_read = block.mark("not run") is not None or (block.mark("heavy") is not None and not is_whole)
        (self._parsers if is_read else self._runners)[name](block.text)
        if is_read:
            self.printed = "…"
        if block.mark("in the graph") is not None:
            self._look_up(block.text)
        if file := block.mark("file"):
            self._write(file, block.text)

    @property
    def _runners(self) -> Mapping[str, Callable[[str], None]]:
        own = {"python": self._execute, "shell": self._command, "sparql": self._query, "": self._compare}
        return {**self._parsers, **own, **({"r": self._run_r} if HAS_R else {})}

    @property
    def _parsers(self) -> Mapping[str, Callable[[str], Any]]:
        return {
            "python": lambda text: compile(text, "example", "exec"),
            "shell": self._read_commands,
            "turtle": self._statements,
            "json": loads,
            "yaml": yaml.safe_load,
            "csv": lambda text: _same_width(list(csv.reader(StringIO(text)))),
            "nginx": self._read_nginx,
            "js": self._read_script,
            "mermaid": lambda text: text.startswith("flowchart ") or _refuse(text),  # test_architecture holds it
            "": self._compare,
            DRAWING: len,
            "r": self._read_r if HAS_R else _close_brackets,
            "m": self._read_power_query if READS_POWER_QUERY else _close_brackets,
        }

    def _execute(self, text: str) -> None:
        told = StringIO()
        with redirect_stdout(told):
            exec(compile(text.replace(HERE, self.address), "example", "exec"), self.known)
        self.printed = told.getvalue()

    def _query(self, text: str) -> None:
        for name in re.findall(r"\$(\w+)", text):
            text = bind(text, {name: None})
        self.printed = serialise(self.kg.query(text), "text/csv").decode().replace("\r\n", "\n")
        assert self.printed.count("\n") > 1, f"no rows: {text}"

    def _compare(self, text: str) -> None:
        pattern = re.escape(text.rstrip("\n")).replace("…", "(?:.|\n)*?")
        assert self.printed == "…" or re.fullmatch(pattern, self.printed.rstrip("\n")), self.printed

    def _command(self, text: str) -> None:
        for command, expected in commands(text):
            self._perform(command.replace(HERE, self.address))
            if expected:
                self._compare(expected)

    def _perform(self, command: str) -> None:
        words = shlex.split(command, comments=True)
        if words[0] == "carekg" and not _OF_THE_SHELL.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", command)):
            done = run(*words[1:], cwd=self.folder)
        else:
            shell = ["bash", "-c", command]
            done = subprocess.run(shell, cwd=self.folder, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        assert not (words[0] == "curl" and '"status":4' in done.stdout), done.stdout
        self.printed, self.told = done.stdout.replace("\r\n", "\n"), done.stderr

    def _read_commands(self, text: str) -> None:
        for command, _ in commands(text):
            subprocess.run(["bash", "-n", "-c", command], check=True)
            words = shlex.split(_ASSIGNED.sub("", command), comments=True)
            if words[0] == "carekg":
                read_command(words[1:])
            elif words[0] == "make":
                assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    def _statements(self, text: str) -> list[Any]:
        known = "\n".join(_PREFIX.findall(text))
        found = list(parse(self.prefixes + text, RdfFormat.TURTLE))
        self.prefixes += known + "\n"
        assert found or known
        return found

    def _look_up(self, text: str) -> None:
        for each in self._statements(text):
            held = self.kg.store.engine.quads_for_pattern(each.subject, each.predicate, each.object, None)
            assert next(iter(held), None), f"not in the graph: {each}"

    def _read_nginx(self, text: str) -> None:
        path = self._write("nginx.conf", f"events {{}}\nhttp {{\n{text}\n}}\n")
        read = crossplane.parse(str(path), strict=True)
        assert read["errors"] == []

    def _run_r(self, text: str) -> None:
        path = self._write("example.R", text.replace(HERE, self.address))
        done = subprocess.run(["Rscript", str(path)], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        self.printed = done.stdout

    def _read_r(self, text: str) -> None:
        subprocess.run(["Rscript", "-e", f'invisible(parse("{self._write("example.R", text)}"))'], check=True)

    def _read_power_query(self, text: str) -> None:
        reader = ROOT / "tests/read_power_query.mjs"
        subprocess.run(["node", str(reader), str(MODULES), str(self._write("example.m", text))], check=True)

    def _write(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name

    def _read_script(self, text: str) -> None:
        subprocess.run(["node", "--check", str(self._write("example.mjs", text))], check=True)


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Give each command of a block with what it prints: where one begins with `$ `, other lines are what is printed."""
    lines = text.replace("\\\n", "").splitlines()
    has_output = any(line.startswith("$ ") for line in lines)
    starts = [place for place, line in enumerate(lines) if line.startswith("$ ") or (not has_output and line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        printed = lines[start + 1 : end]
        yield lines[start].removeprefix("$ "), "\n".join(printed).strip("\n") if has_output else ""


def read_command(words: list[str]) -> None:
    """Have the command line itself read a command, and not do it. Raises: what it says of unknown words."""
    context = typer.main.get_command(app).make_context("carekg", list(words))
    while True:
        own: Any = context.command
        if not hasattr(own, "resolve_command"):
            return
        if not context.args and not context._protected_args:
            return
        name, command, rest = own.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, rest, parent=context)


def _same_width(rows: list[list[str]]) -> None:
    assert len({len(row) for row in rows}) == 1


def _refuse(text: str) -> None:
    raise AssertionError(text)


def _close_brackets(text: str) -> None:
    assert text.count('"') % 2 == 0
    bare = re.sub(r'"[^"]*"', "", text)
    for opens, closes in ("()", "[]", "{}"):
        assert bare.count(opens) == bare.count(closes)
