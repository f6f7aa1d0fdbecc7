"""The torture messages of RFC 4475, written from its descriptions: valid but strange ones, and broken ones.

Each is (its name in the RFC, our answer, the message). ``%PORT%`` is the port for the answer. ``bogota`` replaces the
RFC's own user where the call is to be accepted. An answer of 0 is none; 100 means that the call is accepted.
"""

SDP = "v=0\no=mhandley 29739 7272939 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 49217 RTP/AVP 0 12\n"
VIA = "Via: SIP/2.0/UDP 127.0.0.1:%PORT%;branch=z9hG4bK%NAME%\n"


def names(cseq: str, to: str = "sip:user@example.com", via: str = VIA) -> str:
    """Return the five headers that every request has."""
    return (
        f"{via}From: <sip:caller@example.net>;tag=from-%NAME%\nTo: {to}\nCall-ID: %NAME%@example.net\nCSeq: {cseq}\n"
        "Max-Forwards: 70\n"
    )


def with_sdp(head: str) -> str:
    """Return a head and a description with the right length."""
    return f"{head}Content-Type: application/sdp\nContent-Length: {len(SDP) + SDP.count(chr(10))}\n\n{SDP}"


CONTACT = "Contact: <sip:caller@127.0.0.1:%PORT%>\n"

VALID: list[tuple[str, int, str]] = [
    (
        "wsinv",
        100,
        with_sdp(
            "INVITE sip:bogota@chair-dnrc.example.com;unknownparam SIP/2.0\n"
            "TO :\n sip:vivekg@chair-dnrc.example.com ;   tag    = \n"
            'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>\n  ;\n  tag = 98asjd8\n'
            "MaX-fOrWaRdS: 0068\nCall-ID: wsinv.ndaksdj@192.0.2.1\n"
            "Content-Disposition: session\nCSeq: 0009\n  INVITE\n"
            "v:  SIP  / 2.0  / UDP     127.0.0.1 : %PORT%   ;\n  branch  =   z9hG4bK9ikj8  ,\n"
            " SIP / 2.0  / UDP  192.168.255.111   ; branch=\n z9hG4bK30239\n"
            "s :\nNewFangledHeader:   newfangled value\n continued newfangled value\n"
            "UnknownHeaderWithUnusualValue: ;;,,;;,;\nUnknownHeader-with_odd.chars!: x\n"
            "Route: <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\n"
            'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =\n      newvalue ;\n'
            "  secondparam ; q = 0.33\n"
        ).replace(" ;   tag    = \n", "\n"),
    ),
    (
        "intmeth",
        501,
        "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:"
        "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0\n".replace("?", "")
        + names("139122385 !interesting-Method0123456789_*+`.%indeed'~")
        + "extensionHeader-!.%*+_`'~:\xef\xbb\xbf\u5927\u505c\u96fb\nContent-Length: 0\n\n",
    ),
    (
        "esc01",
        404,
        with_sdp("INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0\n" + names("234234 INVITE") + CONTACT),
    ),
    (
        "escnull",
        405,
        "REGISTER sip:example.com SIP/2.0\n"
        + names("14398234 REGISTER", "sip:null-%00-null@example.com")
        + "Contact: <sip:%00@host5.example.com>\nL:0\n\n",
    ),
    (
        "esc02",
        501,
        "RE%47IST%45R sip:registrar.example.com SIP/2.0\n"
        + names("29344 RE%47IST%45R", '"%Z%45" <sip:resource@example.com>')
        + "l: 0\n\n",
    ),
    (
        "lwsdisp",
        200,
        "OPTIONS sip:user@example.com SIP/2.0\n" + names("60 OPTIONS").replace("From: <", "From: caller<") + "l: 0\n\n",
    ),
    (
        "longreq",
        100,
        with_sdp(
            "INVITE sip:bogota@example.com SIP/2.0\n"
            + names(
                "3882340 INVITE",
                f'"I have a user name of {"extreme" * 12} proportion" <sip:user@example.com:6000;{"p" * 120}=1>',
            )
            + CONTACT
            + f"{'UnknownHeader' * 12}: {'unknown-value ' * 30}\n"
            + "".join(
                f"Via: SIP/2.0/TCP sip{hop}.example.com;branch=z9hG4bK{'r' * 60}{hop};x={'y' * 40}\n"
                for hop in range(33)
            )
        ),
    ),
    (
        "dblreq",
        405,
        "REGISTER sip:example.com SIP/2.0\n"
        + names("8 REGISTER")
        + "Content-Length: 0\n\n"
        + with_sdp("INVITE sip:bogota@example.com SIP/2.0\n" + names("8 INVITE") + CONTACT),
    ),
    (
        "semiuri",
        200,
        "OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0\n"
        + names("8 OPTIONS")
        + "Accept: application/sdp\nl: 0\n\n",
    ),
    (
        "transports",
        200,
        "OPTIONS sip:user@example.com SIP/2.0\n"
        + names("60 OPTIONS")
        + "".join(
            f"Via: SIP/2.0/{way} t{at}.example.com;branch=z9hG4bK{at}\n"
            for at, way in enumerate(("SCTP", "TLS", "UNKNOWN", "TCP"))
        )
        + "l: 0\n\n",
    ),
    (
        "mpart01",
        405,
        "MESSAGE sip:kumiko@example.org SIP/2.0\n"
        + names("127753 MESSAGE")
        + "Content-Type: multipart/signed;boundary=b\nContent-Length: 60\n\n"
        + "--b\nContent-Type: text/plain\n\nHello\n--b\nBinary: \x01\x02\x03 \n--b--",
    ),
    (
        "unreason",
        0,
        "SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e\n" + names("35 INVITE") + CONTACT + "l: 0\n\n",
    ),
    ("noreason", 0, "SIP/2.0 100 \n" + names("35 INVITE") + "l: 0\n\n"),
]

