"""The values a listing's fields take: units, vocabularies and shapes, each as the listing contract names it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from schemas.word import Word

Number = Annotated[int | float, WithJsonSchema({"type": "number"})]
"""A decimal number; an integral one is kept (and written) as an integer."""

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["SG"])]
"""ISO 3166-1 alpha-2, upper case."""

CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
"""ISO 4217, upper case."""


class Frozen(BaseModel):
    """A value that cannot be changed once made; an attribute that is not declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Period(Word):
    """The time or unit that an amount of pay is for."""

    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"
    TASK = "TASK"
    """A task, label, image, annotation, HIT or article: one piece of work."""
    WORD = "WORD"
    PROJECT = "PROJECT"
    """A fixed price for the whole engagement."""


class PayKind(Word):
    """What an amount of money is in the offer; only `BASE` and, where no base is stated, `TOTAL` become the primary pay."""

    BASE = "BASE"
    TOTAL = "TOTAL"
    """On-target earnings or a total package."""
    BONUS = "BONUS"
    COMMISSION = "COMMISSION"
    EQUITY = "EQUITY"
    STIPEND = "STIPEND"


class Workplace(Word):
    """Where the work is done, as a rule."""

    REMOTE = "REMOTE"
    HYBRID = "HYBRID"
    ONSITE = "ONSITE"


class ResidencyScope(Word):
    """Whether the place where a person lives matters at all."""

    WORLDWIDE = "WORLDWIDE"
    RESTRICTED = "RESTRICTED"


class Region(Word):
    """Groups of countries that listings name; an ISO 3166-2 subdivision stands beside them in `Residency.regions`."""

    EU = "EU"
    EEA = "EEA"
    EUROPE = "EUROPE"
    EMEA = "EMEA"
    AMERICAS = "AMERICAS"
    NORTH_AMERICA = "NORTH_AMERICA"
    LATAM = "LATAM"
    APAC = "APAC"
    ASIA = "ASIA"
    AFRICA = "AFRICA"
    MENA = "MENA"
    DACH = "DACH"
    NORDICS = "NORDICS"


class CefrLevel(Word):
    """Common European Framework of Reference level; only where the listing writes one."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class Proficiency(Word):
    """How well a language must be known, from the listing's own words."""

    NATIVE = "NATIVE"
    NEAR_NATIVE = "NEAR_NATIVE"
    FLUENT = "FLUENT"
    PROFESSIONAL = "PROFESSIONAL"
    CONVERSATIONAL = "CONVERSATIONAL"
    BASIC = "BASIC"


class Strength(Word):
    """How binding a statement is."""

    REQUIRED = "REQUIRED"
    PREFERRED = "PREFERRED"
    """Wished for: "preferred", "a plus", "ideally"."""


class EmploymentType(Word):
    """schema.org's employment types and `APPRENTICE`."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    CONTRACTOR = "CONTRACTOR"
    TEMPORARY = "TEMPORARY"
    INTERN = "INTERN"
    VOLUNTEER = "VOLUNTEER"
    PER_DIEM = "PER_DIEM"
    APPRENTICE = "APPRENTICE"
    OTHER = "OTHER"


class ExperienceLevel(Word):
    """The seniority that the title or the text names; `EXPERT` only where that word is the level."""

    ENTRY = "ENTRY"
    JUNIOR = "JUNIOR"
    INTERMEDIATE = "INTERMEDIATE"
    SENIOR = "SENIOR"
    LEAD = "LEAD"
    EXECUTIVE = "EXECUTIVE"
    EXPERT = "EXPERT"


class EducationLevel(Word):
    """Levels of education, lowest first."""

    HIGH_SCHOOL = "HIGH_SCHOOL"
    CERTIFICATE = "CERTIFICATE"
    """A vocational qualification."""
    ASSOCIATE = "ASSOCIATE"
    BACHELOR = "BACHELOR"
    MASTER = "MASTER"
    DOCTORATE = "DOCTORATE"


class DataType(Word):
    """The kind of data that AI-training or annotation work handles."""

    TEXT = "TEXT"
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    DOCUMENT = "DOCUMENT"
    CODE = "CODE"
    SENSOR_3D = "SENSOR_3D"


class AnnualPay(Frozen):
    """Pay for a year, worked out with the listing's own weekly hours and never with a habitual number of hours."""

    min: Number | None = None
    """Lower end, in the pay's currency."""
    max: Number | None = None
    """Upper end, in the pay's currency."""
    hours_per_year: Number
    """Hours of work in a year that the figures rest on."""
    hours_from: str
    """Id of the claim that states the weekly hours."""


class Pay(Frozen):
    """The primary base pay."""

    min: Number | None = None
    """Lower end; equal to `max` for a single figure; null for "up to"."""
    max: Number | None = None
    """Upper end; null for "from"."""
    currency: CurrencyCode | None = None
    """ISO 4217; null where only an ambiguous sign is given and nothing decides it."""
    period: Period | None = None
    """What the amount is for; null where it is not stated and the magnitude does not tell."""
    stated_period: bool = True
    """False where the period was inferred from the magnitude."""
    annual: AnnualPay | None = None
    """The yearly equivalent; null unless pay is hourly and the listing states its weekly hours."""


