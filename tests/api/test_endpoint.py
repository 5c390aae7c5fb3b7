"""An endpoint's address and its time: what is told of a bad address, and how long a silent host is waited for."""

import socket
import time
from contextlib import ExitStack
from io import BytesIO

import pytest

from carekg.store.endpoint import Endpoint
from carekg.terms.errors import RemoteFailed, RemoteSlow
from carekg_api.http.problems import status_of


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://user:secret@host:notaport/", r"at http://host:notaport/ failed: .*Invalid port: 'notaport'"),
        ("http://user:secret@more@host:notaport/", r"at http://host:notaport/ failed"),
        ("http://user:secret/more@host/", r"at http://host/ failed: .*%-escapes"),
        ("user:secret@host:notaport", r"at host:notaport failed: .*neither with http://"),
        (f"http://user:secret@{'a' * 64}.example/", r"at http://a{64}\.example/ failed: .*label.* too long"),
        ("http://user:secret@a..b/", r"at http://a\.\.b/ failed: .*label empty"),
    ],
)
def test_a_bad_address_is_named_without_its_password(address: str, said: str) -> None:
    with pytest.raises(RemoteFailed, match=said) as raised:
        Endpoint(address, 9)
    assert "secret" not in str(raised.value)
    assert raised.value.__suppress_context__, "a traceback would show it"


def test_a_host_that_takes_no_connection_is_waited_for_no_longer_than_may_be() -> None:
    with ExitStack() as held:
        full = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):  # they fill its queue, so that it drops what comes next
            caller = held.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        began = time.monotonic()
        with pytest.raises(RemoteSlow, match=r"no answer came in time, which is 0\.6 s") as raised:
            Endpoint(f"http://127.0.0.1:{full.getsockname()[1]}/", 0.6).send("GET", BytesIO())
        assert time.monotonic() - began < 1.7, "the pause of half a second between tries included"
        assert status_of(raised.value) == 504