INVALID: list[tuple[str, int, str]] = [
    (
        "badinv01",
        400,
        with_sdp(
            "INVITE sip:bogota@example.com SIP/2.0\n"
            + names("8 INVITE", via=VIA.replace("\n", ";;,;,,\n"))
            + 'Contact: "Joe" <sip:joe@example.org>;;;;\n'
        ),
    ),
    (
        "clerr",
        400,
        "INVITE sip:bogota@example.com SIP/2.0\n"
        + names("8 INVITE")
        + CONTACT
        + f"Content-Type: application/sdp\nContent-Length: 9999\n\n{SDP}",
    ),
    (
        "ncl",
        400,
        "INVITE sip:bogota@example.com SIP/2.0\n"
        + names("8 INVITE")
        + CONTACT
        + f"Content-Type: application/sdp\nContent-Length: -999\n\n{SDP}",
    ),
    (
        "scalar02",
        400,
        "REGISTER sip:example.com SIP/2.0\n"
        + names("36893488147419103232 REGISTER").replace("s: 70", "s: 300")
        + "Expires: 10000000000000000000000\nl: 0\n\n",
    ),
    (
        "scalarlg",
        0,
        "SIP/2.0 503 Service Unavailable\n"
        + names("9292394834772304023312 OPTIONS")
        + "Retry-After: 949302838503028349304023988\nl: 0\n\n",
    ),
    (
        "quotbal",
        400,
        with_sdp(
            "INVITE sip:bogota@example.com SIP/2.0\n"
            + names("8 INVITE", '"Mr. J. User <sip:j.user@example.com>')
            + CONTACT
        ),
    ),
    ("ltgtruri", 400, with_sdp("INVITE <sip:bogota@example.com> SIP/2.0\n" + names("8 INVITE") + CONTACT)),
    ("lwsruri", 400, with_sdp("INVITE sip:bogota@example.com; lr SIP/2.0\n" + names("8 INVITE") + CONTACT)),
    ("lwsstart", 400, with_sdp("INVITE  sip:bogota@example.com  SIP/2.0\n" + names("8 INVITE") + CONTACT)),
    ("trws", 400, "OPTIONS sip:remote-target@example.com SIP/2.0  \n" + names("8 OPTIONS") + "l: 0\n\n"),
    (
        "escruri",
        400,
        with_sdp("INVITE sip:bogota@example.com?Route=%3Csip:example.com%3E SIP/2.0\n" + names("8 INVITE") + CONTACT),
    ),
    (
        "baddate",
        100,
        with_sdp(
            "INVITE sip:bogota@example.com SIP/2.0\n"
            + names("8 INVITE")
            + CONTACT
            + "Date: Fri, 01 Jan 2010 16:00:00 EST\n"
        ),
    ),
    (
        "regbadct",
        400,
        "REGISTER sip:example.com SIP/2.0\n"
        + names("8 REGISTER")
        + "Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E\nl: 0\n\n",
    ),
    (
        "badaspec",
        400,
        "OPTIONS sip:user@example.org SIP/2.0\n"
        + names("8 OPTIONS", '"Watson, Thomas" < sip:t.watson@example.org >')
        + "l: 0\n\n",
    ),
    (
        "baddn",
        400,
        "OPTIONS sip:t.watson@example.org SIP/2.0\n"
        + names("8 OPTIONS", "Bell, Alexander <sip:a.g.bell@example.com>")
        + "l: 0\n\n",
    ),
    (
        "badvers",
        505,
        "OPTIONS sip:t.watson@example.org SIP/7.0\n" + names("8 OPTIONS", via=VIA.replace("2.0", "2.0")) + "l: 0\n\n",
    ),
    ("mismatch01", 400, "OPTIONS sip:user@example.com SIP/2.0\n" + names("8 INVITE") + "l: 0\n\n"),
    ("mismatch02", 400, "NEWMETHOD sip:user@example.com SIP/2.0\n" + names("8 INVITE") + "l: 0\n\n"),
    ("bigcode", 0, "SIP/2.0 4294967301 better not break the receiver\n" + names("8 INVITE") + "l: 0\n\n"),
]

