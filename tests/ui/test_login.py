"""The password: who passes, who does not, and how often one may guess."""

from __future__ import annotations

import hmac
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.errors import FingerpostError
from ui.login import FAILURES_AN_ADDRESS, FAILURES_TOGETHER, MIN_LENGTH, SECONDS, SECONDS_LOGGED_IN, Login, WeakPassword
from ui.login_wall import COOKIE, LoginWall
from ui.open_site import open_site, read_password
from ui.security import Guard
from ui.site import Site, UnsafePage

PASSWORD = "a long enough password"
HTML = {"accept": "text/html"}


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def secret(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"secret"})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> TestClient:
    site = Site(host="0.0.0.0", password=PASSWORD)
    app = Guard(LoginWall(secret, Login(PASSWORD, clock)), site.limits)
    return TestClient(app, base_url="http://192.168.7.7:7860", follow_redirects=False)


def log_in(client: TestClient, password: str = PASSWORD) -> Any:
    return client.post("/login", data={"password": password}, headers={"origin": "http://192.168.7.7:7860"})


def test_nothing_is_shown_before_the_password(client: TestClient) -> None:
    assert client.get("/", headers=HTML).headers["location"] == "/login"
    for path in ("/", "/config", "/documents/guide", "/gradio_api/info", "/sources", "/page/page.js", "/login/x"):
        response = client.get(path)
        assert response.status_code == 401 and "secret" not in response.text, path
    assert client.post("/gradio_api/queue/join").status_code == 401
    assert client.get("/page/page.css").text == "secret"  # the log-in page needs it


def test_the_password_opens_everything_and_logging_out_closes_it(client: TestClient) -> None:
    response = log_in(client)
    assert response.status_code == 303
    cookie = response.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/"))
    assert client.get("/config").text == "secret"
    token = client.cookies[COOKIE]
    client.post("/logout")
    client.cookies.set(COOKIE, token)
    assert client.get("/config").status_code == 401  # the token itself is worth nothing any more


def test_a_wrong_password_opens_nothing(client: TestClient) -> None:
    for wrong in ("", PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1], "\0", "é" * 20):
        fresh = TestClient(client.app, base_url="http://192.168.7.7:7860", client=(f"10.0.0.{len(wrong)}", 1))
        assert fresh.post("/login", data={"password": wrong}).status_code == 403
        assert fresh.get("/config").status_code == 401
    client.cookies.set(COOKIE, "0" * 43)
    assert client.get("/config").status_code == 401


def test_guessing_is_slowed_down_and_then_allowed_again(client: TestClient, clock: Clock) -> None:
    for _ in range(FAILURES_AN_ADDRESS):
        assert log_in(client, "wrong").status_code == 403
    refused = log_in(client)  # the right one, too late
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == str(SECONDS + 1)
    assert client.get("/config").status_code == 401
    clock.now += SECONDS + 1
    assert log_in(client).status_code == 303


def test_many_addresses_together_are_slowed_down_too(clock: Clock) -> None:
    login = Login(PASSWORD, clock)
    for number in range(FAILURES_TOGETHER):
        assert login.open_session("wrong", f"10.0.0.{number}") is None
    assert login.wait("10.9.9.9") > 0
    assert login.open_session(PASSWORD, "10.9.9.9") is None


def test_a_session_ends(clock: Clock) -> None:
    login = Login(PASSWORD, clock)
    token = login.open_session(PASSWORD, "10.0.0.1")
    assert token and login.knows(token)
    clock.now += SECONDS_LOGGED_IN + 1
    assert not login.knows(token)


def test_passwords_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    login = Login(PASSWORD)
    compared: list[tuple[int, int]] = []

    def compare(left: bytes, right: bytes) -> bool:
        compared.append((len(left), len(right)))
        return left == right

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert login.open_session("x", "10.0.0.1") is None
    assert login.open_session(PASSWORD, "10.0.0.1")
    assert compared == [(32, 32), (32, 32)]


def test_another_site_can_neither_log_in_nor_be_the_page(client: TestClient) -> None:
    data = {"password": PASSWORD}
    assert client.post("/login", data=data, headers={"origin": "http://attacker.example"}).status_code == 403
    assert client.get("/login", headers={"host": "attacker.example"}).status_code == 400
    assert client.post("/login", content=b"password=" + b"a" * 5_000).status_code == 403


@pytest.mark.parametrize("site", [Site(host="0.0.0.0"), Site(host="192.168.1.5"), Site(names=("fingerpost.example",))])
def test_without_a_password_only_this_machine_is_served(site: Site) -> None:
    with pytest.raises(UnsafePage, match="no password"):
        site.check()


def test_a_short_password_is_refused() -> None:
    with pytest.raises(WeakPassword, match=f"11 characters.*{MIN_LENGTH}"):
        Login("a" * (MIN_LENGTH - 1))


def test_names_are_served_where_they_are_given() -> None:
    limits = Site(host="0.0.0.0", names=("Fingerpost.example",), password=PASSWORD).limits
    assert limits.serves("fingerpost.example") and limits.serves("10.1.2.3") and limits.serves("fe80::1")
    assert not limits.serves("attacker.example")
    assert not Site().limits.serves("10.1.2.3")


def test_the_password_comes_from_a_file_or_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGERPOST_PASSWORD", PASSWORD)
    assert read_password(None) == PASSWORD
    file = tmp_path / "password"
    file.write_text("another long one\n", encoding="utf-8")
    assert open_site("0.0.0.0", (), file).password == "another long one"
    file.write_text("\n", encoding="utf-8")
    with pytest.raises(FingerpostError, match="empty"):
        read_password(file)
    with pytest.raises(FingerpostError, match=re.escape(str(tmp_path / "missing"))):
        read_password(tmp_path / "missing")
