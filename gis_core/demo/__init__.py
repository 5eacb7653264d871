"""The synthetic demo district (示意数据): geometry, dated records, terrain, loading."""
