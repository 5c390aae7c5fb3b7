"""What schemathesis is told beyond the description: how a query travels as the body of a request."""

import schemathesis


@schemathesis.serializer("application/sparql-query")
def write_query(_: schemathesis.SerializationContext, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