class PayOption(Frozen):
    """One offer of pay that the listing states."""

    min: Number | None = None
    """Lower end, as in `Pay.min`."""
    max: Number | None = None
    """Upper end, as in `Pay.max`."""
    currency: CurrencyCode | None = None
    """As in `Pay.currency`."""
    period: Period | None = None
    """As in `Pay.period`."""
    stated_period: bool = True
    """As in `Pay.stated_period`."""
    kind: PayKind = PayKind.BASE
    """What the amount is in the offer."""
    condition: str | None = None
    """The words under which the offer holds ("Senior QC", "New York"), or null."""


class HoursPerWeek(Frozen):
    """Weekly hours of work: bounds that the listing sets, and what it prefers within or beyond them."""

    min: Number | None = None
    """Least hours; a single figure is `min` and `max`."""
    max: Number | None = None
    """Most hours."""
    min_exclusive: bool = False
    """True for "more than 20"."""
    max_exclusive: bool = False
    """True for "less than 20"."""
    preferred_min: Number | None = None
    """Least hours that are preferred, targeted or expected."""
    preferred_max: Number | None = None
    """Most hours that are preferred, targeted or expected."""


class Location(Frozen):
    """One place of work."""

    text: str
    """The place as stated, white space folded."""
    city: str | None = None
    """Town or city."""
    region: str | None = None
    """ISO 3166-2 where known, otherwise null."""
    country: CountryCode | None = None
    """ISO 3166-1 alpha-2."""


class Residency(Frozen):
    """Where the person must live or may apply from."""

    scope: ResidencyScope
    """Whether there is any restriction."""
    countries: tuple[CountryCode, ...] = ()
    """Countries that are allowed, sorted."""
    regions: tuple[str, ...] = ()
    """Groups of countries (`Region`) or ISO 3166-2 subdivisions that are allowed, sorted."""
    excluded: tuple[CountryCode, ...] = ()
    """Countries that are excluded, sorted."""


class Language(Frozen):
    """A language that the worker needs or should know."""

    code: str
    """BCP 47; Mandarin is `cmn`, unspecific Chinese `zh`."""
    level: CefrLevel | None = None
    """CEFR level, only where stated."""
    proficiency: Proficiency | None = None
    """What the words ask for; the lower where two are enough."""
    strength: Strength = Strength.REQUIRED
    """Whether it is required or wished for."""


IsoDate = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-06-09"])]
"""ISO 8601 calendar date."""


class Dates(Frozen):
    """Days that the listing states; relative ones are resolved against `source.fetched_at`."""

    posted: IsoDate | None = None
    """First published."""
    updated: IsoDate | None = None
    """Last changed or published again."""
    valid_through: IsoDate | None = None
    """Last day to apply."""
    starts: IsoDate | None = None
    """First day of work."""
    ends: IsoDate | None = None
    """Last day of work."""


class Duration(Frozen):
    """Length of a fixed engagement."""

    min_months: Number | None = None
    """Shortest, in months; weeks are turned into months by 12/52."""
    max_months: Number | None = None
    """Longest, in months."""
    extendable: bool | None = None
    """True where an extension is offered; null where nothing is said."""


class Volume(Frozen):
    """Size of the whole engagement."""

    hours: Number | None = None
    """Hours of work in all."""
    items_min: Number | None = None
    """Least number of items."""
    items_max: Number | None = None
    """Greatest number of items."""
    item: str | None = None
    """What is counted, a noun ("rows")."""


class Experience(Frozen):
    """Years and level of experience that the role asks for."""

    min_years: Number | None = None
    """Least years; months are fractions."""
    max_years: Number | None = None
    """Most years."""
    level: ExperienceLevel | None = None
    """Seniority."""
    strength: Strength | None = None
    """Of the years; where only a level is stated, of the level."""


class Education(Frozen):
    """The lowest education that is enough."""

    level: EducationLevel
    """The lowest level that is enough; "degree" alone is `BACHELOR`."""
    field: str | None = None
    """Subject, as stated."""
    strength: Strength = Strength.REQUIRED
    """Whether it is required or wished for."""


class Requirement(Frozen):
    """One statement of what the person must or should have."""

    text: str
    """The statement, white space folded."""
    strength: Strength
    """Whether it is required or wished for."""


class Tasks(Frozen):
    """What AI-training and annotation work consists of."""

    data_types: tuple[DataType, ...] = ()
    """Kinds of data, in the order stated."""
    label_types: tuple[str, ...] = ()
    """Kinds of labelling, upper-case snake (`EVALUATION_RATING`), in the order stated."""
    tools: tuple[str, ...] = ()
    """Software used for the work, by its usual name."""
    workflow: tuple[str, ...] = ()
    """How the work is reviewed, a step a row."""


JsonValue = Any
"""A value as JSON has it: what a claim says of its field, in the shape documented for that field."""
