"""The emulator's engine as the bot's transport: the Bot API without a network."""

from __future__ import annotations

import json
from typing import Any

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from botapp.emulator.engine import Engine, Upload


class EngineRequest(BaseRequest):
    """Takes each call to the engine, files as uploads, and the answer back."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        files = request_data.multipart_data if request_data else {}
        answer = await self._engine.call(
            url.rsplit("/", 1)[1],
            dict(request_data.json_parameters) if request_data else {},
            {field: Upload(*file) for field, file in files.items()},
            token=self._engine.token,
            from_form=True,
        )
        if answer.cut:
            raise NetworkError("the connection was cut")
        return answer.status, json.dumps(answer.body).encode()
