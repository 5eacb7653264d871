SELECT p.code FROM {layer} p {at_home} WHERE p.kind = %(kind)s ORDER BY p.code
