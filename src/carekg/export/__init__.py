"""Exports: a graph, or what an answer rests on, as files that other tools open."""
