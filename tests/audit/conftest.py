"""Nothing that another test said of who acts is left, and nothing was counted."""

from collections.abc import Iterator

import pytest

from shop import audit
from shop.throttle import forget_all


@pytest.fixture(autouse=True)
def _nobody_acts() -> Iterator[None]:
    audit.end()
    forget_all()
    yield
    audit.end()
    forget_all()
