-- The planned use of the largest part of each candidate by the statutory plan, against what is allowed and refused.
SELECT c.code, NULL::double precision AS value, 1 AS miss,
       CASE WHEN z.zoning IS NULL THEN %(unplanned)s
            ELSE (%(allowed)s::text[] IS NULL OR z.zoning = ANY (%(allowed)s::text[]))
                 AND NOT z.zoning = ANY (%(refused)s::text[]) END AS holds
  FROM siting_candidates c
  LEFT JOIN LATERAL (
    SELECT f.zoning
      FROM at_plan_parcels f
     WHERE st_intersects(f.geom, c.geom)
     GROUP BY f.zoning
     ORDER BY CASE WHEN count(*) > 0 THEN sum(matian.shared_area(c.geom, f.geom)) END DESC, f.zoning
     LIMIT 1) z ON true
