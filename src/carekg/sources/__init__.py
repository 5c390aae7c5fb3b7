"""Importers: what publishers publish becomes dated observations, one named graph a vintage."""

from carekg.sources.job import Job, Source

__all__ = ["Job", "Source"]
