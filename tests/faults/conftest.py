"""The stores that faults are tried on: the same real ones as in the tests of sessions."""

from tests.sessions.conftest import redis, redis_backing, sqlite_backing

__all__ = ["redis", "redis_backing", "sqlite_backing"]
