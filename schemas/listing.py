"""A listing: the structured data that comes out, one field a line. The listing contract is its specification."""

from __future__ import annotations

from pydantic import Field

from schemas.claim import Claim
from schemas.conflict import Conflict
from schemas.values import (
    CountryCode,
    Dates,
    Duration,
    Education,
    EmploymentType,
    Experience,
    Frozen,
    HoursPerWeek,
    Language,
    Location,
    Pay,
    PayOption,
    Requirement,
    Residency,
    Tasks,
    Volume,
    Workplace,
)
from schemas.word import Word

SCHEMA_VERSION = "1.0"
"""Version of this schema; a breaking change raises the first number."""


class Absence(Word):
    """Why a field has no value."""

    SILENT = "SILENT"
    """The listing says nothing about it."""
    UNPARSED = "UNPARSED"
    """Something is said that no rule reads."""
    REFUSED = "REFUSED"
    """Said, but not decidable: a bare `$`, a date whose day and month cannot be told apart."""
    CONFLICTING = "CONFLICTING"
    """Said in ways that contradict each other, and the policy forbids a choice."""


class Policy(Word):
    """How a field that the listing contradicts settles. The contradiction is reported under each."""

    SPECIFIC = "SPECIFIC"
    """It follows the claim that the field's named rules put first: the more specific one before the general one."""
    FIRST = "FIRST"
    """Of the claims that contradict each other only the one stated first may be followed."""
    STRICT = "STRICT"
    """It stays empty (`CONFLICTING`); of languages and requirements only the contradicted ones are left out."""


class Source(Frozen):
    """Where, when and what was read."""

    id: str
    """The raw page's id; a page with several listings adds `#2`, `#3` … from the second on."""
    site: str | None = None
    """The board or the host that published it."""
    url: str | None = None
    """Where it was fetched from."""
    posting_url: str | None = None
    """The posting's own page, where it was read from a list or a feed that names it."""
    identifiers: tuple[str, ...] = ()
    """Names by which the same posting is recognised at another source: `greenhouse:7100231`, `bamboohr:acme/17`, `url:` and its canonical
    address, `requisition:` and the employer's number of the opening.
    """
    fetched_at: str | None = None
    """ISO 8601 time of the fetch."""
    excerpt: bool | None = None
    """True where the provider gives only the beginning of the text: what is silent here may be said there. Null where it does not."""
    media_type: str
    """Media type without parameters."""
    sha256: str
    """Of the raw bytes, lower-case hexadecimal."""


class Choice(Frozen):
    """A claim that a value of the listing follows."""

    field: str
    """Field or part of a field that the claim speaks of."""
    claim: str
    """Id of the claim."""
    rule: str
    """Name of the rule that chose it among the field's claims."""


class Listing(Frozen):
    """One job listing. `null` or an empty list means that the listing does not say; `absent` tells why."""

    schema_version: str = SCHEMA_VERSION
    """Version of the schema that this record follows."""
    listing_id: str
    """Stable: the same posting at the same site keeps it on every crawl."""
    source: Source
    """Where, when and what was read."""
    language: str | None = None
    """BCP 47: the language the listing is written in."""
    title: str | None = None
    """The role's title as stated, white space folded."""
    organization: str | None = None
    """Name of the hiring organization."""
    department: str | None = None
    """The part of the organization that the role belongs to, as stated."""
    text: str
    """The plain text that every evidence offset points into."""
    pay: Pay | None = None
    """The primary base pay."""
    pay_options: tuple[PayOption, ...] = ()
    """Every pay offer stated, the primary one first."""
    hours_per_week: HoursPerWeek | None = None
    """Weekly hours of work."""
    workplace: Workplace | None = None
    """Remote, hybrid or on-site."""
    locations: tuple[Location, ...] = ()
    """Places of work."""
    residency: Residency | None = None
    """Where the person must live or may apply from."""
    work_authorization: tuple[CountryCode, ...] = ()
    """Countries in which the person must already be allowed to work, sorted."""
    languages: tuple[Language, ...] = ()
    """Languages that the worker needs or should know."""
    dates: Dates = Dates()
    """Days that the listing states."""
    duration: Duration | None = None
    """Length of the engagement."""
    volume: Volume | None = None
    """Size of the whole engagement."""
    employment_types: tuple[EmploymentType, ...] = ()
    """Each form of employment that is stated or offered."""
    experience: Experience | None = None
    """Years and level of experience."""
    education: Education | None = None
    """The lowest education that is enough."""
    openings: int | None = None
    """Number of positions, where stated."""
    requirements: tuple[Requirement, ...] = ()
    """What the person must or should have, a statement a row."""
    responsibilities: tuple[str, ...] = ()
    """What the person will do, a statement a row."""
    benefits: tuple[str, ...] = ()
    """What is offered, a statement a row."""
    process: tuple[str, ...] = ()
    """How to apply and how people are selected, a step a row."""
    tasks: Tasks = Tasks()
    """For AI-training and annotation work."""
    claims: tuple[Claim, ...] = ()
    """Everything the listing says about a field, before any choice."""
    choices: tuple[Choice, ...] = ()
    """Which claims the values above follow, and by which rule; the other claims of a field are those it does not follow."""
    policy: Policy = Policy.SPECIFIC
    """How fields that the listing contradicts were settled."""
    absent: dict[str, Absence] = Field(default_factory=dict)
    """For each field without a value, why."""
    conflicts: tuple[Conflict, ...] = ()
    """Smallest sets of claims that cannot all hold."""
