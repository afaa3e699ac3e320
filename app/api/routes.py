"""All JSON routes under one prefix."""

from fastapi import APIRouter

from app.api import audit, entries, proposals, sessions, world

router = APIRouter(prefix="/api/v1")
for part in (sessions, world, entries, proposals, audit):
    router.include_router(part.router)
