"""The nouns of jobsieve: raw pages, documents, claims, conflicts and listings. Imports nothing else of the project."""

from schemas.claim import About, Claim, Evidence
from schemas.conflict import Conflict, Resolution, Severity
from schemas.document import Block, BlockKind, Document, Embedded, Section
from schemas.listing import SCHEMA_VERSION, Absence, Listing, Source
from schemas.raw import RawPage
from schemas.values import Strength

__all__ = [
    "SCHEMA_VERSION",
    "About",
    "Absence",
    "Block",
    "BlockKind",
    "Claim",
    "Conflict",
    "Document",
    "Embedded",
    "Evidence",
    "Listing",
    "RawPage",
    "Resolution",
    "Section",
    "Severity",
    "Source",
    "Strength",
]
