DELETE FROM {layer} l USING removals r WHERE r.id = l.id AND r.valid_from = %(day)s
