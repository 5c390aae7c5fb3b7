"""What a service learns of another server from one request, and what it does not."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from test_remote_answers import Stub, stub, table, well

from carekg import KnowledgeGraph
from carekg.store.remote import Remote
from carekg_api.http.following import Follower

__all__ = ["stub"]


def test_a_caller_who_goes_away_teaches_nothing(stub: Stub) -> None:
    graph = KnowledgeGraph(Remote.connect(stub.address))
    follower = Follower(PlainTextResponse("well"), SimpleNamespace(graph=graph), age=60)

    def say_late(query: str) -> Any:
        time.sleep(0.3)
        return well(query)

    async def ask() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(follower), base_url="http://service") as client:
            stub.say = say_late
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.get("/"), 0.1)
            stub.say = lambda _: table({"version": "not an iri"}, kind="uri")
            return (await client.get("/")).status_code

    assert asyncio.run(ask()) == 502
    assert len(stub.asked) == 3
