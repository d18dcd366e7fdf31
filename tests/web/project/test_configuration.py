"""Settings that would let passwords travel in the open are refused; what is secret is never repeated."""

from __future__ import annotations

import pytest

from msoko.web.project.configuration import ConfigurationError, read

IDENTITY = {"MSOKO_IDENTITY_NAME": "Имя", "MSOKO_IDENTITY_CLIENT": "msoko"}


@pytest.mark.parametrize("server", ["http://id.example.ru", "id.example.ru", "https://", "ftp://127.0.0.1"])
def test_the_identity_provider_is_reached_by_https(server, tmp_path):
    with pytest.raises(ConfigurationError, match="https://"):
        read(tmp_path, IDENTITY | {"MSOKO_IDENTITY_SERVER": server})


@pytest.mark.parametrize("server", ["https://id.example.ru", "http://127.0.0.1:9000"])
def test_https_or_this_computer_will_do(server, tmp_path):
    assert read(tmp_path, IDENTITY | {"MSOKO_IDENTITY_SERVER": server})["identity.server"] == server


@pytest.mark.parametrize(("section", "name"), [("mail", "password"), ("identity", "secret")])
def test_a_secret_of_the_wrong_kind_is_not_repeated(section, name, tmp_path):
    (tmp_path / "msoko.toml").write_text(f"[{section}]\n{name} = 987654321\n")
    with pytest.raises(ConfigurationError) as refused:
        read(tmp_path, {})
    assert f"{section}.{name}" in str(refused.value) and "987654321" not in str(refused.value)
