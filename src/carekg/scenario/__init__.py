"""Scenarios: what would happen if."""
