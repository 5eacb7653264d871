"""What PostGIS stores: one file a layer, declared as data; imports neither `gis_core` nor `api`."""
