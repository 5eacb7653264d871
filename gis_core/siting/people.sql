-- Where people live on the day `at`, as recorded by `known`: a point in each building that has residents or is lived in.
WITH homes AS MATERIALIZED (
  SELECT b.code, st_pointonsurface(b.geom) AS place, b.community AS named,
         b.residents, b.residents_over_60,
         coalesce(b.floor_area_m2, b.area_m2::double precision * coalesce(b.floors, 1)) AS floor_m2
    FROM buildings_as_of(%(at)s, %(known)s) b
   WHERE b.residents > 0 OR (b.residents IS NULL AND b.use = ANY (%(lived_in)s))
), lies AS MATERIALIZED (
  -- Community by community (OFFSET 0 keeps it so), as each is then prepared once for all homes.
  SELECT DISTINCT ON (l.home) l.home, c.code, c.name, c.population
    FROM communities_as_of(%(at)s, %(known)s) c
   CROSS JOIN LATERAL (SELECT h.code AS home FROM homes h WHERE st_intersects(c.geom, h.place) OFFSET 0) l
   -- Which community a home lies in matters where it is asked for, or where something is to be shared out.
   WHERE %(placed)s OR (SELECT bool_or(h.residents IS NULL) FROM homes h)
   ORDER BY l.home, c.code COLLATE "C"
), located AS (
  SELECT h.*, c.code AS community_code, coalesce(c.name, h.named) AS community, c.population
    FROM homes h LEFT JOIN lies c ON c.home = h.code
), known_of AS (
  -- What is on record in each community, and the floor area of the homes of which nothing is.
  SELECT community_code,
         CASE WHEN max(population) IS NOT NULL  -- greatest() would make nothing of nothing known: 0
              THEN greatest(max(population) - coalesce(sum(residents), 0), 0) END AS rest,
         sum(floor_m2) FILTER (WHERE residents IS NULL) AS silent_m2
    FROM located
   WHERE community_code IS NOT NULL
   GROUP BY community_code
), place AS (
  SELECT sum(residents) / nullif(sum(floor_m2), 0) AS residents_per_m2 FROM located WHERE residents IS NOT NULL
), counted AS (
  SELECT l.code, l.place, l.community, l.community_code, l.residents_over_60,
         CASE WHEN l.residents IS NOT NULL THEN l.residents
              WHEN k.rest IS NOT NULL THEN k.rest * l.floor_m2 / nullif(k.silent_m2, 0)
              ELSE l.floor_m2 * p.residents_per_m2 END AS residents,
         CASE WHEN l.residents IS NOT NULL THEN 'recorded'
              WHEN k.rest IS NOT NULL THEN 'community'
              WHEN p.residents_per_m2 IS NOT NULL THEN 'floor_area'
              ELSE 'unknown' END AS how
    FROM located l
    CROSS JOIN place p
    LEFT JOIN known_of k ON k.community_code = l.community_code
)
SELECT code, st_x(place) AS x, st_y(place) AS y, community, community_code,
       residents::double precision AS residents,
       coalesce(residents_over_60, residents * %(share_over_60)s)::double precision AS residents_over_60,
       how
  FROM counted
 ORDER BY code COLLATE "C"
