-- A single edit costs less (docs/decisions/0102). matian.track attaches what 0001 made, and in place of its function for
-- updates one that knows a single row from many.

ALTER PROCEDURE matian.track(regclass) RENAME TO track_0001;

CREATE PROCEDURE matian.track(layer regclass)
LANGUAGE plpgsql
AS $procedure$
DECLARE
  name text := (SELECT relname FROM pg_class WHERE oid = layer);
  history text := name || '_history';
  shared text;      -- columns that a version carries, in the history's order
  old_shared text;  -- the same, of the transition table
  kept text;        -- the same, of a history row, for the remainder of a version that is cut
  stays text := 'true';   -- whether the one row that was touched lies where it lay; true when the layer isn't drawn
  ground text := 'NULL';  -- the ground of both its shapes
  noting_one text := '';  -- statement that notes this ground
  noting_many text := '';
BEGIN
  CALL matian.track_0001(layer);
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = layer AND attname = 'geom_3857' AND NOT attisdropped) THEN
    stays := 'coalesce(o.geom_3857 && n.geom_3857, false)';
    ground := 'st_combinebbox(box2d(o.geom_3857), n.geom_3857)';
    noting_one := format($f$
      INSERT INTO matian.tile_changes (layer, west, south, east, north)
      VALUES (%L, st_xmin(ground), st_ymin(ground), st_xmax(ground), st_ymax(ground));$f$, name);
    noting_many := format($f$
      INSERT INTO matian.tile_changes (layer, west, south, east, north)
      SELECT %L, st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box)
        FROM (SELECT st_extent(geom_3857) AS box
                FROM (SELECT geom_3857 FROM old_rows UNION ALL SELECT geom_3857 FROM new_rows) both_rows
               GROUP BY floor(st_xmin(geom_3857) / 1000), floor(st_ymin(geom_3857) / 1000)) touched
       WHERE box IS NOT NULL;$f$, name);
  END IF;
  SELECT string_agg(quote_ident(h.attname), ', ' ORDER BY h.attnum),
         string_agg('o.' || quote_ident(h.attname), ', ' ORDER BY h.attnum),
         string_agg(CASE h.attname WHEN 'updated_at' THEN 'cut_at' ELSE 'c.' || quote_ident(h.attname) END, ', ' ORDER BY h.attnum)
    INTO shared, old_shared, kept
    FROM pg_attribute h JOIN pg_attribute l USING (attname)
   WHERE h.attrelid = format('public.%I', history)::regclass AND l.attrelid = layer
     AND h.attnum > 0 AND l.attnum > 0 AND NOT h.attisdropped AND NOT l.attisdropped;

  -- One row that stays in its place needs no join by id, no aggregate and no second look: most edits are such.
  -- A session keeps its plans, so what may meet many rows is joined in full (FULL JOIN): the planner then hashes or
  -- merges even when it saw a single row first. Pairs in a nested loop would make a bulk update quadratic.
  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION matian.%1$I() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $body$
    <<edit>>  -- its variables are named with it where a layer may have a column of that name
    DECLARE
      alone boolean;
      ground box2d;
      since timestamptz;
      first_day date;
      writer text;
      reaches_back boolean;
      renamed boolean;
    BEGIN
      SELECT NOT EXISTS (SELECT FROM new_rows OFFSET 1) AND %7$s, %8$s,
             n.updated_at, n.valid_from, n.updated_by, n.valid_from < o.valid_from, n.code <> o.code
        INTO alone, ground, since, first_day, writer, reaches_back, renamed
        FROM old_rows o, new_rows n;  -- INTO takes the first pair and asks for no other
      IF alone THEN
        INSERT INTO %2$I (%3$s, superseded_at, superseded_on, superseded_by)
        SELECT %4$s, edit.since, edit.first_day, edit.writer FROM old_rows o;
        %9$s
      ELSE
        INSERT INTO %2$I (%3$s, superseded_at, superseded_on, superseded_by)
        SELECT %4$s, n.updated_at, n.valid_from, n.updated_by
          FROM old_rows o FULL JOIN new_rows n ON n.id = o.id;
        SELECT bool_or(n.valid_from < o.valid_from), bool_or(n.code <> o.code) INTO reaches_back, renamed
          FROM old_rows o FULL JOIN new_rows n ON n.id = o.id;
        %10$s
      END IF;
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
      RETURN NULL;
    END $body$ $f$, name || '_updated', history, shared, old_shared, kept, name, stays, ground, noting_one, noting_many);
END $procedure$;

DO $$
DECLARE
  tracked regclass;
BEGIN
  FOR tracked IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'a_stamp' LOOP
    CALL matian.track(tracked);
  END LOOP;
END $$;
