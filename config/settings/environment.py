"""Settings come from the environment, `.env` and files named by `NAME_FILE`."""

import os
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured


class SecretFiles(MutableMapping[str, str]):
    """The environment where `NAME_FILE` names a file that holds `NAME`.

    An empty value counts as unset. The text of a file loses its outer blanks, since editors and
    `echo` end files with a newline.
    """

    def __init__(self, source: MutableMapping[str, str]) -> None:
        self._source = source

    def __getitem__(self, name: str) -> str:
        if path := self._source.get(f"{name}_FILE"):
            return _read(f"{name}_FILE", path)
        if value := self._source[name].strip():
            return value
        raise KeyError(name)

    def __setitem__(self, name: str, value: str) -> None:
        self._source[name] = value

    def __delitem__(self, name: str) -> None:
        del self._source[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._source)

    def __len__(self) -> int:
        return len(self._source)


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text in UTF-8"
        raise ImproperlyConfigured(
            f"{name} names the file {path}, which cannot be read: {reason}."
        ) from error


class Environment(environ.Env):  # type: ignore[misc]  # django-environ is untyped
    """Typed reads of the environment: `env.str("NAME", default="")`."""

    ENVIRON: Mapping[str, str] = SecretFiles(os.environ)


def load(base_dir: Path) -> Environment:
    """The environment, completed by `.env` or the file named by `ENV_FILE` (empty: by none)."""
    path = os.environ.get("ENV_FILE", str(base_dir / ".env"))
    if path and Path(path).is_file():
        environ.Env.read_env(path)
    return Environment()
