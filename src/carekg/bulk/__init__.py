"""Bulk files: a whole version to take away, each file made once, when it is first asked for."""
