"""All JSON routes under one prefix."""

from fastapi import APIRouter

from app.api import (
    accounts,
    address_books,
    audit,
    bounces,
    cards,
    changes,
    counterparts,
    coverage,
    delegations,
    drills,
    duty_sheets,
    editions,
    entries,
    imports,
    invitations,
    lookup,
    merges,
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
for part in (problems, drills, coverage, changes):
    router.include_router(part.router)
router.include_router(counterparts.router)
router.include_router(imports.router)
router.include_router(merges.router)
router.include_router(cards.router)
router.include_router(duty_sheets.router)
router.include_router(editions.router)
router.include_router(address_books.router)
