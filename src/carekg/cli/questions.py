"""Commands made from the declarations: one for each question, with its own options and help."""

import csv
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from carekg.questions.declaration import Parameter, Question
from carekg.terms.errors import BadParameter, MissingFile

if TYPE_CHECKING:
    from carekg.questions.registry import Registry

STORE: Final = "carekg-store"
StoreOption = Annotated[str, typer.Option(help="The store folder, or a SPARQL endpoint.", envvar="CAREKG_STORE")]
OverlayOption = Annotated[
    Path | None, typer.Option("--overlay", help="The folder of a private overlay, to take it in.")
]
_FORMAT: Final = "--format"
_PYTHON: Final[Mapping[str, type]] = {"integer": int, "boolean": bool}


def command_of(question: Question) -> Callable[..., None]:
    """Make the command of a question: a function whose signature is the question's own."""

    def ask(**given: Any) -> None:
        from carekg.cli.answers import show_answer, told_progress
        from carekg.knowledge_graph import KnowledgeGraph
        from carekg.questions.translated import translate

        face = {name: given.pop(name) for name in ("store", "overlay", "form", "output", "show", "lang")}
        part = given.pop("table_part", None)
        extra = _pairs(given.pop("more", None) or [])
        values = {each.name: _read(each, given[each.python_name]) for each in question.by_name.values()}
        graph = KnowledgeGraph.open(face["store"], face["overlay"])
        with told_progress(question) as progress:
            answer = graph.asker.ask(question.name, values | extra, progress)
        answer = translate(graph.store, answer, face["lang"])
        show_answer(answer, face["form"], part, face["output"], face["show"])

    ask.__doc__ = f"{question.title}.\n\n{question.description}\n\n{example_of(question)}"
    ask.__name__ = question.python_name
    ask.__signature__ = inspect.Signature(list(_arguments(question)))  # type: ignore[attr-defined]
    return ask


def example_of(question: Question) -> str:
    """Write an example of a question as a line to type."""
    if any(each.type == "document" for each in question.parameters):
        return ""
    words = [f"'{value}'" if " " in str(value) else str(value) for value in rewrite(question, question.example)]
    return f"Try: carekg {' '.join([question.command_name, *words])}"


def rewrite(question: Question, given: Mapping[str, object]) -> list[str]:
    """Write values by name as they are typed after the command: what is needed in its place, the rest as options."""
    texts = question.texts(given)
    placed = [texts.pop(each.name) for each in question.by_name.values() if each.is_placed and texts.get(each.name)]
    words: list[str] = []
    for name, text in texts.items():
        parameter = question.by_name.get(name)
        if parameter is None and question.takes_more:
            placed.append(f"{name}={text}")
        elif parameter is not None and parameter.type == "boolean":
            words.append(parameter.option if text == "true" else f"--no-{parameter.option[2:]}")
        else:
            words += [parameter.option if parameter else f"--{name.replace('_', '-')}", text]
    return [*placed, *words]


def _arguments(question: Question) -> Iterable[inspect.Parameter]:
    ordered = sorted(question.by_name.values(), key=lambda each: not each.is_placed)
    for each in ordered:
        yield _argument(each.python_name, _annotation(each), inspect.Parameter.empty if each.required else None)
    if question.takes_more:
        told = typer.Argument(help="Parameters of the question, as name=value.")
        yield _argument("more", Annotated[list[str] | None, told], None)
    offered = ", ".join(dict.fromkeys([question.shown_as, "table", *question.formats]))
    yield _argument("form", Annotated[str, typer.Option(_FORMAT, "-f", help=f"{offered}.")], question.shown_as)
    if len(question.parts) > 1:
        told_part = typer.Option("--part", help=f"Of a table, the part: {', '.join(e.name for e in question.parts)}.")
        yield _argument("table_part", Annotated[str | None, told_part], None)
    wanted = typer.Option("--show", help="The columns of the table to show, with commas between.")
    yield _argument("show", Annotated[str | None, wanted], None)
    told_in = typer.Option("--lang", help="The language of labels: en, or cy where there are any in Welsh.")
    yield _argument("lang", Annotated[str, told_in], "en")
    file = typer.Option("--output", "-o", help="The file to write; what it is about goes beside it.")
    yield _argument("output", Annotated[Path | None, file], None)
    yield _argument("store", StoreOption, STORE)
    yield _argument("overlay", OverlayOption, None)


