"""All JSON routes under one prefix."""

from fastapi import APIRouter

from app.api import accounts, audit, bounces, delegations, entries, invitations, proposal_sets, proposals, recall, sessions, world

router = APIRouter(prefix="/api/v1")
for part in (sessions, world, entries, proposals, proposal_sets, audit, recall, bounces, accounts, invitations, delegations):
    router.include_router(part.router)
