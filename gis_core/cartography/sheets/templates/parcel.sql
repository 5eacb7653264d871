-- What is recorded of a parcel on a day.
SELECT p.code, p.name, p.land_use, p.registered_area_m2, p.area_m2, p.community
  FROM parcels_as_of(%(at)s, %(known)s) p
 WHERE p.code = %(code)s
