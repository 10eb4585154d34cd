from __future__ import annotations

import os
import os.path as p, sys
from . import sibling
from .. import cousin as c
from ...far.away import (
    one,
    two as zwei,  # renamed
)
from everything import *
from typing import TYPE_CHECKING
import typing

if TYPE_CHECKING:
    from .types import Only
    import checker.only
else:
    from .types import Real

if typing.TYPE_CHECKING:
    from .types import Again


def late():
    import inside.function
    module = importlib.import_module("loaded.by.name")
    other = __import__('plain')
    unknown = importlib.import_module(name)
