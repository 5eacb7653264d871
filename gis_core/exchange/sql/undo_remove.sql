DELETE FROM {layer} l USING removals r WHERE r.id = l.id AND r.day = %(day)s
