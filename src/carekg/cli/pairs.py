"""Parameters as they are typed: name=value, or --name value, or @FILE."""

from pathlib import Path

from carekg.terms.errors import BadParameter


def read_pairs(parameters: list[str]) -> dict[str, str | None]:
    """Read parameters written as name=value or as options; @FILE stands for the first column of a CSV file.

    Raises: BadParameter; MissingFile.

    >>> read_pairs(["id=Leeds", "--as-of", "2015-06-01", "--limit=5"])
    {'id': 'Leeds', 'as_of': '2015-06-01', 'limit': '5'}
    """
    pairs: dict[str, str | None] = {}
    rest = iter(parameters)
    for parameter in rest:
        is_option = parameter.startswith("--")
        name, given, value = parameter.removeprefix("--").partition("=")
        if not given:
            value = next(rest, "") if is_option else ""
        if not (given or (is_option and value)):
            raise BadParameter("parameter", parameter, "write name=value, or --name value")
        pairs[name.replace("-", "_")] = _from_file(Path(value[1:])) if value.startswith("@") else value
    return pairs


def _from_file(path: Path) -> str:
    """Give the first column of a CSV file, without its heading where that is not a code, with semicolons between."""
    import csv

    from carekg.sources.reading import decode

    cells = [line[0].strip() for line in csv.reader(decode(path).splitlines()) if line and line[0].strip()]
    return ";".join(cells[1:] if cells and not any(map(str.isdigit, cells[0])) else cells)
