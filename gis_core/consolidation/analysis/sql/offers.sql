-- Where the negotiation about each parcel of a project stands: the last offers and counter-offers of its holders, added up,
-- and whether one of them refused last. Amounts are null for those who may not see them; the reading is recorded.
WITH said AS MATERIALIZED (
  SELECT * FROM personal.read_negotiations(%(project)s, %(purpose)s) WHERE happened_on <= %(at)s),
last_of_kind AS (
  SELECT DISTINCT ON (party, kind) party, parcel, kind, amount_yuan FROM said ORDER BY party, kind, happened_on DESC),
last_word AS (
  SELECT DISTINCT ON (party) party, parcel, kind, happened_on FROM said ORDER BY party, happened_on DESC)
SELECT w.parcel AS code, max(w.happened_on) AS last_contact_on, bool_or(w.kind = 'refusal') AS refused,
       (SELECT sum(k.amount_yuan) FROM last_of_kind k WHERE k.parcel = w.parcel AND k.kind = 'offer') AS offer_yuan,
       (SELECT sum(k.amount_yuan) FROM last_of_kind k WHERE k.parcel = w.parcel AND k.kind = 'counter_offer') AS asked_yuan
  FROM last_word w
 GROUP BY w.parcel
 ORDER BY w.parcel
