"""Documents of a project: kept outside the web root, known by their content, given back as attachments."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator

import httpx
import pytest

from api.roles import Role
from gis_core.consolidation.records import documents
from gis_core.instance import Instance
from tests.api.consolidating import fill_project
from tests.api.serving import Running, serving

UPLOAD = "/api/consolidation/projects/X1/documents"
DOCUMENTS = "/api/consolidation/documents"
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)


def office_file(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return out.getvalue()


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Iterator[Running]:
    instance = fresh_instance("documents")
    fill_project(instance)
    with serving(instance) as running:
        yield running


@pytest.fixture
def officer(office: Running) -> Iterator[httpx.Client]:
    with office.client(Role.OFFICER) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "content", "media_type", "given_as"),
    [
        ("实施方案.pdf", PDF, "application/pdf", "实施方案.pdf"),
        ("photo.PNG", PNG, "image/png", "photo.PNG"),
        ("现场.jpeg", JPEG, "image/jpeg", "现场.jpeg"),
        ("协议.docx", office_file("word/document.xml"), f"{documents.OOXML}.wordprocessingml.document", "协议.docx"),
        ("台账.xlsx", office_file("xl/workbook.xml"), f"{documents.OOXML}.spreadsheetml.sheet", "台账.xlsx"),
        ("page.html", PDF, "application/pdf", "page.html.pdf"),
        ("../../../etc/passwd", PDF, "application/pdf", "passwd.pdf"),
        ("C:\\x\\a\r\nSet-Cookie: b.pdf", PDF, "application/pdf", "aSet-Cookie: b.pdf"),
    ],
)
def test_a_document_is_known_by_its_content_and_given_back_whole(
    office: Running, officer: httpx.Client, *, name: str, content: bytes, media_type: str, given_as: str
) -> None:
    kept = officer.post(UPLOAD, params={"name": name}, content=content)
    assert kept.status_code == 201, kept.text
    told = kept.json()
    assert (told["media_type"], told["size_bytes"], told["added_by"]) == (media_type, len(content), "test-officer")
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    with office.client(Role.VIEWER) as viewer:
        given = viewer.get(f"{DOCUMENTS}/{told['id']}")
    assert (given.status_code, given.content) == (200, content)
    assert given.headers["content-type"] == media_type
    assert given.headers["x-content-type-options"] == "nosniff"
    disposition = given.headers["content-disposition"]
    assert disposition.startswith("attachment")
    from urllib.parse import quote

    assert given_as in disposition or quote(given_as, safe="") in disposition
    listed = officer.get("/api/consolidation/projects/X1").json()["documents"]
    assert told["id"] in {document["id"] for document in listed}
    files = [path for path in office.instance.files.rglob("*") if path.is_file()]
    assert {path.name for path in files if path.name == told["sha256"]} == {told["sha256"]}


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b" %PDF-1.7",
        b"PK\x03\x04broken",
        office_file("any.txt"),
        office_file("word/document.xml", "word/vbaProject.bin"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_none_of_the_types_is_refused(officer: httpx.Client, content: bytes) -> None:
    answer = officer.post(UPLOAD, params={"name": "a.pdf"}, content=content)
    assert (answer.status_code, answer.json()["field"]) == (422, "file")


def test_a_body_that_comes_before_the_caller_is_known_is_not_lost(office: Running) -> None:
    token = office.token(Role.LEAD)
    for _ in range(5):
        office.app.state.memory.forget(token)
        with office.client(Role.LEAD) as lead:
            assert lead.post(UPLOAD, params={"name": "a.pdf"}, content=PDF, timeout=20).status_code == 201


def test_size_name_project_and_role_are_looked_at(
    office: Running, officer: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(answer: httpx.Response) -> tuple[int, str | None]:
        return answer.status_code, answer.json().get("field")

    monkeypatch.setattr("api.routes.consolidation_documents.LARGEST_BYTES", 1000)
    assert refused(officer.post(UPLOAD, params={"name": "a.pdf"}, content=PDF + bytes(2000))) == (413, "body")
    assert refused(officer.post(UPLOAD, params={"name": "a.pdf"}, content=b"")) == (400, "body")
    assert refused(officer.post(UPLOAD, content=PDF)) == (400, "name")
    assert refused(officer.post(UPLOAD, params={"name": " . "}, content=PDF)) == (422, "name")
    assert refused(officer.post(UPLOAD.replace("X1", "X9"), params={"name": "a.pdf"}, content=PDF)) == (404, "code")
    assert refused(officer.get(f"{DOCUMENTS}/00000000-0000-4000-8000-000000000009")) == (404, "number")
    assert refused(officer.get(f"{DOCUMENTS}/nonesuch")) == (400, "number")
    with office.client(Role.VIEWER) as viewer:
        assert refused(viewer.post(UPLOAD, params={"name": "a.pdf"}, content=PDF))[0] == 403
    with office.client() as nobody:
        assert refused(nobody.get(f"{DOCUMENTS}/00000000-0000-4000-8000-000000000009"))[0] == 401
