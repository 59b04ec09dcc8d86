"""Where a webhook may go: to the public internet, so that nobody looks around inside by it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from shop.addresses import is_public

PORTS = (80, 443, 8080, 8443)


class AddressRefused(Exception):  # noqa: N818  # a refusal, in words for staff
    """The address is not one to send to."""


def check_url(url: str) -> None:
    """Look at the address as it is written, without asking what its name means.

    Raises AddressRefused. `WEBHOOKS_ALLOW_PRIVATE` lets everything through but what is no
    address of the web.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise AddressRefused(_("There is no such port.")) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressRefused(_("An address begins with https:// and names a host."))
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(
            _("An address holds no name and no password: the signature proves us.")
        )
    if settings.WEBHOOKS_ALLOW_PRIVATE:
        return
    if parts.scheme != "https":
        raise AddressRefused(_("Only https:// keeps what is sent to itself."))
    if port is not None and port not in PORTS:
        ports = ", ".join(str(port) for port in PORTS)
        raise AddressRefused(_("Only these ports can be used: %(ports)s.") % {"ports": ports})
    if _is_ip(parts.hostname):
        _check_ip(parts.hostname)


async def resolve(host: str, port: int) -> str:
    """The one address to connect to, once everything that the name means has been looked at.

    Raises AddressRefused, or OSError when the name means nothing.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise OSError("the name has no address")
    if not settings.WEBHOOKS_ALLOW_PRIVATE:
        _check_ips(addresses)
    return min(addresses, key=lambda address: ":" in address)


def _check_ips(addresses: Iterable[str]) -> None:
    for address in addresses:
        _check_ip(address)


def _check_ip(address: str) -> None:
    if not is_public(address):
        raise AddressRefused(
            _("%(address)s is not an address of the public internet.") % {"address": address}
        )


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
