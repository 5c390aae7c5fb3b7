"""The servers that the W3C's tests are sent to: carekg that is lenient, and the native one."""

import http.client
import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from served import CAREKG, OXIGRAPH, free_port, running, wait

_PATIENCE: Final = 60.0


@dataclass
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Its type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_done(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300

    @property
    def says_malformed(self) -> bool:
        """Whether it says that the text does not parse, rather than that it cannot be carried out."""
        if self.media_type == "application/problem+json":
            return str(json.loads(self.body)["type"]).endswith("/QuerySyntaxError")
        return self.status == http.client.BAD_REQUEST


@dataclass
class Server:
    """A server: its address, and the paths of its endpoints."""

    name: str
    address: str
    query: str
    update: str
    store: str
    direct: str
    headers: Mapping[str, str] = field(default_factory=dict)
    held: object = None  # the data that it holds now, where that is known

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request as it is written, and give the answer."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=_PATIENCE)
        try:
            connection.putrequest(method, path)
            length = {"Content-Length": str(len(body))} if body is not None else {}
            for name, value in {**self.headers, **length, **(headers or {})}.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def ask(self, text: str, accept: str) -> Answer:
        """Send a query."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.send("POST", self.query, text.encode(), headers)

    def change(self, text: str) -> Answer:
        """Send an update; what the server holds after it is not known."""
        self.held = None
        return self.send("POST", self.update, text.encode(), {"Content-Type": "application/sparql-update"})


@contextmanager
def lenient(folder: Path) -> Iterator[Server]:
    """Serve a new store of plain RDF."""
    token, port = secrets.token_hex(16), free_port()
    command = [CAREKG, "serve", "--writable", "--lenient", "--store", str(folder / "plain"), "--port", str(port)]
    with running(command, {"CAREKG_WRITE_TOKENS": f"suites:{token}"}):
        address = f"http://127.0.0.1:{port}"
        wait(f"{address}/health/ready", b"")
        bearer = {"Authorization": f"Bearer {token}"}
        yield Server("carekg", address, "/sparql", "/sparql", "/store", "/graph", bearer)


@contextmanager
def native() -> Iterator[Server]:
    """Serve a new store by the native server, in memory."""
    if OXIGRAPH is None:
        raise FileNotFoundError("the native server is not there: pip install oxigraph")
    port = free_port()
    with running([OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"], {}):
        address = f"http://127.0.0.1:{port}"
        wait(f"{address}/query?query=ASK%20%7B%7D", b"")
        yield Server("Oxigraph", address, "/query", "/update", "/store", "/store")


def native_version() -> str:
    """Give the version of the native server."""
    assert OXIGRAPH is not None
    told = subprocess.run([OXIGRAPH, "--version"], capture_output=True, text=True, check=True, env=os.environ)
    return told.stdout.strip()
