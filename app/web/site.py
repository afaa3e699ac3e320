"""All pages under one roof: each module's routes, guarded against changes that another site sends."""

from fastapi import Depends, FastAPI

from app.web import (
    about,
    account,
    disclosures,
    edit,
    entry,
    history,
    lookup,
    my_entries,
    policy,
    proposals,
    regions,
    register,
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
    lookup,
    regions,
    states,
    register,
    entry,
    edit,
    standing,
    history,
    disclosures,
    my_entries,
    proposals,
    trail,
    policy,
    account,
    about,
)


def mount(app: FastAPI) -> None:
    """Add pages and static files to the application. They are no part of the JSON API's description."""
    app.include_router(static_files.router, include_in_schema=False)
    for each in PAGES:
        app.include_router(each.router, include_in_schema=False, dependencies=[Depends(same_origin)])
