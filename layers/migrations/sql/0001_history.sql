-- Versioning on two times (docs/architecture.md, "Two times"). matian.track('layer') attaches it to a live table
-- and its <layer>_history; run it again after a migration has changed the columns of both.
--
-- The same triggers note for the tiles of a drawn layer what each statement touched (layers/tile_cells.py).

CREATE FUNCTION matian.who() RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT coalesce(nullif(current_setting('matian.who', true), ''), session_user::text) $$;

CREATE FUNCTION matian.effective() RETURNS date
LANGUAGE sql STABLE
AS $$ SELECT coalesce(nullif(current_setting('matian.effective', true), '')::date, current_date) $$;

-- An update is a new revision whoever writes it and whatever he claims about it.
CREATE FUNCTION matian.stamp() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  new.id := old.id;
  new.revision := old.revision + 1;
  new.updated_at := greatest(now(), old.updated_at);
  new.updated_by := matian.who();
  RETURN new;
END $$;

-- What was written without rows at hand (emptied tables, history written directly) may have changed anything.
CREATE FUNCTION matian.note_everything() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  INSERT INTO matian.tile_changes (layer, west, south, east, north, past_only)
  VALUES (tg_argv[0], '-infinity', '-infinity', 'infinity', 'infinity', tg_table_name <> tg_argv[0]);
  RETURN NULL;
END $$;

CREATE PROCEDURE matian.track(layer regclass)
LANGUAGE plpgsql
AS $procedure$
DECLARE
  name text := (SELECT relname FROM pg_class WHERE oid = layer);
  history text := name || '_history';
  shared text;      -- columns that a version carries, in the history's order
  old_shared text;  -- the same, of the transition table
  kept text;        -- the same, of a history row, for the remainder of a version that is cut
  live text;        -- columns of the live table in its order, so that SETOF fits
  writable text;    -- what the application may write
  noting text := '';  -- statement that notes what was touched, in rectangles of about a kilometre; empty when not drawn
