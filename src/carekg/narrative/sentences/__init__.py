"""Sentences: what somebody writes, set beside what is held on the same things."""
