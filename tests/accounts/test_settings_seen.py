"""Settings as administrators see them: no secret, whatever it is called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import Field

from app.accounts import settings_seen
from app.accounts.settings_seen import InstallationSeen, installation_seen
from app.errors import Denied
from app.settings import Settings
from tests.cast import Registry

SECRET = "hunter2-not-to-be-seen"


def seen(registry: Registry, who: str = "admin") -> InstallationSeen:
    with registry.reading() as session:
        return installation_seen(session, reader=registry.actor(who))


def test_every_setting_is_told_with_what_it_is_for(registry: Registry) -> None:
    found = seen(registry).settings
    assert [each.name for each in found] == [f"DIRECTORY_{name.upper()}" for name in Settings.model_fields]
    assert all(each.says for each in found)


def test_a_secret_is_told_as_set_and_never_shown(registry_with: Callable[..., Registry], tmp_path: Path) -> None:
    registry = registry_with(
        smtp_url=f"smtp://mail:{SECRET}@mail.example",
        oidc_client_id=SECRET,
        oidc_client_secret_file=tmp_path / SECRET,
        replica_url=f"postgresql://reader:{SECRET}@replica.example/directory",
    )
    found = seen(registry)
    assert SECRET not in str(found) and str(tmp_path) not in str(found)
    told = {each.name: each for each in found.settings}
    assert told["DIRECTORY_SMTP_URL"].is_set and told["DIRECTORY_SMTP_URL"].value is None
    assert not told["DIRECTORY_OIDC_ISSUER"].is_set


def test_a_setting_that_nobody_listed_is_hidden() -> None:
    class Later(Settings):
        portal_token: str = Field("", description="A text of a later version.")

    later = Later(_env_file=None, portal_token=SECRET)
    told = {each.name: each for each in settings_seen._seen(later)}
    assert told["DIRECTORY_PORTAL_TOKEN"].is_set and SECRET not in str(told)


def test_numbers_of_the_policy_are_shown_and_what_differs_is_marked(registry_with: Callable[..., Registry]) -> None:
    told = {each.name: each for each in seen(registry_with(session_idle_minutes=7)).settings}
    assert (told["DIRECTORY_SESSION_IDLE_MINUTES"].value, told["DIRECTORY_SESSION_IDLE_MINUTES"].is_default) == ("7", False)
    assert told["DIRECTORY_SESSION_HOURS"].is_default


@pytest.mark.parametrize("who", ["officer.ke", "focal.it", "coordinator.europe", "auditor", "recipient"])
def test_only_administrators_see_the_settings(registry: Registry, who: str) -> None:
    with pytest.raises(Denied):
        seen(registry, who)
