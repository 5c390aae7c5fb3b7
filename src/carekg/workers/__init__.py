"""Processes that answer, each with a deadline and a bound on memory."""
