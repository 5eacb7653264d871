-- What was last noted of each obstacle by `known`, while it isn't removed: of a parcel, or of a project as a whole.
SELECT DISTINCT ON (o.project, o.parcel)
       o.id, o.project, o.parcel AS code, o.reason, r.label_zh, r.label_en, o.owner, o.next_action, o.next_on, o.note,
       o.removed, o.recorded_at, o.recorded_by
  FROM obstacles o JOIN obstacle_reasons r ON r.code = o.reason
 WHERE o.recorded_at <= %(known)s
 ORDER BY o.project, o.parcel, o.id DESC
