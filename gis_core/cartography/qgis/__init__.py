"""QGIS projects (.qgz) on our layers: `project` is the document, `symbols` our styles, `sources` where layers come from."""
