"""Careers addresses: whose board or posting each is, as far as the address alone tells."""

from __future__ import annotations

import pytest

from normalizer.sources.addresses import recognise

UUID = "0b1e6d8e-3a52-4f0e-9a35-6f1f6c2d9a10"
BOARDS = [
    ("https://boards.greenhouse.io/saltandsluice", "greenhouse", {"account": "saltandsluice"}),
    ("https://boards.greenhouse.io/saltandsluice/jobs/8812031?gh_src=x", "greenhouse", {"account": "saltandsluice", "id": "8812031"}),
    ("https://job-boards.eu.greenhouse.io/saltandsluice/jobs/8812031", "greenhouse", {"account": "saltandsluice", "id": "8812031"}),
    ("https://boards.greenhouse.io/embed/job_board?for=saltandsluice", "greenhouse", {"account": "saltandsluice"}),
    ("https://boards.greenhouse.io/embed/job_app?for=saltandsluice&token=88", "greenhouse", {"account": "saltandsluice", "id": "88"}),
    ("https://saltandsluice.example/careers?team=2&gh_jid=8812031", "greenhouse", {"id": "8812031"}),
    ("https://jobs.lever.co/kielketting", "lever", {"account": "kielketting"}),
    (f"https://jobs.lever.co/kielketting/{UUID}/apply", "lever", {"account": "kielketting", "id": UUID}),
    (f"https://jobs.eu.lever.co/kielketting/{UUID}", "lever", {"account": "kielketting", "id": UUID, "region": ".eu"}),
    ("https://jobs.ashbyhq.com/Rail%20Row", "ashby", {"account": "Rail%20Row"}),
    (f"https://jobs.ashbyhq.com/larkspur/{UUID}/application", "ashby", {"account": "larkspur", "id": UUID}),
    ("https://apply.workable.com/pinecrest-dental/", "workable", {"account": "pinecrest-dental"}),
    ("https://apply.workable.com/pinecrest-dental/j/9A1B2C3D4E/apply", "workable", {"account": "pinecrest-dental", "id": "9A1B2C3D4E"}),
    ("https://apply.workable.com/j/9A1B2C3D4E", "workable", {"id": "9A1B2C3D4E"}),
    ("https://pinecrest-dental.workable.com/", "workable", {"account": "pinecrest-dental"}),
    ("https://careers.smartrecruiters.com/Morgenkorn", "smartrecruiters", {"account": "Morgenkorn"}),
    (
        "https://jobs.smartrecruiters.com/Morgenkorn/744000011112222-x",
        "smartrecruiters",
        {"account": "Morgenkorn", "id": "744000011112222"},
    ),
    ("https://kasgroen.recruitee.com/o/weekendhulp-kas", "recruitee", {"account": "kasgroen"}),
    ("https://nordlicht-optik.jobs.personio.de/", "personio", {"account": "nordlicht-optik", "domain": "de"}),
    ("https://nordlicht-optik.jobs.personio.com/job/1901122", "personio", {"account": "nordlicht-optik", "domain": "com", "id": "1901122"}),
    ("https://fika-rosteri.teamtailor.com/jobs/5123456-barista", "teamtailor", {"account": "fika-rosteri"}),
    ("https://fika-rosteri.na.teamtailor.com/jobs", "teamtailor", {"account": "fika-rosteri.na"}),
    ("https://duskhotels.bamboohr.com/careers/41", "bamboohr", {"account": "duskhotels", "id": "41"}),
    ("https://duskhotels.bamboohr.com/jobs/view.php?id=41", "bamboohr", {"account": "duskhotels", "id": "41"}),
    (
        "https://tallgrass.wd5.myworkdayjobs.com/en-US/External/job/Reno-NV/Dock-Planner_R-004513-1?source=x",
        "workday",
        {"host": "tallgrass.wd5.myworkdayjobs.com", "tenant": "tallgrass", "careers_site": "External", "id": "R-004513-1"},
    ),
    (
        "https://tallgrass.wd103.myworkdayjobs.com/External",
        "workday",
        {"host": "tallgrass.wd103.myworkdayjobs.com", "tenant": "tallgrass", "careers_site": "External"},
    ),
    (
        "https://wd5.myworkdaysite.com/en-US/recruiting/tallgrass/External/job/Reno/Clerk_R-7",
        "workday",
        {"host": "wd5.myworkdaysite.com", "tenant": "tallgrass", "careers_site": "External", "id": "R-7"},
    ),
    ("https://ats.rippling.com/sunpatch/jobs", "rippling", {"account": "sunpatch"}),
    (f"https://ats.rippling.com/en-GB/sunpatch/jobs/{UUID}", "rippling", {"account": "sunpatch", "id": UUID}),
    ("https://saltmarsh.breezy.hr/p/a1b2c3d4e5f6-line-cook", "breezy", {"account": "saltmarsh", "id": "a1b2c3d4e5f6"}),
    ("https://saltpan.applytojob.com/apply", "jazzhr", {"account": "saltpan"}),
    ("https://saltpan.applytojob.com/apply/jobs", "jazzhr", {"account": "saltpan"}),
    ("https://saltpan.applytojob.com/apply/Qw3rTy8uIo/Night-Miller", "jazzhr", {"account": "saltpan", "id": "Qw3rTy8uIo"}),
    (
        "https://uscareers-juniperlodge.icims.com/jobs/4471/housekeeper/job?in_iframe=1",
        "icims",
        {"host": "uscareers-juniperlodge.icims.com", "id": "4471"},
    ),
    (
        "https://eabc.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1/requisitions",
        "oracle",
        {"host": "eabc.fa.us2.oraclecloud.com", "site_number": "CX_1"},
    ),
    (
        "https://eabc.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1/job/3000123/?utm_medium=x",
        "oracle",
        {"host": "eabc.fa.us2.oraclecloud.com", "site_number": "CX_1", "id": "3000123"},
    ),
]


@pytest.mark.parametrize(("url", "provider", "values"), BOARDS, ids=lambda value: value if isinstance(value, str) else "")
def test_an_address_tells_its_provider(url: str, provider: str, values: dict[str, str]) -> None:
    found = recognise(url)
    assert found
    assert (found.source.name, dict(found.values)) == (provider, values)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.greenhouse.io/",
        "https://boards.greenhouse.io/",
        "https://www.lever.co/jobs",
        "https://help.workable.com/hc/en-us",
        "https://www.workable.com/",
        "https://api.recruitee.com/c/1",
        "https://www.personio.com/jobs",
        "https://www.teamtailor.com/",
        "https://app.bamboohr.com/login",
        "https://www.rippling.com/careers",
        "https://developer.breezy.hr/docs",
        "https://www.icims.com/products",
        "https://cloud.oracle.com/",
        "https://example.org/jobs/greenhouse.io/saltandsluice",
    ],
)
def test_providers_own_pages_are_no_boards(url: str) -> None:
    assert recognise(url) is None
