"""Questions: each is one .rq file, whose header gives its title, parameters, columns and an example."""

from carekg.questions.registry import Parameter, Question, Registry

__all__ = ["Parameter", "Question", "Registry"]