SEMANTIC_CASES: list[tuple[str, int, str]] = [
    (
        "badbranch",
        200,
        "OPTIONS sip:user@example.com SIP/2.0\n"
        + names("8 OPTIONS", via=VIA.replace("z9hG4bK%NAME%", "z9hG4bK"))
        + "l: 0\n\n",
    ),
    ("insuf", 0, with_sdp("INVITE sip:bogota@example.com SIP/2.0\nMax-Forwards: 70\n" + VIA + "CSeq: 193942 INVITE\n")),
    (
        "unkscm",
        416,
        "OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0\n" + names("3923423 OPTIONS") + "l: 0\n\n",
    ),
    ("novelsc", 416, "OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0\n" + names("39234321 OPTIONS") + "l: 0\n\n"),
    (
        "unksm2",
        405,
        "REGISTER sip:example.com SIP/2.0\n"
        + names("234902 REGISTER", "isbn:2983792873")
        + "Contact: <name:John_Smith>\nl: 0\n\n",
    ),
    (
        "bext01",
        420,
        "OPTIONS sip:user@example.com SIP/2.0\n"
        + names("8 OPTIONS")
        + "Require: nothingSupportsThis, nothingSupportsThisEither\nProxy-Require: noProxiesSupportThis\nl: 0\n\n",
    ),
    (
        "invut",
        415,
        "INVITE sip:bogota@example.com SIP/2.0\n"
        + names("8 INVITE")
        + CONTACT
        + "Content-Type: application/unknownformat\nContent-Length: 10\n\n<audio/>\n\n",
    ),
    (
        "regaut01",
        405,
        "REGISTER sip:example.com SIP/2.0\n"
        + names("9338 REGISTER")
        + "Authorization: NoOneKnowsThisScheme opaque-data=here\nl: 0\n\n",
    ),
    (
        "multi01",
        400,
        with_sdp(
            "INVITE sip:bogota@example.com SIP/2.0\n"
            + names("5 INVITE")
            + CONTACT
            + "CSeq: 59 INVITE\nCall-ID: other@example.net\nTo: <sip:other@example.com>\n"
        ),
    ),
    (
        "mcl01",
        400,
        "OPTIONS sip:user@example.com SIP/2.0\n"
        + names("8 OPTIONS")
        + "Content-Length: 13\nContent-Length: 5\n\nThere's no way to know how long",
    ),
    (
        "bcast",
        0,
        "SIP/2.0 200 OK\n"
        + names("8 INVITE", via="Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKbcast\n")
        + CONTACT
        + "l: 0\n\n",
    ),
    (
        "zeromf",
        200,
        "OPTIONS sip:user@example.com SIP/2.0\n" + names("39234321 OPTIONS").replace("s: 70", "s: 0") + "l: 0\n\n",
    ),
    (
        "cparam01",
        405,
        "REGISTER sip:example.com SIP/2.0\n"
        + names("9 REGISTER")
        + "Contact: sip:+19725552222@gw1.example.net;unknownparam\nl: 0\n\n",
    ),
    (
        "cparam02",
        405,
        "REGISTER sip:example.com SIP/2.0\n"
        + names("9 REGISTER")
        + "Contact: <sip:+19725552222@gw1.example.net;unknownparam>\nl: 0\n\n",
    ),
    (
        "regescrt",
        405,
        "REGISTER sip:example.com SIP/2.0\n"
        + names("14398234 REGISTER")
        + "Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>\nl: 0\n\n",
    ),
    (
        "sdp01",
        406,
        with_sdp(
            "INVITE sip:bogota@example.com SIP/2.0\n" + names("8 INVITE") + CONTACT + "Accept: text/nobodyKnowsThis\n"
        ),
    ),
    (
        "inv2543",
        100,
        with_sdp(
            "INVITE sip:bogota@example.com SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:%PORT%\n"
            'From: "old" <sip:caller@example.com>\n'
            "To: sip:user@example.com\nCall-ID: inv2543.1717@example.com\nCSeq: 56 INVITE\n"
        ),
    ),
]

ALL = [*VALID, *INVALID, *SEMANTIC_CASES]


def message(name: str, text: str, port: int) -> bytes:
    """Return the datagram of a message, with ``port`` for its answer."""
    filled = text.replace("%PORT%", str(port)).replace("%NAME%", name)
    return filled.replace("\n", "\r\n").encode()
