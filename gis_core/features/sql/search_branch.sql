-- Most rows are ruled out by looking once at code and name together; the rest is ranked.
(SELECT '{layer}' AS layer, {place} AS place, f.code, {name} AS name, f.geom, rank, size
   FROM {source}($1::date, $2::timestamptz) f,
        LATERAL (SELECT CASE
          WHEN lower(f.code) = $3 THEN 0
          WHEN lower({name}) = $3 THEN 1
          WHEN starts_with(lower(f.code), $3) THEN 2
          WHEN starts_with(lower({name}), $3) THEN 3
          WHEN position($3 IN lower({name})) > 0 THEN 4
          WHEN position($3 IN lower(f.code)) > 0 THEN 5
          ELSE 6
        END AS rank) matched,
        LATERAL (SELECT length(CASE WHEN rank IN (0, 2, 5) THEN f.code ELSE {name} END) AS size) measured
  WHERE (position($3::text IN lower({both})) > 0 OR {name} ~ $4::text)
  ORDER BY rank, size, f.code
  LIMIT $5::integer)
