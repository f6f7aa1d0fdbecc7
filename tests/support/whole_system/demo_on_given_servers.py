"""The demo over servers that a test started, which `atencion demo` cannot use: to stop them, or for a cluster.

Owns this entry alone. Run as `python -m tests.support.whole_system.demo_on_given_servers`.
"""

from atencion.commands.demo import run_demo_system
from atencion.runtime.terminal import run, settings_or_fail

if __name__ == "__main__":
    run(run_demo_system(settings_or_fail()))
