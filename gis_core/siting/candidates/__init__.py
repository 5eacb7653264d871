"""Candidates (候选): what may be chosen, each kind in a file of its own; a statement fills `siting_candidates`."""
