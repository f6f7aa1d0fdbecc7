"""What every test may ask for: real servers."""

from tests.servers import (
    postgres_server,
    postgres_url,
    servers_folder,
    valkey,
    valkey_cluster,
    valkey_cluster_url,
    valkey_server,
    valkey_url,
)

__all__ = [
    "postgres_server",
    "postgres_url",
    "servers_folder",
    "valkey",
    "valkey_cluster",
    "valkey_cluster_url",
    "valkey_server",
    "valkey_url",
]
