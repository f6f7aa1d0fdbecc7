"""Digest authentication, compared with the examples of the standards."""

from hashlib import md5, sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.sip.digest import (
    DigestCredentials,
    algorithms_for,
    is_valid,
    read_challenge,
    read_response,
    write_authorization,
    write_challenge,
)

MUFASA = DigestCredentials(username="Mufasa", password="Circle Of Life")


def test_the_example_of_rfc_2617() -> None:
    """§3.5 of RFC 2617: MD5 with qop and opaque."""
    challenge = read_challenge(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    assert challenge is not None
    value = write_authorization(challenge, MUFASA, "GET", "/dir/index.html", "0a4f113b")
    assert 'response="6629fae49393a05397450978507c4ef1"' in value
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in value


def test_sha_256_is_hashed_as_rfc_7616_says() -> None:
    """§3.4.1 of RFC 7616, spelled out."""
    challenge = read_challenge('Digest realm="r", qop="auth, auth-int", algorithm=SHA-256, nonce="n"')
    assert challenge is not None
    value = write_authorization(challenge, DigestCredentials(username="u", password="p"), "INVITE", "sip:a@b", "c")
    secret, request_hash = (sha256(text).hexdigest() for text in (b"u:r:p", b"INVITE:sip:a@b"))
    answer = sha256(f"{secret}:n:00000001:c:auth:{request_hash}".encode()).hexdigest()
    assert f'response="{answer}"' in value
    assert "algorithm=SHA-256" in value


def test_without_qop_the_older_form_is_used() -> None:
    """RFC 2617 §3.2.2.1: no cnonce, no count."""
    challenge = read_challenge('Digest realm="r", nonce="n"')
    assert challenge is not None
    value = write_authorization(challenge, MUFASA, "INVITE", "sip:a@b", "c")
    assert "cnonce" not in value
    assert "qop" not in value


def test_unsupported_challenge_is_ignored() -> None:
    """A challenge with another scheme or hash, with auth-int only, or without a nonce is ignored."""
    for text in (
        "Basic realm=x",
        'Digest nonce="n", algorithm=FOO',
        'Digest nonce="n", qop="auth-int"',
        "Digest realm=x",
    ):
        assert read_challenge(text) is None


def test_password_is_neither_in_repr_nor_in_header() -> None:
    """The password is neither in repr nor in the header."""
    challenge = read_challenge('Digest realm="r", nonce="n", qop="auth"')
    assert challenge is not None
    assert "Circle" not in repr(MUFASA)
    assert "Circle" not in write_authorization(challenge, MUFASA, "INVITE", "sip:a@b", "c")


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_answers_of_rfc_7616_are_judged_right(algorithm: str, response: str) -> None:
    """The responses of §3.9.1 are valid, and invalid after any change."""
    made = {"MD5": md5, "SHA-256": sha256}[algorithm]
    ha1 = made(b"Mufasa:http-auth@example.org:Circle of Life").hexdigest()
    text = (
        'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", '
        f'algorithm={algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, '
        f'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="{response}"'
    )
    answer = read_response(text)
    assert answer is not None
    assert is_valid(answer, ha1, "GET")
    assert not is_valid(answer, ha1, "REGISTER")
    for changed in (text.replace("nc=00000001", "nc=00000002"), text.replace("dir", "d"), text.replace("f2/", "f3/")):
        other = read_response(changed)
        assert other is not None
        assert not is_valid(other, ha1, "GET")


@given(st.text())
def test_no_authorization_breaks_its_reader(text: str) -> None:
    """Any header gives a response or none; nc has eight digits."""
    answer = read_response(f"Digest {text}")
    assert answer is None or len(answer.nc) == 8


def test_our_own_challenge_and_response_agree_with_either_algorithm() -> None:
    """Our own challenge and response agree, with either algorithm."""
    for algorithm, made in (("MD5", md5), ("SHA-256", sha256)):
        challenge = read_challenge(write_challenge("atencion", "n", algorithm, stale=True))
        assert challenge is not None
        assert challenge.stale
        answer = read_response(write_authorization(challenge, MUFASA, "REGISTER", "sip:atencion", "c"))
        assert answer is not None
        assert is_valid(answer, made(b"Mufasa:atencion:Circle Of Life").hexdigest(), "REGISTER")


def test_old_baresip_versions_stop_at_first_unknown_algorithm() -> None:
    """Old baresip versions stop at the first unknown algorithm, so they are not offered it."""
    assert algorithms_for("baresip v1.1.0 (x86_64/linux)") == ("MD5",)
    assert algorithms_for("") == algorithms_for("Linphone/5.3") == ("SHA-256", "MD5")
