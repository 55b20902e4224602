"""The fields of a listing: one folder a field, read in this order (a later one may look at what an earlier one stated)."""

from __future__ import annotations

from types import ModuleType

from normalizer.fields.benefits import rules as benefits
from normalizer.fields.dates import rules as dates
from normalizer.fields.department import rules as department
from normalizer.fields.duration import rules as duration
from normalizer.fields.education import rules as education
from normalizer.fields.employment_types import rules as employment_types
from normalizer.fields.experience import rules as experience
from normalizer.fields.hours_per_week import rules as hours_per_week
from normalizer.fields.languages import rules as languages
from normalizer.fields.locations import rules as locations
from normalizer.fields.openings import rules as openings
from normalizer.fields.organization import rules as organization
from normalizer.fields.pay import rules as pay
from normalizer.fields.process import rules as process
from normalizer.fields.requirements import rules as requirements
from normalizer.fields.residency import rules as residency
from normalizer.fields.responsibilities import rules as responsibilities
from normalizer.fields.tasks import rules as tasks
from normalizer.fields.title import rules as title
from normalizer.fields.volume import rules as volume
from normalizer.fields.work_authorization import rules as work_authorization
from normalizer.fields.workplace import rules as workplace

FIELDS: tuple[ModuleType, ...] = (
    title,
    organization,
    department,
    locations,
    workplace,
    residency,
    work_authorization,
    languages,
    dates,
    hours_per_week,
    duration,
    volume,
    employment_types,
    experience,
    education,
    openings,
    pay,
    requirements,
    responsibilities,
    benefits,
    process,
    tasks,
)
"""Each module has `FIELD`, `read(page) -> Iterator[Draft]` and `settle(claims, page) -> Settled | None`."""
