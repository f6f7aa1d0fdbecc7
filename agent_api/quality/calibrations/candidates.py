"""The users who can take part in a session: those who may evaluate, and those who may read evaluations."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.permissions import permissions_of
from agent_api.access.user_names import list_staff
from agent_api.quality.calibrations.schemas import Candidate, CandidateList
from storage.encryption.field_cipher import FieldCipher


async def list_candidates(engine: AsyncEngine, cipher: FieldCipher, campaign: str, now: datetime) -> CandidateList:
    """Return the users who can sign in and read evaluations, by name."""
    staff = await list_staff(engine, cipher, campaign, now)
    candidates = [
        Candidate(user=each.user, name=each.name, evaluates="evaluation.write" in permissions_of(each.roles))
        for each in staff
        if not each.disabled and "evaluation.read" in permissions_of(each.roles)
    ]
    return CandidateList(candidates=sorted(candidates, key=lambda each: (each.name, each.user)))
