-- Personal data: nobody but the owner reaches the tables. The application reads through functions that record the reading
-- and mask what the reader's role (setting matian.role) may not see; a grant made by mistake still shows nothing.

ALTER TABLE personal.people ENABLE ROW LEVEL SECURITY;
ALTER TABLE personal.negotiations ENABLE ROW LEVEL SECURITY;
ALTER TABLE personal.payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE personal.readings ENABLE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA personal TO matian_application;

CREATE FUNCTION personal.role() RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT coalesce(nullif(current_setting('matian.role', true), ''), 'viewer') $$;

CREATE FUNCTION personal.unmasked() RETURNS boolean
LANGUAGE sql STABLE
AS $$ SELECT personal.role() IN ('officer', 'lead', 'administrator') $$;

-- The family name stays, the rest is starred; of a phone number the first three and the last four digits.
CREATE FUNCTION personal.masked_name(name text) RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN personal.unmasked() THEN name ELSE left(name, 1) || repeat('*', greatest(length(name) - 1, 1)) END $$;

CREATE FUNCTION personal.masked_phone(phone text) RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN personal.unmasked() THEN phone ELSE left(phone, 3) || '****' || right(phone, 4) END $$;

-- Right holders and tenants of a project; every reading starts here and leaves its row in the log.
CREATE FUNCTION personal.parties_read(project_code text, what text, purpose text) RETURNS TABLE (party uuid, parcel text, kind text)
LANGUAGE plpgsql
AS $$
DECLARE
  shown integer;
BEGIN
  IF coalesce(trim(purpose), '') = '' THEN
    RAISE EXCEPTION 'personal data are read for a purpose; name it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN QUERY
    SELECT h.id, h.parcel, h.kind FROM right_holders h JOIN consolidation_parcels c ON c.code = h.parcel AND c.project = project_code
    UNION ALL
    SELECT t.id, t.parcel, t.kind FROM tenants t JOIN consolidation_parcels c ON c.code = t.parcel AND c.project = project_code;
  GET DIAGNOSTICS shown = ROW_COUNT;
  INSERT INTO personal.readings (read_by, role, what, purpose, parties)
  VALUES (matian.who(), personal.role(), what || ' ' || project_code, purpose, shown);
END $$;

CREATE FUNCTION personal.read_people(project_code text, purpose text)
RETURNS TABLE (party uuid, parcel text, kind text, name text, phone text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT r.party, r.parcel, r.kind, personal.masked_name(p.name), personal.masked_phone(p.phone)
    FROM personal.parties_read(project_code, 'people', purpose) r JOIN personal.people p ON p.party = r.party
$$;

CREATE FUNCTION personal.read_negotiations(project_code text, purpose text)
RETURNS TABLE (party uuid, parcel text, kind text, happened_on date, amount_yuan numeric, team text, note text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT r.party, r.parcel, n.kind, n.happened_on, CASE WHEN personal.unmasked() THEN n.amount_yuan END, n.team,
         CASE WHEN personal.unmasked() THEN n.note END
    FROM personal.parties_read(project_code, 'negotiations', purpose) r JOIN personal.negotiations n ON n.party = r.party
   ORDER BY n.happened_on, n.id
$$;

CREATE FUNCTION personal.read_payments(project_code text, purpose text)
RETURNS TABLE (party uuid, parcel text, amount_yuan numeric, due_on date, paid_on date)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT r.party, r.parcel, CASE WHEN personal.unmasked() THEN m.amount_yuan END, m.due_on, m.paid_on
    FROM personal.parties_read(project_code, 'payments', purpose) r JOIN personal.payments m ON m.party = r.party
   ORDER BY m.due_on, m.id
$$;

-- Anyone who works for the consolidation team may record a contact; what it said is read back only as above.
CREATE FUNCTION personal.record_negotiation(party uuid, kind text, happened_on date, amount_yuan numeric, team text, note text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  made bigint;
BEGIN
  IF NOT personal.unmasked() THEN
    RAISE EXCEPTION 'the role % may not record negotiations', personal.role() USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO personal.negotiations (party, kind, happened_on, amount_yuan, team, note)
  VALUES (party, kind, happened_on, amount_yuan, team, note) RETURNING id INTO made;
  RETURN made;
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA personal FROM public;
GRANT EXECUTE ON FUNCTION personal.read_people, personal.read_negotiations, personal.read_payments,
  personal.record_negotiation TO matian_application;
