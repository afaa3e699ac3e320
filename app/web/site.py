"""All pages under one roof: each module's routes, guarded against changes that another site sends."""

from fastapi import Depends, FastAPI

from app.web import (
    about,
    account,
    accounts,
    call_reference,
    confirm_link,
    counterparts,
    deputies,
    disclosures,
    domains,
    edit,
    entry,
    hide_channel,
    history,
    holder,
    imports,
    invitations,
    join,
    lookup,
    my_entries,
    policy,
    problems,
    proposal_sets,
    proposals,
    recall,
    regions,
    register,
    replacement,
    route,
    reverse,
    sign_in,
    standing,
    states,
    static_files,
    trail,
    welcome,
)
from app.web.deps import same_origin

# The order counts: `/entries/new` (register) must come before `/entries/{entry_id}` (entry).
PAGES = (
    welcome,
    sign_in,
    counterparts,
    route,
    call_reference,
    lookup,
    reverse,
    regions,
    states,
    register,
    entry,
    edit,
    standing,
    holder,
    problems,
    hide_channel,
    replacement,
    history,
    disclosures,
    recall,
    my_entries,
    imports,
    proposal_sets,
    proposals,
    trail,
    policy,
    account,
    accounts,
    invitations,
    domains,
    deputies,
    join,
    confirm_link,
    about,
)


def mount(app: FastAPI) -> None:
    """Add pages and static files to the application. They are no part of the JSON API's description."""
    app.include_router(static_files.router, include_in_schema=False)
    for each in PAGES:
        app.include_router(each.router, include_in_schema=False, dependencies=[Depends(same_origin)])
