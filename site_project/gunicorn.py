"""gunicorn's settings: two processes of four threads, started from one loaded application."""

import os

from site_project import environment

bind = environment.text("BIND", f"127.0.0.1:{environment.number('PORT', 8000, minimum=1)}")
workers = environment.number("WEB_PROCESSES", 2, minimum=1)
worker_class = "gthread"
threads = environment.number("WEB_THREADS", 4, minimum=1)
preload_app = True
reuse_port = True
control_socket_disable = True
max_requests = 5000
max_requests_jitter = 500
timeout = 30
graceful_timeout = 10
# In memory where there is such a place, so that a slow disk never makes a process look stuck.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
forwarded_allow_ips = environment.text("TRUSTED_PROXIES", "127.0.0.1")
accesslog = None
loglevel = "warning"


def post_fork(server, worker):
    """Each process opens database connections of its own."""
    from django.db import connections

    connections.close_all()
