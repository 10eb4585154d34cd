"""The stores that faults are tried on: the same real ones as in the tests of sessions."""

from tests.sessions.conftest import (
    cluster,
    cluster_backing,
    redis,
    redis_backing,
    sentinel_backing,
    sentinels,
    sqlite_backing,
)

__all__ = [
    "cluster",
    "cluster_backing",
    "redis",
    "redis_backing",
    "sentinel_backing",
    "sentinels",
    "sqlite_backing",
]
