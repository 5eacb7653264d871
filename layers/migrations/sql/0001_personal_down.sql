DROP FUNCTION personal.record_negotiation(uuid, text, date, numeric, text, text);
DROP FUNCTION personal.read_payments(text, text);
DROP FUNCTION personal.read_negotiations(text, text);
DROP FUNCTION personal.read_people(text, text);
DROP FUNCTION personal.parties_read(text, text, text);
DROP FUNCTION personal.masked_phone(text);
DROP FUNCTION personal.masked_name(text);
DROP FUNCTION personal.unmasked();
DROP FUNCTION personal.role();
