"""The settings file `msoko.toml` of a data folder: the one table of what can be set, read once and checked.

A wrong or unknown line is refused with the file, the line's name, what was expected and an example.
"""

from __future__ import annotations

import difflib
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

FILE = "msoko.toml"
SECRET = "secret.key"
DEMONSTRATION_MARK = ".msoko-demo"
LOCAL = {"127.0.0.1", "localhost", "::1"}


class ConfigurationError(Exception):
    """One sentence in Russian: what is wrong, where, what to write."""


@dataclass(frozen=True)
class Setting:
    """name: as in the file, sections joined by a dot; the environment says MSOKO_ADDRESS, MSOKO_MAIL_HOST."""

    name: str
    default: Any
    words: str  # what it is for, in the user's words
    example: str
    choices: tuple[str, ...] = ()
    is_secret: bool = False  # never repeated in what is said of it

    @property
    def variable(self) -> str:
        return "MSOKO_" + self.name.replace(".", "_").upper()


SETTINGS = (
    Setting("address", "http://127.0.0.1:8000", "адрес, по которому люди открывают сайт", "https://msoko.example.ru"),
    Setting("mode", "work", "work — для работы, demonstration — показ на выдуманных данных", "work", ("work", "demonstration")),
    Setting("database", "sqlite", "где лежат люди, права и решения", "postgresql://msoko:пароль@127.0.0.1:5432/msoko"),
    Setting("language", "ru", "язык по умолчанию", "ru", ("ru", "en")),
    Setting("time_zone", "Europe/Moscow", "часовой пояс", "Asia/Yekaterinburg"),
    Setting("contacts", "", "к кому обращаться: показывается на главной странице всем", "Отдел образования, (00000) 0-00-00, oo@example.ru"),
    Setting("workers", 2, "сколько процессов отвечают на запросы", "2"),
    Setting("upload_megabytes", 50, "наибольший размер одного файла, МБ", "50"),
    Setting("mail.host", "", "почтовый сервер; пусто — письма пишутся в папку mail/", "smtp.example.ru"),
    Setting("mail.port", 465, "его порт", "465"),
    Setting("mail.user", "", "его учётная запись", "msoko@example.ru"),
    Setting("mail.password", "", "её пароль", "…", is_secret=True),
    Setting("mail.sender", "msoko@localhost", "от кого письма", "МСОКО <msoko@example.ru>"),
    Setting("identity.name", "", "как назван вход через внешнего поставщика; пусто — такого входа нет", "Региональная учётная запись"),
    Setting("identity.server", "", "адрес его OpenID Connect", "https://id.example.ru"),
    Setting("identity.client", "", "имя нашей системы у него", "msoko"),
    Setting("identity.secret", "", "её секрет у него", "…", is_secret=True),
)  # fmt: skip
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Configuration:
    """What msoko.toml and the environment say about one data folder."""

    folder: Path
    secret_key: str
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def demonstration(self) -> bool:
        return bool(self["mode"] == "demonstration")

    @property
    def is_secure(self) -> bool:
        """Is the site reached by https? Cookies are then sent only so."""
        return bool(self["address"].startswith("https://"))

    @property
    def host(self) -> str:
        return urlsplit(self["address"]).hostname or ""

    @property
    def port(self) -> int:
        address = urlsplit(self["address"])
        return address.port or (443 if address.scheme == "https" else 80)


def read(folder: Path, environment: Mapping[str, str] = os.environ) -> Configuration:
    """The configuration of a data folder. Raises ConfigurationError."""
    said = _flat(_toml(folder / FILE))
    for name in said:
        if name not in _BY_NAME:
            raise ConfigurationError(_unknown(folder / FILE, name))
    values = {one.name: _value(one, said, environment, folder / FILE) for one in SETTINGS}
    configuration = Configuration(folder, _secret(folder, environment), values)
    _check(configuration)
    return configuration


def _toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f'Файл {path} не читается: {error}. Строки пишутся так: address = "http://127.0.0.1:8000".'
        ) from error


def _flat(said: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in said.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def _unknown(path: Path, name: str) -> str:
    near = difflib.get_close_matches(name, _BY_NAME, n=1)
    hint = f" Возможно, имелось в виду «{near[0]}»." if near else ""
    return f"В файле {path} нет такой настройки: «{name}».{hint} Можно задать: {', '.join(_BY_NAME)}."


def _value(one: Setting, said: Mapping[str, Any], environment: Mapping[str, str], path: Path) -> Any:
    """The environment speaks before the file."""
    where = f"Переменная {one.variable}" if one.variable in environment else f"Файл {path}, настройка {one.name}"
    value = environment.get(one.variable, said.get(one.name, one.default))
    now = "" if one.is_secret else f" Сейчас: «{value}»."
    expected = f"{where}: {one.words}. Пример: {one.example}.{now}"
    if isinstance(one.default, int):
        if isinstance(value, bool) or not str(value).isdecimal() or int(value) < 1:
            raise ConfigurationError(f"{expected} Нужно целое число больше нуля.")
        return int(value)
    if not isinstance(value, str):
        raise ConfigurationError(f"{expected} Нужен текст в кавычках.")
    if one.choices and value not in one.choices:
        raise ConfigurationError(f"{expected} Нужно одно из: {', '.join(one.choices)}.")
    return value


def _secret(folder: Path, environment: Mapping[str, str]) -> str:
    """The key that signs sessions: from the environment, else from a file made at the first start."""
    if given := environment.get("MSOKO_SECRET_KEY"):
        return given
    path = folder / SECRET
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:  # another process of the same start was first
            return path.read_text("ascii")
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")


def _check(configuration: Configuration) -> None:
    path = configuration.folder / FILE
    address = urlsplit(configuration["address"])
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ConfigurationError(
            f"Файл {path}, настройка address: «{configuration['address']}» — не адрес. Пример: https://msoko.example.ru."
        )
    database(configuration)
    if configuration.demonstration:
        if configuration.host not in LOCAL:
            raise ConfigurationError(
                f'Файл {path}: mode = "demonstration" открывает вход без пароля по списку и потому возможен только '
                f'на этом компьютере. Уберите эту строку или укажите address = "http://127.0.0.1:8000".'
            )
        if not (configuration.folder / DEMONSTRATION_MARK).exists():
            raise ConfigurationError(
                f'Файл {path}: mode = "demonstration" возможен только в папке, которую создала команда msoko demo. '
                "Уберите эту строку или выполните msoko demo."
            )
    if configuration["identity.name"] and not (configuration["identity.server"] and configuration["identity.client"]):
        raise ConfigurationError(f"Файл {path}: к identity.name нужны identity.server и identity.client.")
    server = urlsplit(configuration["identity.server"])
    is_safe = server.scheme == "https" or (server.scheme == "http" and server.hostname in LOCAL)
    if configuration["identity.server"] and not (is_safe and server.hostname):
        raise ConfigurationError(
            f"Файл {path}, настройка identity.server: нужен адрес, который начинается с https://. "
            "Пример: https://id.example.ru."
        )


def database(configuration: Configuration) -> dict[str, Any]:
    """Django's DATABASES["default"]: SQLite beside the store, or PostgreSQL by its address."""
    said = configuration["database"]
    if said == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": configuration.folder / "msoko.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    address = urlsplit(said)
    if address.scheme not in ("postgresql", "postgres") or not address.path.strip("/"):
        raise ConfigurationError(
            f"Файл {configuration.folder / FILE}, настройка database: нужно sqlite или "
            f"postgresql://имя:пароль@сервер:5432/база."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.path.strip("/"),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname or "",
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
