"""The site with its guard taken out: what would happen without it. Only for the control test.

A booking then does not take its turn, and waits a moment between counting the places and taking one, as any machine may.
"""

import time

from site_project.wsgi import application  # noqa: F401

from events import bookings, registers  # isort: skip (the apps have to be loaded first)

_counted = registers.places


def _slow(register, event):
    found = _counted(register, event)
    time.sleep(0.2)
    return found


registers.turn = lambda register: None
bookings.places = _slow
