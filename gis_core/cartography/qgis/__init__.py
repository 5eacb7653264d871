"""QGIS projects (.qgz): `project` is the document, `symbols` our styles, `sources` where layers come from."""
