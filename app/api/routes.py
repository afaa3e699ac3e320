"""All JSON routes under one prefix."""

from fastapi import APIRouter

from app.api import (
    accounts,
    audit,
    bounces,
    counterparts,
    delegations,
    entries,
    imports,
    invitations,
    lookup,
    problems,
    proposal_sets,
    proposals,
    recall,
    sessions,
    world,
)

router = APIRouter(prefix="/api/v1")
for part in (sessions, world, entries, proposals, proposal_sets, audit, recall, bounces, accounts, invitations, delegations):
    router.include_router(part.router)
router.include_router(lookup.router)
router.include_router(problems.router)
router.include_router(counterparts.router)
router.include_router(imports.router)
