"""The commands, of which those of questions are made once one is wanted: the others start without them."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import typer
from typer.core import TyperGroup

from carekg.cli import evidence
from carekg.cli.questions import command_of
from carekg.questions.declaration import Question

_PANELS: Final = {
    "law": "Ask about law",
    "places": "Ask about places and bodies",
    "evidence": "Ask about claims and evidence",
    "things": "Ask about anything",
    "connections": "Ask about connections",
    "reform": "Try a reform",
}
_GROUPS: Final[Mapping[str, Callable[..., None]]] = {"evidence": evidence.add}  # with the command that is no question
_OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = {"entity": ("show",), "graph": ("export",)}


class Commands(TyperGroup):
    """Commands by name, to which those of questions are added when one is wanted that is not there."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give the command of a name, if any."""
        if cmd_name not in self.commands:
            self._add(cmd_name)
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        """Give the names of all commands."""
        self._add()
        return super().list_commands(ctx)

    def _add(self, name: str = "") -> None:
        """Add the commands of the questions that a name asks; of all, where it asks none."""
        from carekg.knowledge_graph import REGISTRY

        asked = [each for each in REGISTRY.values() if name in _first_words(each)]
        self.commands.update(typer.main.get_group(_made_of(asked or REGISTRY.values())).commands)


def _first_words(question: Question) -> tuple[str, ...]:
    """Give the words that may be typed first to ask a question."""
    return question.command_name.split()[0], *_OTHER_NAMES.get(question.name, ())


def _made_of(questions: Iterable[Question]) -> typer.Typer:
    """Make the commands of questions, in their groups."""
    app, groups = typer.Typer(rich_markup_mode="markdown"), {name: typer.Typer() for name in _GROUPS}
    for question in questions:
        *group, name = question.command_name.split()
        if question.name in groups:
            own = groups[question.name]
            own.callback(invoke_without_command=True)(_group_command(question))
            own.command()(_GROUPS[question.name])
            app.add_typer(own, name=question.name)
        else:
            home = groups[group[0]] if group else app
            for each in (name, *_OTHER_NAMES.get(question.name, ())):
                home.command(each, rich_help_panel=_PANELS.get(question.topic))(command_of(question))
    return app


def _group_command(question: Question) -> Callable[..., None]:
    """Make the command of a question whose name a group bears: it is asked where no command of the group follows."""
    ask = command_of(question)

    def choose(ctx: typer.Context, **given: Any) -> None:
        if ctx.invoked_subcommand is None:
            ask(**given)

    signature = inspect.signature(ask)
    first = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    choose.__doc__ = ask.__doc__
    choose.__signature__ = signature.replace(parameters=[first, *signature.parameters.values()])  # type: ignore[attr-defined]
    return choose
