"""All pages under one roof: each module's routes, guarded against changes that another site sends."""

from fastapi import Depends, FastAPI

from app.web import about, account, entry, lookup, policy, regions, sign_in, states, static_files, welcome
from app.web.deps import same_origin

# The order counts: `/entries/new` (edit) must come before `/entries/{entry_id}` (entry).
PAGES = (
    welcome,
    sign_in,
    lookup,
    regions,
    states,
    entry,
    policy,
    account,
    about,
)


def mount(app: FastAPI) -> None:
    """Add pages and static files to the application. They are no part of the JSON API's description."""
    app.include_router(static_files.router, include_in_schema=False)
    for each in PAGES:
        app.include_router(each.router, include_in_schema=False, dependencies=[Depends(same_origin)])
