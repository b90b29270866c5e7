"""`make start` a second time, and Ctrl-C."""

import time

from tests.journeys.server import Server


def test_a_second_start_is_quick_and_ctrl_c_stops_everything(server, tmp_path_factory):
    """Lost if this fails: processes left behind that hold the port and the database."""
    again = Server(server.data_dir.parent / "again")
    again.start()
    again.interrupt()
    assert again.running() == {}
    began = time.monotonic()
    again.start()
    took = time.monotonic() - began
    try:
        assert took < 60
        assert any("gunicorn" in line for line in again.running().values())
        assert any("run_worker" in line for line in again.running().values())
        again.interrupt()
        assert again.running() == {}
    finally:
        again.kill()
