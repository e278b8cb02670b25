"""How gunicorn serves the application, in production as on a laptop: `gunicorn -c python:ocop_cantho.web_server`.

WEB_CONCURRENCY says how many workers.
"""

import os

wsgi_app = "ocop_cantho.wsgi"
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
threads = 4
timeout = 60
# A worker that died is forked from the loaded application at once, instead of loading it for seconds.
preload_app = True
# What waits for a thread waits in the socket all workers share, not inside one of them: a worker that dies takes only
# the requests it was at with it, and an idle one takes over from a busy one.
worker_connections = threads
keepalive = 0
# The heartbeat of a worker is a write to a file: in memory, where no slow disk can hold it up.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
control_socket_disable = True  # it would lie in the home folder, shared by all copies
