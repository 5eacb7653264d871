"""Site selection (选址): from a planning question to a ranked, explained, repeatable answer."""
