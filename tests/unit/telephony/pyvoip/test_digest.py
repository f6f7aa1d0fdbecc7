"""Digest authentication, held against the examples of the standards."""

from hashlib import sha256

from telephony.pyvoip.digest import Credentials, authorization, read_challenge

MUFASA = Credentials(username="Mufasa", password="Circle Of Life")


def test_the_example_of_rfc_2617() -> None:
    """§3.5 of RFC 2617: MD5 with qop and opaque."""
    challenge = read_challenge(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    assert challenge is not None
    value = authorization(challenge, MUFASA, "GET", "/dir/index.html", "0a4f113b")
    assert 'response="6629fae49393a05397450978507c4ef1"' in value
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in value


def test_sha_256_is_hashed_as_rfc_7616_says() -> None:
    """§3.4.1 of RFC 7616, spelled out."""
    challenge = read_challenge('Digest realm="r", qop="auth, auth-int", algorithm=SHA-256, nonce="n"')
    assert challenge is not None
    value = authorization(challenge, Credentials(username="u", password="p"), "INVITE", "sip:a@b", "c")
    secret, asked = (sha256(text).hexdigest() for text in (b"u:r:p", b"INVITE:sip:a@b"))
    answer = sha256(f"{secret}:n:00000001:c:auth:{asked}".encode()).hexdigest()
    assert f'response="{answer}"' in value
    assert "algorithm=SHA-256" in value


def test_without_qop_the_older_form_is_used() -> None:
    """RFC 2617 §3.2.2.1: no cnonce, no count."""
    challenge = read_challenge('Digest realm="r", nonce="n"')
    assert challenge is not None
    value = authorization(challenge, MUFASA, "INVITE", "sip:a@b", "c")
    assert "cnonce" not in value
    assert "qop" not in value


def test_what_we_cannot_answer_is_no_challenge() -> None:
    """Another scheme, another hash, only auth-int, no nonce."""
    for text in (
        "Basic realm=x",
        'Digest nonce="n", algorithm=FOO',
        'Digest nonce="n", qop="auth-int"',
        "Digest realm=x",
    ):
        assert read_challenge(text) is None


def test_the_password_is_not_told() -> None:
    """Not by repr, not in the header."""
    challenge = read_challenge('Digest realm="r", nonce="n", qop="auth"')
    assert challenge is not None
    assert "Circle" not in repr(MUFASA)
    assert "Circle" not in authorization(challenge, MUFASA, "INVITE", "sip:a@b", "c")
