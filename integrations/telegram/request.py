"""Python-telegram-bot's transport on aiohttp: several times the throughput of its httpx one."""

from __future__ import annotations

from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT_SECONDS = 5.0
_WRITE_MEDIA_SECONDS = 20.0


class NotSentError(NetworkError):
    """No connection was made: whatever was to be sent has had no effect."""


class AiohttpRequest(BaseRequest):
    """Sends what the bot asks for, uploads included; bound to the loop that initialises it."""

    def __init__(self, *, connections: int = 100, timeout: float = 10.0) -> None:
        self._connections = connections
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and body that the Bot API server answers.

        Raises NotSentError when it could not be reached, TimedOut or NetworkError when it was
        and the answer is missing.
        """
        if self._session is None or self._session.closed:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        files = request_data.multipart_data if request_data else {}
        seconds = _seconds(read_timeout, self._timeout) or 0.0
        if files:
            seconds += _seconds(write_timeout, _WRITE_MEDIA_SECONDS) or 0.0
        timeout = aiohttp.ClientTimeout(
            total=seconds or None,
            connect=_seconds(pool_timeout, self._timeout),
            sock_connect=_seconds(connect_timeout, _CONNECT_SECONDS),
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data, files), timeout=timeout
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSentError(f"{type(error).__name__}: {error}") from error
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error


def _seconds(given: ODVInput[float], default: float) -> float | None:
    return default if isinstance(given, DefaultValue) else given


def _body(
    request_data: RequestData | None, files: dict[str, Any]
) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not files:
        return request_data.json_parameters
    # Telegram takes a file's name as it stands: quoted, its letters would be shown as %D0%9C.
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)
    for field, (name, content, mime_type) in files.items():
        form.add_field(field, content, filename=name, content_type=mime_type)
    return form
