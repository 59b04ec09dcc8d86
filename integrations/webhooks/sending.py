"""One request to an endpoint: signed, to the address that was looked at, bounded in time and size."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from dataclasses import dataclass
from functools import cache

import httpx

from integrations.http import retry_after
from integrations.models import WebhookAttempt, WebhookEndpoint
from integrations.webhooks.addresses import AddressRefused, check_url, resolve
from integrations.webhooks.events import Message
from integrations.webhooks.signing import HEADER, signature

SECONDS = 10.0  # for all of it: the name, the connection, the answer
_ANSWER_READ = 16 * 1024
_ANSWER_KEPT = 2_000
_REQUEST_KEPT = 20_000
TEST_ID = "test"


@dataclass(frozen=True)
class Sent:
    """What came of a request: a status, or an error in place of one."""

    status: int | None
    answer: str
    error: str
    milliseconds: int
    retry_after: float | None = None
    """Seconds that the receiver asks to be left in peace."""

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver says that it wants nothing more."""
        return self.status == 410


async def post(endpoint: WebhookEndpoint, message: Message) -> Sent:
    """Send `message`; redirects are not followed, and whatever goes wrong is an answer too."""
    began = time.monotonic()
    status, answer, error, wait = None, "", "", None
    try:
        async with asyncio.timeout(SECONDS):
            response, answer = await _request(endpoint, message)
        status = response.status_code
        wait = retry_after(response) if status in (429, 503) else None
        if 300 <= status < 400:
            error = "a redirect, which is not followed"
    except TimeoutError:
        error = f"no answer within {SECONDS:.0f} seconds"
    except socket.gaierror:
        error = "the name of the host means nothing"
    except AddressRefused as refusal:
        error = str(refusal)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError) as failure:
        error = f"{type(failure).__name__}: {failure}"[:300]
    return Sent(status, answer, error, round((time.monotonic() - began) * 1000), wait)


def logged(endpoint: WebhookEndpoint, message: Message, sent: Sent) -> WebhookAttempt:
    """The row of the log, not saved yet."""
    return WebhookAttempt(
        endpoint=endpoint,
        event_id=message.event_id,
        event_name=message.event_name,
        request=message.for_log()[:_REQUEST_KEPT],
        status_code=sent.status,
        answer=sent.answer[:_ANSWER_KEPT],
        error=sent.error[:300],
        duration_ms=sent.milliseconds,
    )


async def _request(endpoint: WebhookEndpoint, message: Message) -> tuple[httpx.Response, str]:
    check_url(endpoint.url)
    url = httpx.URL(endpoint.url)
    port = url.port or (443 if url.scheme == "https" else 80)
    # The name is asked for once and that very address is connected to: what it means a moment
    # later is no matter. The certificate and `Host` are still those of the name.
    address = await resolve(url.host, port)
    body = message.body(with_contacts=endpoint.with_contacts)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Content-Type": "application/json",
        "User-Agent": "store-webhooks/1",
        "X-Store-Event": message.event_name,
        "X-Store-Event-Id": str(message.event_id or TEST_ID),
        HEADER: signature(body, secrets=endpoint.secrets_in_force, timestamp=int(time.time())),
    }
    async with (
        httpx.AsyncClient(
            timeout=SECONDS, verify=_tls(), trust_env=False, follow_redirects=False
        ) as client,
        client.stream(
            "POST",
            url.copy_with(host=address),
            content=body,
            headers=headers,
            extensions={"sni_hostname": url.host},
        ) as response,
    ):
        return response, await _beginning(response)


@cache
def _tls() -> ssl.SSLContext:
    """What every client needs and takes a while to load."""
    return httpx.create_ssl_context(trust_env=False)


async def _beginning(response: httpx.Response) -> str:
    """The first part of the answer, as sent: nothing is unpacked, and the rest is not read."""
    content = bytearray()
    async for piece in response.aiter_raw():
        content += piece
        if len(content) >= _ANSWER_READ:
            break
    return content[:_ANSWER_READ].decode("utf-8", "replace").replace("\x00", "")
