"""Whose data something is: the names that sessions and results are kept apart by."""

from __future__ import annotations

import re
from typing import Final

from mcp_code_analysis.errors import InvalidRequest

TENANT_DEFAULT: Final = "local"

_TENANT: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def check_tenant(tenant: str) -> str:
    """Return the tenant's name if it is well formed; raise InvalidRequest otherwise."""
    if not _TENANT.fullmatch(tenant):
        raise InvalidRequest(
            f"{tenant[:80]!r} is not a tenant's name.", hint="Use 1 to 64 of A-Z a-z 0-9 _ -."
        )
    return tenant
