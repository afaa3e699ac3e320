"""The one table that says who may do what: role x permission -> grant (SECURITY 3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """Everything that can be asked of the registry. The text after each is how a refusal names it."""

    ENTRY_FIND = "find entries"
    """See that an entry exists, its names, designations and hours; never a channel's value."""
    CHANNEL_REVEAL = "see how to reach a counterpart"
    """Read the channels of an entry: a recorded disclosure, with a purpose unless one keeps the entry."""
    DRAFT_READ = "read drafts and withdrawn entries"
    ENTRY_REGISTER = "record a new entry"
    """Make a draft. Publishing it is a proposal that needs a second person."""
    ENTRY_REVISE = "change an entry"
    """Names, hours, languages, addresses: at once and recorded. Channels become a proposal."""
    ENTRY_PROPOSE = "propose a change"
    ENTRY_APPROVE = "approve another person's proposal"
    ENTRY_HIDE = "hide or suspend an entry or a channel"
    MARKING_WIDEN = "widen a marking or an audience"
    MARKING_NARROW = "narrow a marking or an audience"
    CONSENT_GIVE = "consent to a recipient"
    ENTRY_CONFIRM = "confirm that an entry is still correct"
    ENTRY_WITHDRAW = "withdraw an entry"
    ENTRY_IMPORT = "import a file"
    HISTORY_READ = "read an entry's history"
    DISCLOSURES_READ = "read who consulted an entry"
    ENTRY_RECORD_ON_BEHALF = "record an entry on behalf of a State without a focal point"
    ENTRY_TAKE_OVER = "take over an entry that was recorded on behalf of the State"
    CHANNEL_RECALL = "recall a channel"
    """List everybody to whom a channel's value was disclosed in a window, and tell them."""
    PROBLEM_REPORT = "report a problem"
    """Also: note what happened when calling, ask for a counterpart that is missing."""
    PROBLEM_ANSWER = "answer a reported problem"
    DRILL_RUN = "run a communication test"
    DRILL_ANSWER = "answer a communication test"
    DRILL_RESULTS_READ = "see response times of communication tests"
    REVERSE_LOOK_UP = "ask whether a number or mailbox is registered"
    CALLER_CHECK = "give and check call references"
    COVERAGE_READ = "see coverage and gaps"
    AUDIT_READ = "read the audit trail"
    AUDIT_VERIFY = "verify the audit chain"
    AUDIT_EXPORT = "export the audit trail"
    ACCOUNT_READ = "see accounts"
    ACCOUNT_ADD = "add an account"
    ACCOUNT_SUSPEND = "suspend an account"
    ACCOUNT_REACTIVATE = "reactivate an account"
    ACCOUNT_INVITE = "invite a person"
    INVITATION_SECOND = "second an invitation"
    ACCOUNT_CONFIRM = "confirm that accounts are still in use"
    DELEGATION_GIVE = "delegate to a deputy"
    DOMAIN_PROPOSE = "propose an official mail domain"
    DOMAIN_APPROVE = "approve an official mail domain"
    KEY_ISSUE = "issue an API key"
    NOTICE_SEND = "send reminders and notices"
    BOUNCE_REPORT = "report mail that came back"
    EDITION_READ = "fetch the own editions"
    EDITION_WRITE = "write editions"
    DELIVERY_READ = "see how editions were delivered"
    SETTINGS_READ = "see the settings of this installation"
    """Their values as far as they are no secret; secrets only as set or not set."""
    POLICY_READ = "read who may do what"


class Scope(StrEnum):
    """How far a grant reaches."""

    OWN = "own"
    """The State or authority that the account keeps, or belongs to."""
    STATE = "State"
    REGION = "region"
    """A coordinator's region or network."""
    ALL = "all"


@dataclass(frozen=True)
class Grant:
    """One cell of the table. `second`: needs a second person. `fresh`: needs a fresh second factor, so never by API key.

    `purpose`: a purpose must be stated. `ceiling`: only entries marked up to this.
    """

    scope: Scope
    second: bool = False
    fresh: bool = False
    purpose: bool = False
    ceiling: str | None = None

    def short(self) -> str:
        """The cell as the printed table shows it: `own 2W`."""
        marks = ("2" if self.second else "") + ("W" if self.fresh else "") + ("P" if self.purpose else "")
        limit = f" <={self.ceiling}" if self.ceiling else ""
        return f"{self.scope}{' ' + marks if marks else ''}{limit}"


