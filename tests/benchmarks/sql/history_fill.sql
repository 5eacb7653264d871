-- {count} squares of 2,000 m² in rows, uses mixed.
INSERT INTO parcels (code, name, land_use, geom, valid_from, source)
SELECT 'S' || lpad(n::text, 7, '0'), NULL, (ARRAY['0701', '1001', '0901', '1401'])[n % 4 + 1],
       ST_Multi(ST_SetSRID(ST_MakeEnvelope(x, y, x + 44.7, y + 44.7), 4547)), '2025-01-01', 'benchmark'
  FROM (SELECT n, 490000 + 44.7 * (n % side) AS x, 2510000 + 44.7 * (n / side) AS y
          FROM generate_series(0, {count} - 1) n, LATERAL (SELECT ceil(sqrt({count}))::int AS side) s) grid
