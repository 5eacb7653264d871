"""Land consolidation (土地整备): events in, figures out."""
