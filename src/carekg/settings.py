"""Settings of the service: from the environment (CAREKG_…), or a file `carekg.env` where it is started."""

from functools import cached_property

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from carekg.store.sparql import TextLimits
from carekg.workers.pool import Limits


class Settings(BaseSettings):
    """What an operator may set. Each has a line in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="CAREKG_", env_file="carekg.env", extra="ignore", frozen=True)

    deadline: float = Field(default=10.0, gt=0, description="seconds that a request may take, counted from its arrival")
    own_deadline: float = Field(default=30.0, gt=0, description="seconds that graphs and measures may take")
    write_deadline: float = Field(default=60.0, gt=0, description="seconds that a write may take")
    fast_budget: float = Field(default=0.2, gt=0, description="seconds that a query may take in the fast lane")
    crowded_budget: float = Field(
        default=0.02, gt=0, description="seconds that a query may take in the fast lane while others wait for it"
    )
    question_budget: float = Field(
        default=2.0, gt=0, description="seconds that one of the service's own questions may take in the fast lane"
    )
    crowded_question_budget: float = Field(
        default=0.2, gt=0, description="seconds that such a question may take there while others wait"
    )
    fast_workers: int = Field(default=3, ge=1, description="processes of the fast lane")
    slow_workers: int = Field(default=2, ge=1, description="processes of the slow lane")
    own_workers: int = Field(
        default=1, ge=1, description="processes for the service's own heavy work: graphs and measures"
    )
    worker_memory: int = Field(default=224, ge=64, description="MiB that a worker may take once its store is open")
    own_memory: int = Field(default=2048, ge=64, description="MiB that a worker for our own heavy work may take")
    write_memory: int = Field(default=2048, ge=64, description="MiB that the worker for writes may take")
    memory: int = Field(
        default=1536,
        ge=256,
        description="MiB that all processes may take together, the one that writes aside; a sixteenth before, "
        "the worker that has taken most is ended",
    )
    resident_quads: int = Field(
        default=2_000_000,
        ge=0,
        description="quads up to which the default graph is held in memory, and read three times as fast; 0 never",
    )
    waiting: int = Field(default=64, ge=1, description="requests that may wait in each lane; the next is refused")
    most_rows: int = Field(default=500_000, ge=1, description="rows, or triples, that an answer may have")
    most_bytes: int = Field(default=64 * 2**20, ge=1, description="bytes that an answer may have")
    address_bytes: int = Field(
        default=65_535, ge=1_000, le=65_535, description="bytes that the address of a request may have"
    )
    head_bytes: int = Field(default=65_536, ge=1_000, description="bytes that the header of a request may have")
    head_fields: int = Field(default=100, ge=10, description="fields that the header of a request may have")
    head_seconds: float = Field(default=10.0, gt=0, description="seconds that the header of a request may take to come")
    body_seconds: float = Field(default=60.0, gt=0, description="seconds that the body of a request may take to come")
    connections: int = Field(
        default=1_000,
        ge=10,
        description="connections that are held; for one more, that on which nothing was asked for longest is closed",
    )
    query_bytes: int = Field(default=400_000, ge=1, description="bytes that the body of a request may have")
    query_chars: int = Field(default=100_000, ge=1, description="characters that a query may have")
    query_depth: int = Field(default=30, ge=1, description="brackets that a query may nest")
    query_operators: int = Field(default=2_000, ge=1, description="operators that a query may have")
    write_bytes: int = Field(default=16 * 2**20, ge=1, description="bytes that the body of a write may have")
    write_tokens: SecretStr = Field(
        default=SecretStr(""),
        description="who may write, with `--writable`: name:token, commas between; a token has 20 characters or more",
    )
    cache_bytes: int = Field(default=128 * 2**20, ge=0, description="bytes of answers that are kept; 0 keeps none")
    remote_age: float = Field(
        default=5.0,
        ge=0,
        description="seconds for which the version of a store on another server counts as known; 0 asks each time",
    )
    public_url: str = Field(
        default="", description="the address that descriptions name; that of the request unless set"
    )
    log_level: str = Field(
        default="warning",
        pattern="^(debug|info|warning|error)$",
        description="the least that is logged; info logs requests",
    )
    log_query_chars: int = Field(default=200, ge=0, description="characters of a query that a log line may hold")
    shutdown: int = Field(default=5, ge=0, description="seconds that requests under way have to end at shutdown")

    @cached_property
    def text_limits(self) -> TextLimits:
        """The limits of the text of a query."""
        return TextLimits(self.query_chars, self.query_depth, self.query_operators)

    @cached_property
    def limits(self) -> Limits:
        """The limits of the pool."""
        return Limits(
            deadline=self.deadline,
            own_deadline=self.own_deadline,
            write_deadline=self.write_deadline,
            fast_budget=self.fast_budget,
            crowded_budget=self.crowded_budget,
            question_budget=self.question_budget,
            crowded_question_budget=self.crowded_question_budget,
            memory=self.worker_memory,
            own_memory=self.own_memory,
            total_memory=self.memory,
            write_memory=self.write_memory,
            fast_workers=self.fast_workers,
            slow_workers=self.slow_workers,
            own_workers=self.own_workers,
            resident_quads=self.resident_quads,
            waiting=self.waiting,
        )
