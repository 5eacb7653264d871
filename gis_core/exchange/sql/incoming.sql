-- The accepted rows of a delivery, typed as the layer is.
CREATE TEMP TABLE incoming ON COMMIT DROP AS
SELECT 0 AS position, code, {fields}geom, valid_from, valid_to
  FROM {layer}
  WITH NO DATA
