INSERT INTO deliveries (id, layer, file_name, sha256, crs, read, loaded, unchanged, repaired, refused, options, undoes)
VALUES (%(id)s, %(layer)s, %(file_name)s, %(sha256)s, %(crs)s, %(read)s, %(loaded)s, %(unchanged)s, %(repaired)s,
        %(refused)s, %(options)s, %(undoes)s)
