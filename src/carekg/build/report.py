"""The report of a check: what is wrong, where, by which rule, and what would be right."""

from collections import Counter
from dataclasses import asdict, dataclass

from carekg.terms.errors import InvalidGraph
from carekg.terms.prefixes import compress


@dataclass(frozen=True, order=True)
class Violation:
    """One thing that is wrong."""

    file: str
    subject: str
    rule: str
    message: str
    remedy: str
    severity: str = "violation"

    def __str__(self) -> str:
        where = f"{self.file}: " if self.file else ""
        return f"{where}{compress(self.subject)}: {self.message} [{self.rule}] {self.remedy}".rstrip()


@dataclass(frozen=True)
class Report:
    """All that shapes and quality rules found."""

    violations: tuple[Violation, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether nothing is in violation; warnings do not count."""
        return not any(violation.severity == "violation" for violation in self.violations)

    def __str__(self) -> str:
        if not self.violations:
            return "The graph conforms to every shape and quality rule."
        counts = Counter(violation.severity for violation in self.violations)
        head = ", ".join(f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in sorted(counts.items()))
        return "\n".join([f"The graph has {head}:", *(f"  {violation}" for violation in self.violations)])

    def as_dict(self) -> dict[str, object]:
        """Give the report as JSON would hold it."""
        return {"conforms": self.conforms, "violations": [asdict(violation) for violation in self.violations]}

    def raise_for_violations(self, *, strict: bool = False) -> None:
        """Raise InvalidGraph where something is in violation; with `strict`, where there is a warning too."""
        if not self.conforms or (strict and self.violations):
            raise InvalidGraph(self)
