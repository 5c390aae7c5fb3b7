"""Recode: a table of one vintage of codes to another, each row named exact, estimated, ambiguous or missing."""

from carekg.recode.codes import Codes
from carekg.recode.table import Recoded, recode

__all__ = ["Codes", "Recoded", "recode"]
