"""What every request passes: cache, measures, problems, negotiation."""
