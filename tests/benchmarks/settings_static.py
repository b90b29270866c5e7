"""A Django that does nothing but serve static files, with WhiteNoise where its documentation puts it."""

import os
from pathlib import Path

SECRET_KEY = "measured, never served"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.benchmarks.contestants"
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware"]
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ["BENCH_FOLDER"]) / "static"