P = Permission
OWN = Grant(Scope.OWN)
OWN_SECOND = Grant(Scope.OWN, second=True, fresh=True)
REGION = Grant(Scope.REGION)
REGION_SECOND = Grant(Scope.REGION, second=True, fresh=True)
ALL = Grant(Scope.ALL)
ALL_PURPOSE = Grant(Scope.ALL, purpose=True)

ROLES: dict[str, str] = {
    "officer": "Police, border guard, immigration: looks up a counterpart and calls.",
    "focal_point": "Keeps the entries of a State or of one authority.",
    "coordinator": "Sees coverage and gaps of a region or network, seconds changes, runs drills.",
    "administrator": "Accounts and settings; no reading right above GREEN.",
    "auditor": "Reads the trail and verifies the chain.",
    "recipient": "A portal or partner system that receives editions.",
    "listed_post": "Who answers a mailbox that an entry lists: confirms that entry by a signed link; never an account.",
    "operator": "The command line on the machine: imports drafts, migrates, runs jobs; never an account.",
}

GRANTS: dict[str, dict[Permission, Grant]] = {
    "officer": {
        P.ENTRY_FIND: ALL,
        P.CHANNEL_REVEAL: ALL_PURPOSE,
        P.PROBLEM_REPORT: ALL,
        P.DRILL_RESULTS_READ: Grant(Scope.STATE),
        P.REVERSE_LOOK_UP: ALL,
        P.CALLER_CHECK: ALL,
        P.POLICY_READ: ALL,
    },
    "focal_point": {
        P.ENTRY_FIND: ALL,
        P.CHANNEL_REVEAL: ALL_PURPOSE,
        P.DRAFT_READ: OWN,
        P.ENTRY_REGISTER: OWN,
        P.ENTRY_REVISE: OWN,
        P.ENTRY_PROPOSE: OWN,
        P.ENTRY_APPROVE: OWN_SECOND,
        P.ENTRY_HIDE: OWN,
        P.MARKING_WIDEN: OWN_SECOND,
        P.MARKING_NARROW: OWN,
        P.CONSENT_GIVE: OWN_SECOND,
        P.ENTRY_CONFIRM: OWN,
        P.ENTRY_WITHDRAW: OWN,
        P.ENTRY_IMPORT: OWN,
        P.HISTORY_READ: OWN,
        P.DISCLOSURES_READ: OWN,
        P.PROBLEM_REPORT: ALL,
        P.ENTRY_TAKE_OVER: OWN,
        P.CHANNEL_RECALL: OWN,
        P.PROBLEM_ANSWER: OWN,
        P.DRILL_ANSWER: OWN,
        P.DRILL_RESULTS_READ: Grant(Scope.STATE),
        P.REVERSE_LOOK_UP: ALL,
        P.CALLER_CHECK: ALL,
        P.COVERAGE_READ: Grant(Scope.STATE),
        P.ACCOUNT_READ: Grant(Scope.STATE),
        P.ACCOUNT_SUSPEND: Grant(Scope.STATE),
        P.ACCOUNT_REACTIVATE: Grant(Scope.STATE, second=True, fresh=True),
        P.ACCOUNT_INVITE: Grant(Scope.STATE, second=True, fresh=True),
        P.ACCOUNT_CONFIRM: Grant(Scope.STATE),
        P.DELEGATION_GIVE: Grant(Scope.OWN, fresh=True),
        P.DOMAIN_PROPOSE: Grant(Scope.STATE),
        P.POLICY_READ: ALL,
    },
    "coordinator": {
        P.ENTRY_FIND: ALL,
        P.CHANNEL_REVEAL: ALL_PURPOSE,
        P.DRAFT_READ: REGION,
        P.ENTRY_PROPOSE: REGION,
        P.ENTRY_APPROVE: REGION_SECOND,
        P.ENTRY_HIDE: REGION,
        P.MARKING_NARROW: REGION,
        P.ENTRY_CONFIRM: REGION,
        P.ENTRY_IMPORT: REGION,
        P.HISTORY_READ: REGION,
        P.DISCLOSURES_READ: REGION,
        P.PROBLEM_REPORT: ALL,
        P.ENTRY_RECORD_ON_BEHALF: REGION_SECOND,
        P.CHANNEL_RECALL: REGION,
        P.PROBLEM_ANSWER: REGION,
        P.DRILL_RUN: REGION,
        P.REVERSE_LOOK_UP: ALL,
        P.CALLER_CHECK: ALL,
        P.COVERAGE_READ: REGION,
        P.ACCOUNT_READ: REGION,
        P.ACCOUNT_SUSPEND: REGION,
        P.ACCOUNT_REACTIVATE: REGION_SECOND,
        P.ACCOUNT_INVITE: REGION_SECOND,
        P.INVITATION_SECOND: REGION_SECOND,
        P.DOMAIN_PROPOSE: REGION,
        P.DOMAIN_APPROVE: REGION_SECOND,
        P.POLICY_READ: ALL,
    },
    "administrator": {
        P.ENTRY_FIND: Grant(Scope.ALL, ceiling="TLP:GREEN"),
        P.ENTRY_HIDE: ALL,
        P.MARKING_NARROW: ALL,
        P.AUDIT_VERIFY: ALL,
        P.ACCOUNT_READ: ALL,
        P.ACCOUNT_ADD: Grant(Scope.ALL, second=True, fresh=True),
        P.ACCOUNT_SUSPEND: ALL,
        P.ACCOUNT_REACTIVATE: Grant(Scope.ALL, second=True, fresh=True),
        P.ACCOUNT_INVITE: Grant(Scope.ALL, second=True, fresh=True),
        P.INVITATION_SECOND: Grant(Scope.ALL, second=True, fresh=True),
        P.BOUNCE_REPORT: ALL,
        P.KEY_ISSUE: Grant(Scope.ALL, fresh=True),
        P.DELIVERY_READ: ALL,
        P.SETTINGS_READ: ALL,
        P.POLICY_READ: ALL,
    },
    "auditor": {
        P.AUDIT_READ: ALL,
        P.AUDIT_VERIFY: ALL,
        P.AUDIT_EXPORT: Grant(Scope.ALL, fresh=True),
        P.POLICY_READ: ALL,
    },
    "recipient": {
        P.EDITION_READ: OWN,
        P.POLICY_READ: ALL,
    },
    "listed_post": {
        P.ENTRY_CONFIRM: OWN,
        P.PROBLEM_REPORT: OWN,
        P.DRILL_ANSWER: OWN,
    },
    "operator": {
        P.ENTRY_IMPORT: ALL,
        P.EDITION_WRITE: ALL,
        P.DELIVERY_READ: ALL,
        P.COVERAGE_READ: ALL,
        P.AUDIT_VERIFY: ALL,
        P.ACCOUNT_READ: ALL,
        P.ACCOUNT_ADD: ALL,
        P.ACCOUNT_SUSPEND: ALL,
        P.ACCOUNT_REACTIVATE: ALL,
        P.ACCOUNT_INVITE: ALL,
        P.NOTICE_SEND: ALL,
        P.BOUNCE_REPORT: ALL,
        P.KEY_ISSUE: ALL,
        P.SETTINGS_READ: ALL,
        P.POLICY_READ: ALL,
    },
}


def grant(role: str, permission: Permission) -> Grant | None:
    """The grant of a role, or none: what is not in the table is not allowed."""
    return GRANTS.get(role, {}).get(permission)


def policy_rows() -> list[tuple[str, ...]]:
    """The table as text, a row a permission and a column a role, `-` for never: what `directory policy` prints."""
    header = ("permission", *GRANTS)
    rows = [(p.name, *(g.short() if (g := grant(role, p)) else "-" for role in GRANTS)) for p in Permission]
    return [header, *rows]
