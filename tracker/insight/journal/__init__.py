"""The whole journal: filtered, page by page, taken away, verified."""
