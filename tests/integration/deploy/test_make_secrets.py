"""scripts/make-secrets: which secrets it adds when a release brings a role, and which it never changes."""

import subprocess
from pathlib import Path

from config.valkey_users import OPERATOR, ROLES
from tests.support.repository import ROOT


def make_secrets(folder: Path) -> tuple[dict[str, str], set[str]]:
    """Run the script; return the passwords by role, and the users of the ACL file that may sign in."""
    subprocess.run([ROOT / "scripts" / "make-secrets", folder], check=True, capture_output=True)
    lines = (folder / "secrets" / "redis_users").read_text().splitlines()
    acl = (folder / "secrets" / "valkey_users").read_text()
    assert ">$" not in acl
    users = {line.split()[1] for line in acl.splitlines() if line.split()[2] == "on"}
    return dict(line.split() for line in lines if line), users


def test_a_role_of_a_later_release_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    """An installation without a worker's password has one after the next run."""
    before, _ = make_secrets(tmp_path)
    assert list(before) == list(ROLES)
    file = tmp_path / "secrets" / "redis_users"
    file.unlink()
    file.write_text("".join(f"{role} {password}\n" for role, password in before.items() if role != "worker"))
    after, users = make_secrets(tmp_path)
    assert {role: after[role] for role in ROLES if role != "worker"} == {
        role: before[role] for role in ROLES if role != "worker"
    }
    assert after["worker"] not in {"", before["worker"]}
    assert users == {OPERATOR, *ROLES}


def test_a_user_without_a_password_is_left_out(tmp_path: Path) -> None:
    """An empty file of users stays empty, and the name of a placeholder cannot sign in."""
    make_secrets(tmp_path)
    file = tmp_path / "secrets" / "redis_users"
    file.unlink()
    file.write_text("")
    passwords, users = make_secrets(tmp_path)
    assert passwords == {}
    assert users == {OPERATOR}
