"""gunicorn's settings: two processes of four threads, started from one loaded application."""

import os

from site_project import environment

bind = environment.text("BIND", f"127.0.0.1:{environment.number('PORT', 8000, minimum=1)}")
workers = environment.number("WEB_PROCESSES", 2, minimum=1)
worker_class = "gthread"
threads = environment.number("WEB_THREADS", 4, minimum=1)
preload_app = True
# Longer than a proxy in front keeps a connection that is not used (docs/nginx.conf), so that it never writes to a closed one.
keepalive = 5
control_socket_disable = True
# All processes take from one queue of visitors (no reuse_port): a process that stops then takes nobody with it. With a queue
# for each, 119 of 3,300 requests broke where processes were made anew every 300.
# Against memory that grows. A page that is kept counts as well, and thousands of them are given out in a second.
max_requests = 50_000
max_requests_jitter = 5_000
timeout = 30
graceful_timeout = 10
# In memory where there is such a place, so that a slow disk never makes a process look stuck.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
forwarded_allow_ips = environment.text("TRUSTED_PROXIES", "127.0.0.1")
accesslog = None
loglevel = "warning"


def when_ready(server):
    """Before the processes are forked. From here on the port is open: who comes now waits a moment and is not refused.

    It is not done where the application is imported (wsgi.py): tests, commands and other servers import it too.
    """
    from site_project.page_cache.warm_up import before_fork

    before_fork(server.app.wsgi())
