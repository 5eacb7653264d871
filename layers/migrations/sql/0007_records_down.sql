DROP FUNCTION personal.take_back_payment(bigint, text);
DROP FUNCTION personal.change_payment(bigint, numeric, date, date, text);
DROP FUNCTION personal.record_payment(uuid, numeric, date, date);
DROP FUNCTION personal.check_payment(numeric, date);
DROP TRIGGER b_changed ON personal.payments;
DROP FUNCTION personal.payment_changed();
DROP TRIGGER b_changed ON project_milestone_dates;
DROP TRIGGER b_changed ON right_holders;
DROP TRIGGER b_changed ON tenants;
DROP FUNCTION matian.record_changed();
GRANT UPDATE, DELETE ON project_documents TO matian_application;

DROP FUNCTION personal.read_payments(text, text);
CREATE FUNCTION personal.read_payments(project_code text, purpose text)
RETURNS TABLE (party uuid, parcel text, amount_yuan numeric, due_on date, paid_on date)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT r.party, r.parcel, CASE WHEN personal.unmasked() THEN m.amount_yuan END, m.due_on, m.paid_on
    FROM personal.parties_read(project_code, 'payments', purpose) r JOIN personal.payments m ON m.party = r.party
   ORDER BY m.due_on, m.id
$$;
REVOKE EXECUTE ON FUNCTION personal.read_payments FROM public;
GRANT EXECUTE ON FUNCTION personal.read_payments TO matian_application;

CREATE OR REPLACE FUNCTION personal.masked_phone(phone text) RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN personal.unmasked() THEN phone ELSE left(phone, 3) || '****' || right(phone, 4) END $$;
