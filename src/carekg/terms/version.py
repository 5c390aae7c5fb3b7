"""The version of the code, in its one place."""

__version__ = "0.2.0"
