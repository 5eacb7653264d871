-- What is recorded over HTTP besides events: payments, tenants, promised days, documents that are withdrawn. Each change
-- leaves what stood there before, and whose hand changed it.

ALTER TABLE record_changes OWNER TO matian_records;  -- append-only
ALTER TABLE personal.payment_changes ENABLE ROW LEVEL SECURITY;
REVOKE UPDATE, DELETE ON project_documents FROM matian_application;

CREATE FUNCTION matian.record_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  before jsonb;
  after jsonb;
  told jsonb;
BEGIN
  IF tg_op <> 'INSERT' THEN before := to_jsonb(old); END IF;
  IF tg_op <> 'DELETE' THEN after := to_jsonb(new); END IF;
  IF before IS DISTINCT FROM after THEN
    told := coalesce(after, before);
    INSERT INTO record_changes (list, key, before, after)
    VALUES (tg_table_name, coalesce(told ->> 'id', (told ->> 'project') || '/' || (told ->> 'milestone')), before, after);
  END IF;
  RETURN NULL;
END $$;

-- Parties come with their project; only what changes about them later is kept.
CREATE TRIGGER b_changed AFTER UPDATE OR DELETE ON tenants FOR EACH ROW EXECUTE FUNCTION matian.record_changed();
CREATE TRIGGER b_changed AFTER UPDATE OR DELETE ON right_holders FOR EACH ROW EXECUTE FUNCTION matian.record_changed();
CREATE TRIGGER b_changed AFTER INSERT OR UPDATE OR DELETE ON project_milestone_dates
  FOR EACH ROW EXECUTE FUNCTION matian.record_changed();

CREATE FUNCTION personal.payment_changed() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  INSERT INTO personal.payment_changes (payment, before, after, reason)
  VALUES (old.id, to_jsonb(old), CASE WHEN tg_op = 'UPDATE' THEN to_jsonb(new) END,
          nullif(current_setting('matian.reason', true), ''));
  RETURN NULL;
END $$;

CREATE TRIGGER b_changed AFTER UPDATE OR DELETE ON personal.payments
  FOR EACH ROW EXECUTE FUNCTION personal.payment_changed();

CREATE FUNCTION personal.check_payment(amount_yuan numeric, paid_on date) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
  IF NOT personal.unmasked() THEN
    RAISE EXCEPTION 'the role % may not record payments', personal.role() USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF amount_yuan <= 0 THEN
    RAISE EXCEPTION 'amount_yuan: a payment is more than nothing; one that never was is taken back'
      USING ERRCODE = 'check_violation', COLUMN = 'amount_yuan';
  END IF;
  IF paid_on > current_date THEN
    RAISE EXCEPTION 'paid_on: % is a day to come', paid_on USING ERRCODE = 'check_violation', COLUMN = 'paid_on';
  END IF;
END $$;

CREATE FUNCTION personal.record_payment(party uuid, amount_yuan numeric, due_on date, paid_on date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  made bigint;
BEGIN
  PERFORM personal.check_payment(amount_yuan, paid_on);
  IF NOT EXISTS (SELECT FROM right_holders h WHERE h.id = record_payment.party)
     AND NOT EXISTS (SELECT FROM tenants t WHERE t.id = record_payment.party) THEN
    RAISE EXCEPTION 'party: there is no right holder or tenant %', record_payment.party
      USING ERRCODE = 'foreign_key_violation', COLUMN = 'party';
  END IF;
  INSERT INTO personal.payments (party, amount_yuan, due_on, paid_on)
  VALUES (party, amount_yuan, due_on, paid_on) RETURNING id INTO made;
  RETURN made;
END $$;

-- What isn't given stays. That an open payment was made needs no reason; any other change does.
CREATE FUNCTION personal.change_payment(number bigint, amount_yuan numeric, due_on date, paid_on date, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  stands personal.payments;
BEGIN
  PERFORM personal.check_payment(amount_yuan, paid_on);
  SELECT * INTO stands FROM personal.payments m WHERE m.id = number FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'number: there is no payment %', number USING ERRCODE = 'foreign_key_violation', COLUMN = 'number';
  END IF;
  IF reason IS NULL AND (change_payment.amount_yuan <> stands.amount_yuan OR change_payment.due_on <> stands.due_on
                         OR change_payment.paid_on <> stands.paid_on) THEN
    RAISE EXCEPTION 'reason: say why what is on record of the payment changes' USING ERRCODE = 'check_violation', COLUMN = 'reason';
  END IF;
  PERFORM set_config('matian.reason', coalesce(reason, ''), true);
  UPDATE personal.payments m
     SET amount_yuan = coalesce(change_payment.amount_yuan, m.amount_yuan), due_on = coalesce(change_payment.due_on, m.due_on),
         paid_on = coalesce(change_payment.paid_on, m.paid_on)
   WHERE m.id = number;
END $$;

CREATE FUNCTION personal.take_back_payment(number bigint, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF personal.role() NOT IN ('lead', 'administrator') THEN
    RAISE EXCEPTION 'the role % may not take payments back', personal.role() USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('matian.reason', reason, true);
  DELETE FROM personal.payments m WHERE m.id = number;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'number: there is no payment %', number USING ERRCODE = 'foreign_key_violation', COLUMN = 'number';
  END IF;
END $$;

DROP FUNCTION personal.read_payments(text, text);
CREATE FUNCTION personal.read_payments(project_code text, purpose text)
RETURNS TABLE (
  id bigint, party uuid, parcel text, person text, amount_yuan numeric, due_on date, paid_on date, recorded_at timestamptz,
  recorded_by text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT m.id, r.party, r.parcel, personal.masked_name(p.name), CASE WHEN personal.unmasked() THEN m.amount_yuan END,
         m.due_on, m.paid_on, m.recorded_at, m.recorded_by
    FROM personal.parties_read(project_code, 'payments', purpose) r
    JOIN personal.payments m ON m.party = r.party LEFT JOIN personal.people p ON p.party = r.person
   ORDER BY m.due_on, m.id
$$;

-- Of a number shorter than a mobile phone's, three and four digits would be nearly all of it.
CREATE OR REPLACE FUNCTION personal.masked_phone(phone text) RETURNS text
LANGUAGE sql STABLE
AS $$
  SELECT CASE WHEN personal.unmasked() THEN phone
              WHEN length(phone) >= 11 THEN left(phone, 3) || '****' || right(phone, 4)
              ELSE '****' || right(phone, length(phone) / 4) END
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA personal FROM public;
GRANT EXECUTE ON FUNCTION personal.read_payments, personal.record_payment, personal.change_payment, personal.take_back_payment
  TO matian_application;
