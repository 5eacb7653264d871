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

-- Right holders and tenants of a project; every reading starts here and leaves its row in the log. Where a parcel was
-- divided, the person and what was agreed before stand under the party of the parcel that was divided, what came after
-- under the parties of its parts: `person` is the party under which the person stands, `present` false for one of the past.
CREATE FUNCTION personal.parties_read(project_code text, what text, purpose text)
RETURNS TABLE (party uuid, parcel text, kind text, person uuid, present boolean)
LANGUAGE plpgsql
AS $$
DECLARE
  shown integer;
BEGIN
  IF coalesce(trim(purpose), '') = '' THEN
    RAISE EXCEPTION 'purpose: personal data are read for a purpose; name it' USING ERRCODE = 'check_violation', COLUMN = 'purpose';
  END IF;
  RETURN QUERY
    WITH parties AS (
      SELECT h.id, h.parcel, h.kind, h.carried_from FROM right_holders h
      UNION ALL
      SELECT t.id, t.parcel, t.kind, t.carried_from FROM tenants t),
    here AS MATERIALIZED (
      SELECT p.* FROM parties p JOIN consolidation_parcels c ON c.code = p.parcel AND c.project = project_code)
    SELECT h.id, h.parcel, h.kind, coalesce(h.carried_from, h.id), true FROM here h
    UNION ALL
    SELECT o.id, o.parcel, o.kind, o.id, false
      FROM (SELECT p.id, p.parcel, p.kind FROM here h JOIN parties p ON p.id = h.carried_from
             UNION
            SELECT p.id, p.parcel, p.kind FROM here h JOIN parties p ON p.carried_from = h.carried_from) o
     WHERE NOT EXISTS (SELECT FROM here x WHERE x.id = o.id);
  GET DIAGNOSTICS shown = ROW_COUNT;
  INSERT INTO personal.readings (read_by, role, what, purpose, parties)
  VALUES (matian.who(), personal.role(), what || ' ' || project_code, purpose, shown);
END $$;

CREATE FUNCTION personal.read_people(project_code text, purpose text)
RETURNS TABLE (party uuid, parcel text, kind text, name text, phone text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT r.party, r.parcel, r.kind, personal.masked_name(p.name), personal.masked_phone(p.phone)
    FROM personal.parties_read(project_code, 'people', purpose) r JOIN personal.people p ON p.party = r.person
   WHERE r.present
$$;

CREATE FUNCTION personal.read_negotiations(project_code text, purpose text)
RETURNS TABLE (
  party uuid, parcel text, kind text, happened_on date, amount_yuan numeric, team text, note text, id bigint,
  recorded_at timestamptz, recorded_by text, person text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT r.party, r.parcel, n.kind, n.happened_on, CASE WHEN personal.unmasked() THEN n.amount_yuan END, n.team,
         CASE WHEN personal.unmasked() THEN n.note END, n.id, n.recorded_at, n.recorded_by, personal.masked_name(p.name)
    FROM personal.parties_read(project_code, 'negotiations', purpose) r
    JOIN personal.negotiations n ON n.party = r.party LEFT JOIN personal.people p ON p.party = r.person
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

-- Funds of a project by quarter, planned and paid by the end of a day: sums tell of no person, and are money all the same.
CREATE FUNCTION personal.read_funds(project_code text, at date)
RETURNS TABLE (year integer, quarter integer, planned_yuan numeric, paid_yuan numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH parties AS (
    SELECT h.id, h.parcel FROM right_holders h UNION ALL SELECT t.id, t.parcel FROM tenants t),
  parcels AS (
    SELECT c.code FROM consolidation_parcels c WHERE c.project = project_code
    UNION
    SELECT c.code FROM consolidation_parcels_history c WHERE c.project = project_code),
  paid AS (
    SELECT extract(year FROM m.paid_on)::integer AS year, extract(quarter FROM m.paid_on)::integer AS quarter,
           sum(m.amount_yuan) AS yuan
      FROM parcels c JOIN parties p ON p.parcel = c.code JOIN personal.payments m ON m.party = p.id
     WHERE m.paid_on <= at GROUP BY 1, 2),
  planned AS (SELECT f.year, f.quarter, f.planned_yuan FROM project_funds f WHERE f.project = project_code)
  SELECT coalesce(l.year, p.year), coalesce(l.quarter, p.quarter), l.planned_yuan, coalesce(p.yuan, 0)
    FROM planned l FULL JOIN paid p ON p.year = l.year AND p.quarter = l.quarter
   WHERE personal.unmasked() ORDER BY 1, 2
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
  IF NOT EXISTS (SELECT FROM right_holders h WHERE h.id = record_negotiation.party)
     AND NOT EXISTS (SELECT FROM tenants t WHERE t.id = record_negotiation.party) THEN
    RAISE EXCEPTION 'party: there is no right holder or tenant %', record_negotiation.party
      USING ERRCODE = 'foreign_key_violation', COLUMN = 'party';
  END IF;
  IF record_negotiation.happened_on > current_date THEN
    RAISE EXCEPTION 'happened_on: % is a day to come', record_negotiation.happened_on
      USING ERRCODE = 'check_violation', COLUMN = 'happened_on';
  END IF;
  INSERT INTO personal.negotiations (party, kind, happened_on, amount_yuan, team, note)
  VALUES (party, kind, happened_on, amount_yuan, team, note) RETURNING id INTO made;
  RETURN made;
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA personal FROM public;
GRANT EXECUTE ON FUNCTION personal.read_people, personal.read_negotiations, personal.read_payments, personal.read_funds,
  personal.record_negotiation TO matian_application;
