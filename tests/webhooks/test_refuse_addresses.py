"""A webhook goes to the public internet alone: not inside by a number, a name, a redirect, a trick."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from django.utils.translation import override

from integrations.models import WebhookEndpoint
from integrations.webhooks.addresses import AddressRefused, check_url
from integrations.webhooks.events import test_message as harmless
from integrations.webhooks.sending import Sent, post
from shop.addresses import is_public
from tests.fakes.receiver import Receiver

PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "240.0.0.1", "::1", "::", "fd00::1", "fe80::1", "::ffff:10.0.0.1",
    "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::127.0.0.1", "fe80::1%eth0", "ff02::1",
    "2001:db8::1", "fec0::1",
]  # fmt: skip


def send(url: str) -> Sent:
    with override("en"):
        return async_to_sync(post)(WebhookEndpoint(url=url, secret="s"), harmless(timezone.now()))


@pytest.fixture
def name_means(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Make the name `hooks.example` mean these addresses in turn; the list fills with questions."""
    real = socket.getaddrinfo

    def means(*answers: list[str]) -> list[str]:
        asked: list[str] = []

        def answer(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            if host != "hooks.example":
                return real(host, port, *args, **kwargs)
            asked.append(host)
            found = answers[min(len(asked), len(answers)) - 1]
            kinds = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in found]
            return [
                (kind, socket.SOCK_STREAM, 6, "", (one, port))
                for kind, one in zip(kinds, found, strict=True)
            ]

        monkeypatch.setattr(socket, "getaddrinfo", answer)
        return asked

    return means


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_an_address_outside_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://shop.example/", "https:///nothing", "https://u:p@shop.example/", "http://shop.example/",
        "https://shop.example:22/", "https://shop.example:99999/", "https://127.0.0.1/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "shop.example", "",
    ],
)  # fmt: skip
def test_what_cannot_be_an_address_is_refused_as_it_is_written(url: str, settings: Any) -> None:
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    with pytest.raises(AddressRefused):
        check_url(url)


@pytest.mark.parametrize("url", ["https://shop.example/hook", "https://shop.example:8443/"])
def test_an_address_of_the_web_is_taken(url: str, settings: Any) -> None:
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    check_url(url)


@pytest.mark.parametrize("meant", [["127.0.0.1"], ["10.0.0.7"], ["93.184.216.34", "fd00::7"]])
def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(
    meant: list[str], name_means: Any, settings: Any
) -> None:
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    name_means(meant)
    sent = send("https://hooks.example:8443/")
    assert sent.status is None
    assert "is not an address of the public internet" in sent.error


def test_a_name_that_changes_its_meaning_is_asked_once_and_not_followed(
    name_means: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when it is looked at, inside when it is connected to."""
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    asked = name_means(["93.184.216.34"], ["127.0.0.1"])
    reached: list[Any] = []

    def connect(self: socket.socket, address: Any) -> None:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    sent = send("https://hooks.example/")
    assert sent.status is None
    assert asked == ["hooks.example"]
    assert {address[0] for address in reached} == {"93.184.216.34"}


def test_numbers_in_disguise_lead_nowhere(settings: Any) -> None:
    """`0x7f000001` and `2130706433` are 127.0.0.1 to the resolver of many systems."""
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    for host in ("2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                socket,
                "getaddrinfo",
                lambda *_a, **_k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))],
            )
            sent = send(f"https://{host}/")
            assert "public internet" in sent.error or "Invalid IPv4" in sent.error


def test_the_receiver_sees_the_name_and_its_port(there: Receiver, name_means: Any) -> None:
    asked = name_means(["127.0.0.1"])
    port = urlsplit(there.url).port
    sent = send(f"http://hooks.example:{port}/hook?x=1")
    assert (sent.status, sent.answer) == (200, "thanks")
    assert there.requests[0].headers["host"] == f"hooks.example:{port}"
    assert (there.requests[0].path, there.requests[0].query) == ("/hook", {"x": "1"})
    assert asked == ["hooks.example"]


def test_a_redirect_is_not_followed(there: Receiver) -> None:
    there.once, there.headers = [307], {"Location": there.url + "/inside"}
    sent = send(there.url)
    assert (sent.status, sent.succeeded) == (307, False)
    assert [one.path for one in there.requests] == ["/hook"]


def test_tls_asks_for_the_name_and_believes_no_certificate_of_its_own_making(
    name_means: Any, tmp_path: Path
) -> None:
    name_means(["127.0.0.1"])
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path))
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_shake_hands, args=(server, context), daemon=True).start()
        sent = send(f"https://hooks.example:{server.getsockname()[1]}/")
    assert names == ["hooks.example"]
    assert "CERTIFICATE_VERIFY_FAILED" in sent.error


def _shake_hands(server: socket.socket, context: ssl.SSLContext) -> None:
    connection, _address = server.accept()
    try:
        context.wrap_socket(connection, server_side=True)
    except OSError:
        connection.close()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "self.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return pem
