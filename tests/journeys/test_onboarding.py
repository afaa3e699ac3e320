"""The whole way in: setup, two administrators and two coordinators, a State's domain, its focal point, its first officer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp
from starlette.testclient import TestClient

from app.access.actor import operator
from app.accounts.joining import join
from app.accounts.setup import set_up
from app.audit.chain import verify
from app.clock import now, set_to, today
from app.main import create_app
from tests.accounts.inviting import letters, token_in
from tests.cast import PASSWORD, SECRET, Registry
from tests.conftest import settings_for

API = "/api/v1"
LETTER = {"nomination": "NV 7/2026", "nominated_on": "2026-01-05"}


class Installation(Registry):
    """An installation without a cast: everybody in it comes by a link."""

    def come_in(self, token: str) -> None:
        """Accept an invitation with the authenticator that everybody in tests has."""
        with self.writing() as session:
            join(session, token, name="Example", password=PASSWORD, secret=SECRET, code=pyotp.TOTP(SECRET).at(now()))

    def signed_in(self, email: str) -> TestClient:
        """A client with a session of its own."""
        sent = {"email": email, "password": PASSWORD, "code": pyotp.TOTP(SECRET).at(now())}
        answer = TestClient(self.app).post(f"{API}/sessions", json=sent)
        assert answer.status_code == 201, answer.text
        return TestClient(self.app, headers={"Authorization": f"Bearer {answer.json()['token']}"})


def done(client: TestClient, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = client.post(f"{API}{path}", json=body or {})
    assert answer.status_code < 300, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_from_an_empty_installation_to_the_first_officer(database_url: str, tmp_path: Any) -> None:
    chosen = settings_for(database_url, tmp_path).model_copy(update={"change_factor": "totp", "reader_states": "all"})
    there = Installation(create_app(chosen))
    with there.writing() as session:
        first = set_up(
            session,
            ["a@un.example", "b@un.example"],
            [("150", "c@un.example"), ("RABAT", "d@un.example")],
            nomination="NV 1/2026",
            nominated_on=today(),
            by=operator(),
        )
    for person in first:
        there.come_in(person.token)
    later = now() + timedelta(seconds=31)  # a code is good once
    with set_to(lambda: later):
        one, other = there.signed_in("c@un.example"), there.signed_in("d@un.example")
        domain = done(one, "/domains", {"domain": "interior.example", "state": "IT", "reason": "letterhead"})
        assert one.post(f"{API}/domains/{domain['id']}/approve").status_code == 403
        done(other, f"/domains/{domain['id']}/approve")
        focal = {"email": "focal@interior.example", "role": "focal_point", "state": "IT", **LETTER}
        asked = done(one, "/invitations", focal)
        assert one.post(f"{API}/invitations/{asked['id']}/second").status_code == 403
        done(other, f"/invitations/{asked['id']}/second")
        there.come_in(token_in(letters(there, "focal@interior.example")[0]))
    later = later + timedelta(seconds=31)
    with set_to(lambda: later):
        keeper, coordinator = there.signed_in("focal@interior.example"), there.signed_in("c@un.example")
        officer = done(keeper, "/invitations", {"email": "officer@interior.example", "role": "officer"})
        there.come_in(token_in(letters(there, "officer@interior.example")[0]))
        sent = {"email": "officer@interior.example", "password": PASSWORD}
        assert TestClient(there.app).post(f"{API}/sessions", json=sent).status_code == 401
        done(coordinator, f"/invitations/{officer['id']}/second")
    later = later + timedelta(seconds=31)
    with set_to(lambda: later):
        me = there.signed_in("officer@interior.example").get(f"{API}/me").json()
        assert (me["role"], me["state"]) == ("officer", "IT")
    with there.reading() as session:
        assert verify(session).whole
    there.database.close()
