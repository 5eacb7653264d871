-- A part of a consolidation parcel goes its own way from a day on (部分整备): the parcel ends that day and becomes two, the
-- part asked for and the rest. What stood for the parcel stands for both; registered area, floor area and holdings are
-- shared in proportion to their area, the residue goes to the larger one.

ALTER TABLE parcel_divisions OWNER TO matian_records;  -- append-only

CREATE FUNCTION matian.divide_parcel(parcel_code text, part geometry, divided_on date) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  parent consolidation_parcels;
  shape geometry;
  pieces geometry[];
  codes text[];
  ratio numeric;         -- share of the part in the whole
  smaller integer;       -- which of the two gets the rounded share
  later record;
  effective text := current_setting('matian.effective', true);
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('consolidation_parcels'), 2);  -- as matian.one_project, before any row
  SELECT * INTO parent FROM consolidation_parcels WHERE code = parcel_code FOR UPDATE;
  IF NOT FOUND THEN
    SELECT min(d.divided_on) AS divided_on, string_agg(d.child, ', ' ORDER BY d.child) AS children INTO later
      FROM parcel_divisions d WHERE d.parent = parcel_code;
    IF later.divided_on IS NULL THEN
      RAISE EXCEPTION 'there is no consolidation parcel %', parcel_code USING ERRCODE = 'foreign_key_violation', COLUMN = 'parcel';
    END IF;
    RAISE EXCEPTION 'parcel % was divided on % into %; record it for them', parcel_code, later.divided_on, later.children
      USING ERRCODE = 'check_violation', COLUMN = 'parcel';
  END IF;
  IF divided_on > current_date THEN
    RAISE EXCEPTION 'parcel % can''t be divided on %, a day to come', parcel_code, divided_on
      USING ERRCODE = 'check_violation', COLUMN = 'happened_on';
  END IF;
  SELECT e.stage, e.happened_on INTO later FROM stage_events_as_of('infinity', 'infinity') e
   WHERE e.parcel = parcel_code AND e.happened_on > divided_on ORDER BY e.happened_on LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'parcel % has been % as a whole on %, after %; void that, divide it, then record that for its parts',
      parcel_code, later.stage, later.happened_on, divided_on USING ERRCODE = 'check_violation', COLUMN = 'happened_on';
  END IF;
  IF EXISTS (SELECT FROM custody_events_as_of('infinity', 'infinity') c WHERE c.parcel = parcel_code) THEN
    RAISE EXCEPTION 'parcel % has been handed over as a whole; void its custody before it is divided', parcel_code
      USING ERRCODE = 'check_violation', COLUMN = 'parcel';
  END IF;
  SELECT v.geom INTO shape FROM consolidation_parcels_as_of(divided_on) v WHERE v.code = parcel_code;
  IF shape IS NULL THEN
    RAISE EXCEPTION 'parcel % wasn''t there yet on %', parcel_code, divided_on
      USING ERRCODE = 'check_violation', COLUMN = 'happened_on';
  END IF;
  IF NOT shape = parent.geom THEN
    RAISE EXCEPTION 'the boundary of parcel % changed after %; it can only be divided with the boundary that it has now',
      parcel_code, divided_on USING ERRCODE = 'check_violation', COLUMN = 'happened_on';
  END IF;
  part := st_setsrid(part, st_srid(shape));
  IF NOT st_isvalid(part) OR st_area(part) = 0 THEN
    RAISE EXCEPTION 'the part is no valid polygon: %', st_isvalidreason(part) USING ERRCODE = 'check_violation', COLUMN = 'part';
  END IF;
  IF st_area(st_difference(part, shape)) > 1 THEN
    RAISE EXCEPTION 'the part reaches % m² beyond parcel %; draw it inside', round(st_area(st_difference(part, shape))::numeric, 2),
      parcel_code USING ERRCODE = 'check_violation', COLUMN = 'part';
  END IF;
  pieces := ARRAY[st_multi(st_collectionextract(st_intersection(shape, part), 3)),
                  st_multi(st_collectionextract(st_difference(shape, part), 3))];
  IF st_area(pieces[1]) < 1 OR st_area(pieces[2]) < 1 THEN
    RAISE EXCEPTION 'the part has % m² and leaves % m² of parcel %; each must have 1 m² at least, or record it for the whole',
      round(st_area(pieces[1])::numeric, 2), round(st_area(pieces[2])::numeric, 2), parcel_code
      USING ERRCODE = 'check_violation', COLUMN = 'part';
  END IF;
  ratio := st_area(pieces[1])::numeric / (st_area(pieces[1]) + st_area(pieces[2]))::numeric;
  smaller := CASE WHEN ratio <= 0.5 THEN 1 ELSE 2 END;
  SELECT array_agg(code) INTO codes FROM (
    SELECT parcel_code || '-' || n AS code FROM generate_series(1, 1000) n
     WHERE NOT EXISTS (SELECT FROM consolidation_parcels p WHERE p.code = parcel_code || '-' || n)
       AND NOT EXISTS (SELECT FROM consolidation_parcels_history h WHERE h.code = parcel_code || '-' || n)
     ORDER BY n LIMIT 2) free;

  PERFORM set_config('matian.effective', divided_on::text, true);
  DELETE FROM consolidation_parcels WHERE id = parent.id;
  PERFORM set_config('matian.effective', coalesce(effective, ''), true);
  INSERT INTO parcel_divisions (child, parent, divided_on) SELECT unnest(codes), parcel_code, divided_on;
  INSERT INTO consolidation_parcels
    (code, project, parcel, parent, land_kind, title_category, registered_area_m2, floor_area_m2, geom, valid_from, source)
  SELECT codes[n], parent.project, parent.parcel, parcel_code, parent.land_kind, parent.title_category,
         matian.share(parent.registered_area_m2, ratio, n, smaller, 2),
         matian.share(parent.floor_area_m2::numeric, ratio, n, smaller, 1), pieces[n], divided_on, parent.source
    FROM generate_series(1, 2) n;
  INSERT INTO stage_events (parcel, stage, happened_on, override_reason, note, inherits)
  SELECT c.code, e.stage, e.happened_on, e.override_reason, e.note, coalesce(e.inherits, e.id)
    FROM stage_events_as_of('infinity', 'infinity') e CROSS JOIN unnest(codes) AS c (code)
   WHERE e.parcel = parcel_code ORDER BY c.code, e.happened_on, e.id;
  CALL matian.replay_stages(codes[1], divided_on);
  CALL matian.replay_stages(codes[2], divided_on);
  INSERT INTO right_holders (parcel, kind, title_category, land_m2, floor_m2, signed_on, carried_from)
  SELECT codes[n], h.kind, h.title_category, matian.share(h.land_m2, ratio, n, smaller, 2),
         matian.share(h.floor_m2, ratio, n, smaller, 2), h.signed_on, coalesce(h.carried_from, h.id)
    FROM right_holders h CROSS JOIN generate_series(1, 2) n WHERE h.parcel = parcel_code;
  -- A tenant is in one place: who had left by that day was in the part that went ahead, who hadn't is in the rest.
  INSERT INTO tenants (parcel, kind, floor_m2, agreed_on, paid_on, vacated_on, moves_to, carried_from)
  SELECT codes[CASE WHEN t.vacated_on <= divided_on THEN 1 ELSE 2 END], t.kind, t.floor_m2, t.agreed_on, t.paid_on,
         t.vacated_on, t.moves_to, coalesce(t.carried_from, t.id)
    FROM tenants t WHERE t.parcel = parcel_code;
  RETURN codes;
END $$;

-- The share of the first or second part in an amount: rounded for the smaller part, the residue for the larger one.
CREATE FUNCTION matian.share(amount numeric, ratio numeric, n integer, smaller integer, decimals integer) RETURNS numeric
LANGUAGE sql IMMUTABLE
AS $$
  SELECT CASE WHEN n = smaller THEN round(amount * least(ratio, 1 - ratio), decimals)
              ELSE amount - round(amount * least(ratio, 1 - ratio), decimals) END
$$;

REVOKE EXECUTE ON FUNCTION matian.divide_parcel FROM public;
GRANT EXECUTE ON FUNCTION matian.divide_parcel TO matian_application;
