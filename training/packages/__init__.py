"""Modules as packages that another organisation can load into its own learning system.

`scorm.build(page)` makes a SCORM 1.2 package and `cmi5.build(page)` a cmi5 one. Both hold the same page: everything a learner
sees, its pictures and films, and small scripts of ours (static/package) that talk to the learning system. Nothing in a package
asks this site, or any other host, for anything.
"""

from dataclasses import dataclass
from typing import IO


class NotPackable(Exception):
    """This module cannot be made into a package. `args[0]` says why, to an editor."""


@dataclass(frozen=True)
class Package:
    """A zip file: its name, and the open file, to be read from its start."""

    name: str
    file: IO[bytes]