BEGIN
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = layer AND attname = 'geom_3857' AND NOT attisdropped) THEN
    noting := format($f$
      INSERT INTO matian.tile_changes (layer, west, south, east, north)
      SELECT %L, st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box)
        FROM (SELECT st_extent(geom_3857) AS box FROM touched_rows
               GROUP BY floor(st_xmin(geom_3857) / 1000), floor(st_ymin(geom_3857) / 1000)) touched
       WHERE box IS NOT NULL;$f$, name);
    EXECUTE format('CREATE OR REPLACE TRIGGER c_emptied AFTER TRUNCATE ON %s
                      FOR EACH STATEMENT EXECUTE FUNCTION matian.note_everything(%L)', layer, name);
    EXECUTE format('CREATE OR REPLACE TRIGGER c_written AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.%I
                      FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
                      EXECUTE FUNCTION matian.note_everything(%L)', history, name);
  END IF;
  SELECT string_agg(quote_ident(h.attname), ', ' ORDER BY h.attnum),
         string_agg('o.' || quote_ident(h.attname), ', ' ORDER BY h.attnum),
         string_agg(CASE h.attname WHEN 'updated_at' THEN 'cut_at' ELSE 'c.' || quote_ident(h.attname) END, ', ' ORDER BY h.attnum)
    INTO shared, old_shared, kept
    FROM pg_attribute h JOIN pg_attribute l USING (attname)
   WHERE h.attrelid = format('%I', history)::regclass AND l.attrelid = layer
     AND h.attnum > 0 AND l.attnum > 0 AND NOT h.attisdropped AND NOT l.attisdropped;
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
         string_agg(quote_ident(attname), ', ' ORDER BY attnum)
           FILTER (WHERE attgenerated = '' AND attname NOT IN ('revision', 'updated_at', 'updated_by'))
    INTO live, writable
    FROM pg_attribute WHERE attrelid = layer AND attnum > 0 AND NOT attisdropped;

  -- A correction that reaches back behind older versions ends what was believed of them from its first day on, and keeps
  -- the rest of each as a row of its own: regions of the two times never overlap, so readers need no tie-break.
  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION matian.%1$I() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = on
    AS $body$
    DECLARE
      reaches_back boolean;
      renamed boolean;
    BEGIN
      -- A session keeps its plans: one made for a single edit would pair every row with every row of a bulk update.
      PERFORM set_config('enable_nestloop', 'off', true);
      INSERT INTO %2$I (%3$s, superseded_at, superseded_on, superseded_by)
      SELECT %4$s, n.updated_at, n.valid_from, n.updated_by
        FROM old_rows o JOIN new_rows n ON n.id = o.id;
      SELECT bool_or(n.valid_from < o.valid_from), bool_or(n.code <> o.code) INTO reaches_back, renamed
        FROM old_rows o JOIN new_rows n ON n.id = o.id;
      PERFORM set_config('enable_nestloop', 'on', true);
      IF reaches_back THEN
        WITH cut AS (
          UPDATE %2$I h SET recorded_to = n.updated_at
            FROM new_rows n
           WHERE h.id = n.id AND h.recorded_to = 'infinity'
             AND h.superseded_on > n.valid_from
          RETURNING h.*, n.valid_from AS cut_on, n.updated_at AS cut_at, n.updated_by AS cut_by)
        INSERT INTO %2$I (%3$s, superseded_at, superseded_on, superseded_by)
        SELECT %5$s, cut_at, cut_on, cut_by FROM cut c WHERE c.valid_from < cut_on;
      END IF;
      IF renamed AND EXISTS (SELECT FROM new_rows n JOIN %2$I h ON h.code = n.code WHERE h.id <> n.id) THEN
        RAISE EXCEPTION 'a code of %6$s was given to another feature before; a code is never used again'
          USING ERRCODE = 'unique_violation';
      END IF;
      %7$s
      RETURN NULL;
    END $body$ $f$, name || '_updated', history, shared, old_shared, kept, name,
    replace(noting, 'touched_rows', '(SELECT geom_3857 FROM old_rows UNION ALL SELECT geom_3857 FROM new_rows) both_rows'));

  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION matian.%1$I() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $body$
    DECLARE
      gone date := matian.effective();
    BEGIN
      INSERT INTO %2$I (%3$s, superseded_at, superseded_on, superseded_by)
      SELECT %4$s, greatest(now(), o.updated_at), gone, matian.who() FROM old_rows o;
      IF EXISTS (SELECT FROM old_rows o WHERE gone < o.valid_from) THEN
        WITH cut AS (
          UPDATE %2$I h SET recorded_to = greatest(now(), o.updated_at)
            FROM old_rows o
           WHERE h.id = o.id AND h.recorded_to = 'infinity' AND h.superseded_on > gone
          RETURNING h.*, gone AS cut_on, greatest(now(), o.updated_at) AS cut_at, matian.who() AS cut_by)
        INSERT INTO %2$I (%3$s, superseded_at, superseded_on, superseded_by)
        SELECT %5$s, cut_at, cut_on, cut_by FROM cut c WHERE c.valid_from < cut_on;
      END IF;
      %6$s
      RETURN NULL;
    END $body$ $f$, name || '_deleted', history, shared, old_shared, kept, replace(noting, 'touched_rows', 'old_rows'));

  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION matian.%1$I() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $body$
    BEGIN
      IF EXISTS (SELECT FROM %2$I) AND EXISTS (
        SELECT FROM new_rows n JOIN %2$I h ON h.code = n.code WHERE h.id <> n.id) THEN
        RAISE EXCEPTION 'a code of %3$s was given to another feature before; a code is never used again'
          USING ERRCODE = 'unique_violation';
      END IF;
      -- A feature that was gone comes back: from its first day on it speaks alone.
      IF EXISTS (SELECT FROM %2$I) THEN
        WITH cut AS (
          UPDATE %2$I h SET recorded_to = n.updated_at
            FROM new_rows n
           WHERE h.id = n.id AND h.recorded_to = 'infinity' AND h.superseded_on > n.valid_from
          RETURNING h.*, n.valid_from AS cut_on, n.updated_at AS cut_at, n.updated_by AS cut_by)
        INSERT INTO %2$I (%5$s, superseded_at, superseded_on, superseded_by)
        SELECT %6$s, cut_at, cut_on, cut_by FROM cut c WHERE c.valid_from < cut_on;
      END IF;
      %4$s
      RETURN NULL;
    END $body$ $f$, name || '_inserted', history, name, replace(noting, 'touched_rows', 'new_rows'), shared, kept);

  EXECUTE format('CREATE OR REPLACE TRIGGER a_stamp BEFORE UPDATE ON %s
                    FOR EACH ROW EXECUTE FUNCTION matian.stamp()', layer);
  EXECUTE format('CREATE OR REPLACE TRIGGER b_updated AFTER UPDATE ON %s
                    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
                    FOR EACH STATEMENT EXECUTE FUNCTION matian.%I()', layer, name || '_updated');
  EXECUTE format('CREATE OR REPLACE TRIGGER b_deleted AFTER DELETE ON %s
                    REFERENCING OLD TABLE AS old_rows
                    FOR EACH STATEMENT EXECUTE FUNCTION matian.%I()', layer, name || '_deleted');
  EXECUTE format('CREATE OR REPLACE TRIGGER b_inserted AFTER INSERT ON %s
                    REFERENCING NEW TABLE AS new_rows
                    FOR EACH STATEMENT EXECUTE FUNCTION matian.%I()', layer, name || '_inserted');

  -- Plain SQL in one statement, so that the planner inlines it and spatial conditions reach both indexes.
  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION public.%1$I(at date, known timestamptz DEFAULT now()) RETURNS SETOF %2$s
    LANGUAGE sql STABLE
    AS $body$
      SELECT %3$s FROM %2$s
       WHERE updated_at <= known AND valid_from <= at AND (valid_to IS NULL OR at <= valid_to)
      UNION ALL
      SELECT %3$s FROM public.%4$I
       WHERE updated_at <= known AND known < recorded_to
         AND valid_from <= at AND (valid_to IS NULL OR at <= valid_to)
         AND (known < superseded_at OR at < superseded_on)
    $body$ $f$, name || '_as_of', layer, live, history);

  EXECUTE format('GRANT SELECT ON %s, public.%I TO matian_application', layer, history);
  EXECUTE format('GRANT DELETE, INSERT (%2$s), UPDATE (%2$s) ON %1$s TO matian_application', layer, writable);
END $procedure$;

CREATE PROCEDURE matian.untrack(layer regclass)
LANGUAGE plpgsql
AS $$
DECLARE
  name text := (SELECT relname FROM pg_class WHERE oid = layer);
BEGIN
  EXECUTE format('DROP FUNCTION IF EXISTS public.%I(date, timestamptz)', name || '_as_of');
  EXECUTE format('DROP TRIGGER IF EXISTS a_stamp ON %s', layer);
  EXECUTE format('DROP TRIGGER IF EXISTS c_emptied ON %s', layer);
  EXECUTE format('DROP TRIGGER IF EXISTS c_written ON public.%I', name || '_history');
  EXECUTE format('DROP FUNCTION IF EXISTS matian.%I() CASCADE', name || '_updated');
  EXECUTE format('DROP FUNCTION IF EXISTS matian.%I() CASCADE', name || '_deleted');
  EXECUTE format('DROP FUNCTION IF EXISTS matian.%I() CASCADE', name || '_inserted');
END $$;

-- An append-only table belongs to a role that nobody can log in as; the application inserts and reads.
CREATE PROCEDURE matian.append_only(log regclass, VARIADIC stamped text[])
LANGUAGE plpgsql
AS $$
DECLARE
  writable text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
    INTO writable
    FROM pg_attribute
   WHERE attrelid = log AND attnum > 0 AND NOT attisdropped
     AND attgenerated = '' AND attidentity <> 'a' AND attname <> ALL (stamped);
  EXECUTE format('REVOKE ALL ON %s FROM matian_application', log);
  EXECUTE format('GRANT SELECT, INSERT (%2$s) ON %1$s TO matian_application', log, writable);
  EXECUTE format('ALTER TABLE %s OWNER TO matian_records', log);
END $$;

-- The area on the ellipsoid (geodesic, m²), which national surveys report beside the planar one.
CREATE FUNCTION matian.ellipsoidal_area(shape geometry) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT round(st_area(st_transform(shape, 4490)::geography)::numeric, 6) $$;

-- Building an index once is several times quicker than growing it row by row. A loader that fills an empty (or nearly
-- empty) layer may put its indexes aside for the rest of its transaction; they come back, or the transaction fails.
CREATE TABLE matian.layer_indexes (
  layer text NOT NULL,
  name text NOT NULL,
  definition text NOT NULL,
  PRIMARY KEY (layer, name)
);

CREATE FUNCTION matian.set_indexes_aside(layer text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  aside record;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass(format('public.%I', layer)) AND t.tgname = 'a_stamp') THEN
    RAISE EXCEPTION 'there is no layer %', layer USING ERRCODE = 'undefined_table';
  END IF;
  FOR aside IN
    SELECT i.relname, pg_get_indexdef(i.oid) AS definition
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
     WHERE x.indrelid = format('public.%I', layer)::regclass AND NOT x.indisprimary
  LOOP
    INSERT INTO matian.layer_indexes VALUES (layer, aside.relname, aside.definition);
    EXECUTE format('DROP INDEX public.%I', aside.relname);
  END LOOP;
END $$;

CREATE FUNCTION matian.bring_indexes_back(layer text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  aside record;
BEGIN
  FOR aside IN DELETE FROM matian.layer_indexes l WHERE l.layer = bring_indexes_back.layer RETURNING l.definition LOOP
    EXECUTE aside.definition;
  END LOOP;
  EXECUTE format('ANALYZE public.%I', layer);
  INSERT INTO matian.tile_changes (layer, west, south, east, north)  -- a bulk loader may have put the triggers aside too
  VALUES (layer, '-infinity', '-infinity', 'infinity', 'infinity');
END $$;

-- The server tells (/healthz) whether the schema is the one that it was made for.
GRANT SELECT ON alembic_version TO matian_application;
