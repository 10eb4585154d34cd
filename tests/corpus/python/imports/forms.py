"""Every way to import."""

from __future__ import annotations

import json
import os.path, sys as system
import xml.etree.ElementTree as tree
from collections import OrderedDict, defaultdict as default
from typing import (
    TYPE_CHECKING,
    Any as Anything,  # why not
)

from . import sibling
from .. import parent as outer
from ...far.away import *
from .package.module import name as name

if TYPE_CHECKING:
    from decimal import Decimal
    import fractions

try:
    import ujson as fast_json
except ImportError:
    fast_json = json


def late() -> None:
    from importlib import import_module

    import_module("plugins.first")
    __import__("plugins.second")


if system.version_info >= (3, 12):
    import tomllib
