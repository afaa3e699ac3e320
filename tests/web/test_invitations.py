"""Invitations on pages: invited by one, seconded by another, accepted by the link of the letter, one by one or as a table."""

from __future__ import annotations

import re

import pyotp
import pytest
from sqlmodel import select

from app.accounts.membership import account_of
from app.clock import now
from app.db import reading
from app.outbox.models import Letter
from tests.cast import PASSWORD
from tests.web.people_pages import action, official
from tests.web.registry import Registry

PERSON = {"email": "new@interior.example", "name": "Example New", "role": "officer"}


def letter(registry: Registry, to: str = PERSON["email"]) -> str:
    """The newest letter to a mailbox."""
    with reading(registry.database) as session:
        return session.exec(select(Letter.body).where(Letter.to == to).order_by(Letter.id.desc())).first() or ""


def link(registry: Registry, to: str = PERSON["email"]) -> str:
    """The newest link that went to a mailbox, as a path."""
    found = re.search(r"/join\?token=[\w-]+", letter(registry, to))
    assert found is not None
    return found[0]


def answers(page: str) -> dict[str, str]:
    """What an invited person sends back, with the code of the authenticator that scanned the picture."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    shown = re.search(r'<code><bdi dir="ltr">(\w+)</bdi></code>', page)
    assert shown is not None
    code = pyotp.TOTP(shown[1]).at(now())
    return {**hidden, "name": "Example New", "password": PASSWORD, "password2": PASSWORD, "code": code}


def status(registry: Registry, email: str = PERSON["email"]) -> str | None:
    with reading(registry.database) as session:
        card = account_of(session, email)
    return card.status if card else None


@pytest.fixture
def invited(registry: Registry) -> Registry:
    """An officer of Italy is invited by a focal point."""
    official(registry, "interior.example")
    assert registry.browser("focal.it").post("/invitations", data=PERSON).headers["location"] == "/invitations?done=invited"
    return registry


def test_invited_accepted_seconded_and_in(invited: Registry) -> None:
    stranger = invited.browser()
    page = stranger.get(link(invited)).text
    assert "Example focal.it invites you" in page and "new@interior.example" in page
    done = stranger.post("/join", data=answers(page))
    assert "A second person now looks" in done.text and status(invited) == "joined"
    sent = {"email": PERSON["email"], "password": PASSWORD, "code": "123456"}
    assert stranger.post("/sign-in", data=sent).status_code == 401
    coordinator = invited.browser("coordinator")
    queue = coordinator.get("/invitations").text
    assert "Waits for your second" in queue
    assert coordinator.post(action(queue, "/second")).status_code == 303
    assert status(invited) == "active"


def test_looking_at_the_link_uses_nothing_up_and_accepting_does(invited: Registry) -> None:
    stranger = invited.browser()
    for _ in range(3):
        page = stranger.get(link(invited))
        assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    sent = answers(page.text)
    assert stranger.post("/join", data=sent).status_code == 200
    assert stranger.get(link(invited)).status_code == 404
    assert stranger.post("/join", data=sent).status_code == 404
    assert stranger.get("/join").status_code == stranger.get("/join?token=x").status_code == 404


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"password": "short", "password2": "short"}, "12 to 256"),
        ({"password2": "another long password"}, "The two passwords differ"),
        ({"code": "000000"}, "does not fit"),
        ({"name": " "}, "your name"),
    ],
)
def test_a_wrong_answer_is_named_and_costs_nothing(invited: Registry, changed: dict[str, str], says: str) -> None:
    stranger = invited.browser()
    sent = answers(stranger.get(link(invited)).text)
    answer = stranger.post("/join", data=sent | changed)
    assert answer.status_code == 422 and says in answer.text
    assert status(invited) is None
    assert stranger.post("/join", data=answers(answer.text)).status_code == 200


def test_an_officer_may_leave_the_authenticator_for_later_but_a_focal_point_may_not(invited: Registry) -> None:
    stranger = invited.browser()
    assert stranger.post("/join", data=answers(stranger.get(link(invited)).text) | {"code": ""}).status_code == 200
    focal = PERSON | {"email": "focal@interior.example", "role": "focal_point", "state": "IT"}
    assert invited.browser("coordinator").post("/invitations", data=focal).status_code == 303
    page = stranger.get(link(invited, focal["email"])).text
    assert "Your role needs an authenticator app" in page
    assert stranger.post("/join", data=answers(page) | {"code": ""}).status_code == 422


def test_the_inviter_sees_where_it_stands_sends_again_and_withdraws(invited: Registry) -> None:
    browser, first = invited.browser("focal.it"), link(invited)
    page = browser.get("/invitations").text
    assert "Invited" in page and "Waits for your second" not in page
    assert browser.post(action(page, "/send")).status_code == 303
    again = link(invited)
    assert again != first and invited.browser().get(first).status_code == 404
    assert browser.post(action(page, "/withdraw")).status_code == 303
    assert invited.browser().get(again).status_code == 404
    assert "/join?token=" not in letter(invited)
    assert "Nobody is invited at present." in browser.get("/invitations").text
    assert "Withdrawn" in browser.get("/invitations?closed=yes").text


def test_a_wrong_address_comes_back_with_what_was_typed(invited: Registry) -> None:
    answer = invited.browser("focal.it").post("/invitations", data=PERSON | {"email": "new@gmail.com", "nomination": "NV 1"})
    assert answer.status_code == 422
    assert "gmail.com is no official mail domain of Italy" in answer.text and 'value="NV 1"' in answer.text


def test_an_officer_invites_nobody_and_sees_no_invitations(invited: Registry) -> None:
    officer = invited.browser("officer.ke")
    assert officer.get("/invitations").status_code == officer.get("/invitations/new").status_code == 403
    assert officer.post("/invitations", data=PERSON).status_code == 403
    other = invited.browser("focal.tn").get("/invitations").text
    assert "new@interior.example" not in other


def test_officers_come_as_a_table_and_are_seconded_as_one_act(registry: Registry) -> None:
    official(registry, "interior.example")
    table = "email\tname\na@interior.example\tA One\nb@gmail.com\tB Two\nc@interior.example\tC Three\n"
    focal = registry.browser("focal.it")
    checked = focal.post("/invitations/batches", data={"table": table})
    assert "2 officers can be invited" in checked.text and "1 row cannot be taken" in checked.text
    assert status(registry, "a@interior.example") is None and "Nobody is invited" in focal.get("/invitations").text
    invited = focal.post("/invitations/batches", data={"table": table, "step": "invite"})
    batch = invited.headers["location"].partition("?")[0]
    assert "C Three" in focal.get(batch).text and "disabled" in focal.get(batch).text
    coordinator = registry.browser("coordinator")
    assert f'href="{batch}"' in coordinator.get("/invitations").text
    rows = re.findall(r'name="invitation" value="([\w-]+)"', coordinator.get(batch).text)
    assert coordinator.post(f"{batch}/second", data={"invitation": rows[:1]}).status_code == 303
    after = coordinator.get(batch).text
    assert "Seconded, not accepted yet" in after and "Withdrawn" in after


def test_a_table_comes_as_a_file_too(registry: Registry) -> None:
    official(registry, "interior.example")
    focal = registry.browser("focal.it")
    file = {"file": ("officers.csv", "email;name\na@interior.example;A One\n".encode("utf-8-sig"))}
    assert "1 officer can be invited" in focal.post("/invitations/batches", files=file).text
    bad = {"file": ("officers.csv", b"email,name\n\xff\xfe,x\n")}
    answer = focal.post("/invitations/batches", files=bad)
    assert answer.status_code == 422 and "UTF-8" in answer.text
    assert focal.post("/invitations/batches", data={"table": "who\nx\n"}).status_code == 422