def _argument(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _annotation(parameter: Parameter) -> Any:
    told = _help(parameter)
    kind: Any = list[str] if parameter.several and parameter.is_placed else _PYTHON.get(parameter.type, str)
    if parameter.is_placed:
        return Annotated[kind if parameter.required else kind | None, typer.Argument(help=told)]
    kind = list[str] if parameter.several else kind
    names = [parameter.option] if parameter.type != "boolean" else [f"{parameter.option}/--no-{parameter.option[2:]}"]
    return Annotated[kind if parameter.required else kind | None, typer.Option(*names, help=told)]


def _help(parameter: Parameter) -> str:
    file = " A file; - is the standard input." if parameter.type == "document" else ""
    file += " Or the text itself." if parameter.takes_workbook else ""
    file += (
        " @FILE reads them from the first column of a CSV file." if parameter.several and parameter.is_placed else ""
    )
    words = f" One of {', '.join(parameter.choices)}." if parameter.choices else ""
    usual = "" if parameter.default is None else f" {str(parameter.default).lower()} unless given."
    return f"{parameter.help[:1].upper()}{parameter.help[1:]}.{words}{usual}{file}"


def _read(parameter: Parameter, given: Any) -> Any:
    if given is None or given == []:
        return None
    if parameter.type == "document":
        return _document(parameter, str(given))
    if parameter.several:
        names = given if isinstance(given, list) else [given]
        return ";".join(_from_file(Path(name[1:])) if name.startswith("@") else name for name in names)
    return given


def _document(parameter: Parameter, given: str) -> str:
    """Give a document: a file, the standard input, or where sentences are taken, several words that name no file."""
    is_text = parameter.takes_workbook and " " in given.strip() and not Path(given).is_file()
    return given if is_text else read_document(given, takes_workbook=parameter.takes_workbook)


def read_document(name: str, *, takes_workbook: bool = False) -> str:
    """Read a text file, or the standard input for -. Raises: MissingFile."""
    from carekg.sources.decoding import decode, decode_bytes

    if name == "-":
        content = sys.stdin.buffer.read()
        return decode_bytes(content, Path("the standard input"), takes_workbook=takes_workbook)
    if not Path(name).is_file():
        raise MissingFile(Path(name), "the command")
    return decode(Path(name), takes_workbook=takes_workbook)


def _from_file(path: Path) -> str:
    """Give the first column of a CSV file, without its heading where that is not a code, with semicolons between."""
    lines = csv.reader(read_document(str(path)).splitlines())
    cells = [line[0].strip() for line in lines if line and line[0].strip()]
    return ";".join(cells[1:] if cells and not any(map(str.isdigit, cells[0])) else cells)


def _pairs(words: Iterable[str]) -> dict[str, str]:
    """Read words written as name=value. Raises: BadParameter.

    >>> _pairs(["concept=BCF"])
    {'concept': 'BCF'}
    """
    pairs = [word.partition("=") for word in words]
    for name, equals, _ in pairs:
        if not equals:
            raise BadParameter("parameter", name, "write name=value, or --name value")
    return {name.removeprefix("--").replace("-", "_"): value for name, _, value in pairs}


def ask_words(registry: "Registry", name: str, words: list[str]) -> list[str]:
    """Rewrite what is typed after `carekg ask` into the question's own command.

    Parameters: registry; name of the question; words, as name=value, or options as the command itself has them.
    Returns: the words to type after `carekg`. Raises: UnknownName; BadParameter.
    """
    question = registry.find(name)
    at = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    given = _pairs(words[:at])
    for each in given:
        if each not in question.by_name and not question.takes_more:
            raise BadParameter(each, given[each], f"the parameters of {name} are {', '.join(question.by_name)}")
    options = list(words[at:])
    for parameter in question.by_name.values():  # what is needed has its place, and may be typed as an option
        for place, word in enumerate(options[:-1]):
            if parameter.is_placed and word == parameter.option:
                given[parameter.name] = options[place + 1]
                del options[place : place + 2]
                break
            if parameter.is_placed and word.startswith(f"{parameter.option}="):
                given[parameter.name] = options.pop(place).partition("=")[2]
                break
    for parameter in question.by_name.values():
        if parameter.required and parameter.name not in given:
            raise BadParameter(parameter.name, "", f"it is needed: {parameter.help}")
    return [*question.command_name.split(), *rewrite(question, given), *options]
