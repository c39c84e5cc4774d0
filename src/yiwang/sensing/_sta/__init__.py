"""SensorThings API 1.1 (OGC 18-088): a view of things, datastreams and readings, and a door to them."""
