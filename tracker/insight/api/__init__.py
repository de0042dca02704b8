"""What programs read: the same records as the pages, as JSON, under ``/api/v1`` (docs/api.md).

Each endpoint declares what it takes and what it answers once; the parsing, the answer and the OpenAPI document
all come from that declaration.
"""
