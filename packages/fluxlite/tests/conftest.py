"""What holds for all tests."""

import os

from hypothesis import settings

# Tests run beside others: a time says nothing here.
settings.register_profile("fluxlite", deadline=None)
settings.load_profile("fluxlite")

# BLAS threads fight over the cores with the servers that the tests start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Tests speak to this machine alone.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
    os.environ.pop(name, None)
    os.environ.pop(name.lower(), None)
