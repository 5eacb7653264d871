-- What a layer held on any day of a period, each feature as it was last in it.
(SELECT DISTINCT ON (v.code) v.*
   FROM (SELECT {columns}
           FROM {live} f
          WHERE updated_at <= {known} AND valid_from <= {last} AND (valid_to IS NULL OR valid_to >= {first})
         UNION ALL
         SELECT {columns}
           FROM {history} f
          WHERE updated_at <= {known} AND {known} < recorded_to
            AND valid_from <= {last} AND (valid_to IS NULL OR valid_to >= {first})
            AND ({known} < superseded_at OR greatest({first}, valid_from) < superseded_on)) v
  ORDER BY v.code, v.valid_from DESC, v.revision DESC)
