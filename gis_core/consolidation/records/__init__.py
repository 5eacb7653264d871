"""Recording what happened, and reading it back: events, codes, sheets, corrections, projects, documents, the stream."""
