-- A layer that never held anything is filled by one COPY. Its statement trigger would be handed every row of it, only to
-- look for codes in a history that is empty and to note for the tiles what matian.bring_indexes_back notes anyway, so a
-- loader may put it aside too (after matian.set_indexes_aside, whose lock keeps everybody else out).
CREATE FUNCTION matian.set_noting_aside(layer text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  filled boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM matian.layer_indexes l WHERE l.layer = set_noting_aside.layer) THEN
    RAISE EXCEPTION 'the indexes of % were not set aside first', layer USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM public.%I) OR EXISTS (SELECT FROM public.%I)', layer, layer || '_history')
    INTO filled;
  IF filled THEN
    RAISE EXCEPTION '% holds records, so its trigger has to look at new ones', layer
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  INSERT INTO matian.layer_indexes
  VALUES (layer, 'b_inserted', format('ALTER TABLE public.%I ENABLE TRIGGER b_inserted', layer));
  EXECUTE format('ALTER TABLE public.%I DISABLE TRIGGER b_inserted', layer);
END $$;

-- What was put aside comes back, or the transaction fails.
CREATE FUNCTION matian.refuse_to_leave_aside() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM matian.layer_indexes l WHERE (l.layer, l.name) = (new.layer, new.name)) THEN
    RAISE EXCEPTION '% of % was put aside and not brought back by matian.bring_indexes_back', new.name, new.layer
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER comes_back AFTER INSERT ON matian.layer_indexes
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION matian.refuse_to_leave_aside();
