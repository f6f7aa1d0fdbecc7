"""The demo over servers that a test started, where `atencion demo` takes none: to stop them, or for a cluster.

Owns this entry alone. Run as `python -m tests.e2e.demo_on_servers`.
"""

from atencion.demo import run_samples
from atencion.terminal import run, settings_or_fail

if __name__ == "__main__":
    run(run_samples(settings_or_fail()))
