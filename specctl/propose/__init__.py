"""Proposals: what may become of one, and what it waits for."""
