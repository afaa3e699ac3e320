"""Every setting, read from the environment (prefix `DIRECTORY_`) or a `.env` file; only `main`, `db` and `cli` import it."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an operator may set. Numbers of policy carry their unit in the name."""

    model_config = SettingsConfigDict(env_prefix="DIRECTORY_", env_file=".env", extra="ignore")

    database_url: str = Field("sqlite:///var/directory.db", description="SQLAlchemy address of the database.")
    replica_url: str | None = Field(None, description="Read replica for histories, coverage and audit reading.")
    data_dir: Path = Field(Path("var"), description="Where keys, imports in progress and editions lie.")
    base_url: str = Field("http://127.0.0.1:8000", description="Address under which people reach the service.")
    secret_key_file: Path | None = Field(None, description="Key that seals second-factor secrets; default DATA_DIR/secret.key.")
    signing_key_file: Path | None = Field(None, description="Key that signs editions; default DATA_DIR/edition-signing.key.")
    smtp_url: str | None = Field(None, description="Mail server: `smtp://[user:password@]host[:port][?starttls]` or `smtps://`.")
    mail_from: str = Field("directory@directory.example", description="Sender of reminders and notices.")
    oidc_issuer: str | None = Field(None, description="OpenID Connect issuer for single sign-on.")
    oidc_client_id: str | None = Field(None, description="Client id at that issuer.")
    oidc_client_secret_file: Path | None = Field(None, description="File with the client secret.")
    trusted_proxies: str = Field("", description="Addresses, comma-separated, whose X-Forwarded-For is believed.")
    log_format: Literal["json", "console"] = Field("console", description="One JSON line or one readable line an event.")

    reader_states: str | None = Field(
        None,
        description="Whose users may read: `parties` (to the Protocol; the default), `all`, or codes such as `IT,KE`.",
    )
    change_factor: Literal["webauthn", "totp"] | None = Field(
        None, description="What approving, consent, export and administration need; default `webauthn`."
    )
    session_idle_minutes: int = Field(15, description="A session unused for so long has ended.")
    session_hours: int = Field(12, description="A session this old has ended, used or not.")
    fresh_factor_minutes: int = Field(5, description="How long a second factor counts as fresh.")
    sign_in_attempts: int = Field(10, description="Password checks for one e-mail in the window.")
    sign_in_source_attempts: int = Field(100, description="Password checks from one network in the window.")
    second_factor_attempts: int = Field(5, description="Code checks for one account in the window.")
    sign_in_window_minutes: int = Field(5, description="The window for the attempts above.")
    api_key_days: int = Field(90, description="Longest life of an API key.")
    due_months_authority: int = Field(12, description="Months until an authority's entry falls due.")
    grace_months_authority: int = Field(3, description="Months of grace after that.")
    due_months_duty_line: int = Field(6, description="Months until an entry with a line that is always open falls due.")
    grace_months_duty_line: int = Field(1, description="Months of grace after that.")
    due_months_liaison_officer: int = Field(4, description="Months until a liaison officer's entry falls due.")
    grace_months_liaison_officer: int = Field(1, description="Months of grace after that.")
    hide_months: int = Field(3, description="Months after the grace until an entry that nobody confirmed is hidden.")
    confirmation_link_days: int = Field(14, description="How long a mailed link to confirm an entry is good.")
    publication_wait_hours: int = Field(24, description="Wait between the approval of a changed channel and its publication.")
    approver_account_days: int = Field(30, description="Age an account must have before it may approve.")
    nomination_days: int = Field(60, description="Days after installation in which a nomination letter stands in for that age.")
    invitation_days: int = Field(7, description="Days in which an invitation can be accepted.")
    delegation_days: int = Field(
        90, description="Longest delegation; so long it ties deputy and focal point as author and second."
    )
    account_confirm_days: int = Field(90, description="Days after which an officer's account waits for a focal point's word.")
    account_grace_days: int = Field(30, description="Days of grace after that; two reminders must have gone out.")
    problem_days: int = Field(7, description="Days after which a report that nobody answered goes up to the coordinator.")
    problems_per_day: int = Field(20, description="Reports that one person can make in 24 hours.")
    outcomes_per_day: int = Field(100, description="Outcomes of calls that one person can note in 24 hours.")
    drill_hours: int = Field(72, description="Longest time for answering a communication test.")
    gap_requests_per_day: int = Field(20, description="Missing counterparts that one person can ask for in 24 hours.")
    call_reference_minutes: int = Field(60, description="How long a call reference is valid.")
    call_reference_guesses: int = Field(5, description="Wrong call references that one person can enter in an hour.")
    duty_sheets_per_day: int = Field(3, description="Duty sheets that one authority can draw in 24 hours.")
    duty_sheet_days: int = Field(30, description="Days after which a duty sheet expires.")
    number_checks: int = Field(30, description="Numbers and mailboxes that one person may check in the window.")
    number_check_minutes: int = Field(60, description="The window for those checks.")
    delivery_hosts: str = Field(
        "",
        description="Hosts, comma-separated, with `:port` where it is not 443 (by SFTP 22), to which editions may be sent.",
    )
    delivery_private: bool = Field(False, description="Whether such a host may have an address that is not public.")
    delivery_ca_file: Path | None = Field(None, description="Certificates that vouch for these hosts; default the public ones.")
    address_book_cards: int = Field(60, description="Most entries in the address book of a telephone.")
    address_book_reads: int = Field(180, description="Cards that one person's telephones can take in 24 hours.")
    address_books_per_month: int = Field(5, description="Address books that one person can set up in 30 days.")
    edition_days: int = Field(30, description="Days after which an edition expires.")
    body_bytes: int = Field(2_000_000, description="Largest request body.")
    import_bytes: int = Field(50_000_000, description="Largest file taken in by an import.")

    def sqlite_path(self) -> Path | None:
        """The database file, when the database is SQLite."""
        prefix = "sqlite:///"
        return Path(self.database_url[len(prefix) :]) if self.database_url.startswith(prefix) else None

    def source(self, direct: str, forwarded: str) -> str:
        """The network address that a request comes from: what X-Forwarded-For says counts only where a trusted proxy says it."""
        trusted = [address.strip() for address in self.trusted_proxies.split(",") if address.strip()]
        return forwarded.rpartition(",")[2].strip() if direct in trusted and forwarded else direct
