"""The questions over HTTP, and their description."""
