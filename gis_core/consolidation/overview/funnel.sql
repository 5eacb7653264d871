-- Parcels that exist on a day by the stage that they are in; %(last)s is the day.
WITH holders AS (
  SELECT h.parcel, count(*) AS number FROM right_holders h WHERE h.carried_from IS NULL GROUP BY h.parcel),
of_parts AS (  -- whoever holds several parts of a divided parcel counts with the one that has come least far
  SELECT o.parcel, count(*) AS number
    FROM (SELECT DISTINCT ON (h.carried_from) h.parcel
            FROM right_holders h
           CROSS JOIN LATERAL consolidation_parcel_on(h.parcel, %(last)s, %(known)s) p
            LEFT JOIN LATERAL (SELECT max(s."position") AS reached
                                 FROM stage_events_as_of(%(last)s, %(known)s) e JOIN stages s ON s.code = e.stage
                                WHERE e.parcel = h.parcel) e ON true
           WHERE h.carried_from IS NOT NULL AND p.id IS NOT NULL
           ORDER BY h.carried_from, e.reached NULLS FIRST, h.parcel) o
   GROUP BY o.parcel),
counted AS (
  SELECT r.stage, e.area_m2, e.floor_area_m2, coalesce(h.number, 0) + coalesce(o.number, 0) AS holders
    FROM consolidation_parcels_as_of(%(last)s, %(known)s) e
    LEFT JOIN stages_on(%(last)s, %(known)s) r ON r.code = e.code
    LEFT JOIN holders h ON h.parcel = e.code
    LEFT JOIN of_parts o ON o.parcel = e.code
   WHERE {scope}),
summed AS (
  SELECT c.stage, count(*) AS parcels, sum(c.area_m2) AS area_m2, sum(c.holders)::integer AS holders,
         sum(round(coalesce(c.floor_area_m2, 0)::numeric, 6)) AS floor_m2
    FROM counted c GROUP BY c.stage)
SELECT s.code AS stage, s.label_zh, s.label_en, s.colour, coalesce(c.parcels, 0) AS parcels, coalesce(c.area_m2, 0) AS area_m2,
       coalesce(c.floor_m2, 0) AS floor_m2, coalesce(c.holders, 0) AS holders
  FROM (SELECT code, label_zh, label_en, colour, "position" FROM stages
        UNION ALL SELECT NULL, '尚未进入', 'Not yet entered', NULL, 0) s
  LEFT JOIN summed c ON c.stage IS NOT DISTINCT FROM s.code
 ORDER BY s."position"
