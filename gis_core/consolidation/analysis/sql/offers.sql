-- Where the negotiation about each parcel of a project stands: the last offers and counter-offers of its holders, added up, the
-- gap of those of whom both are known, the last word, and whether one of them refused last. Amounts are null for those who may not see them; the reading is recorded.
WITH said AS MATERIALIZED (
  SELECT * FROM personal.read_negotiations(%(project)s, %(purpose)s)
   WHERE happened_on <= %(at)s AND recorded_at <= %(known)s),
last_of_kind AS (
  SELECT DISTINCT ON (party, kind) party, parcel, kind, happened_on, amount_yuan
    FROM said ORDER BY party, kind, happened_on DESC, id DESC),
last_word AS (
  SELECT DISTINCT ON (party) party, parcel, kind, happened_on, id FROM said ORDER BY party, happened_on DESC, id DESC)
SELECT w.parcel AS code, max(w.happened_on) AS last_contact_on,
       (array_agg(w.kind ORDER BY w.happened_on DESC, w.id DESC))[1] AS last_kind, bool_or(w.kind = 'refusal') AS refused,
       (SELECT max(k.happened_on) FROM last_of_kind k WHERE k.parcel = w.parcel AND k.kind = 'offer') AS offer_on,
       (SELECT sum(k.amount_yuan) FROM last_of_kind k WHERE k.parcel = w.parcel AND k.kind = 'offer') AS offer_yuan,
       (SELECT sum(k.amount_yuan) FROM last_of_kind k WHERE k.parcel = w.parcel AND k.kind = 'counter_offer') AS asked_yuan,
       (SELECT sum(a.amount_yuan - o.amount_yuan) FROM last_of_kind a JOIN last_of_kind o ON o.party = a.party
         WHERE a.parcel = w.parcel AND a.kind = 'counter_offer' AND o.kind = 'offer') AS gap_yuan
  FROM last_word w
 GROUP BY w.parcel
 ORDER BY w.parcel
