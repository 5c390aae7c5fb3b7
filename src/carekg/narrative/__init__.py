"""Narrative: the few answers that are composed of several questions."""
