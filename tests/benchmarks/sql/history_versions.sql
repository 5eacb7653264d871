-- As many superseded versions of each parcel as asked, each true for a year and recorded on its first day.
INSERT INTO parcels_history
       (id, code, name, land_use, geom, geom_3857, area_m2, valid_from, source, revision, updated_at, updated_by,
        superseded_at, superseded_on, superseded_by)
SELECT id, code, name, land_use, geom, geom_3857, area_m2, first_day, source, version, first_day, updated_by,
       next_day, next_day, updated_by
  FROM generate_series(1, %(versions)s) version,
       LATERAL (SELECT make_date(2024 - %(versions)s + version, 1, 1) AS first_day,
                       make_date(2025 - %(versions)s + version, 1, 1) AS next_day) days,
       parcels
