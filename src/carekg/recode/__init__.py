"""Recoding: tables from one vintage of codes to another."""
