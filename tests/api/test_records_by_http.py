"""What is recorded besides events: tenants, payments, promised days, documents withdrawn; bodies of every size."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import openpyxl
import pytest

from api.roles import Role
from api.security.door import LARGEST_BODY
from gis_core import db
from gis_core.instance import Instance
from tests.api.consolidating import HOLDER, fill_project
from tests.api.serving import Running, serving

API = "/api/consolidation"
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
TENANT = "00000000-0000-4000-8000-000000000002"
WHY = {"purpose": "核对"}


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Iterator[Running]:
    instance = fresh_instance("records_by_http")
    fill_project(instance)
    with db.connect(instance, role="owner") as connection:
        connection.execute(
            "INSERT INTO tenants (id, parcel, kind, floor_m2, agreed_on) VALUES (%s, 'Z1', 'shop', 40, '2024-03-01')",
            [TENANT],
        )
        connection.execute(
            "INSERT INTO personal.people (party, name, phone, purpose, keep_until)"
            " VALUES (%s, '陈小店', '27600001', '清租', '2035-01-01')",
            [TENANT],
        )
    with serving(instance) as running:
        yield running


@pytest.fixture
def officer(office: Running) -> Iterator[httpx.Client]:
    with office.client(Role.OFFICER) as client:
        yield client


@pytest.fixture
def lead(office: Running) -> Iterator[httpx.Client]:
    with office.client(Role.LEAD) as client:
        yield client


def refused(answer: httpx.Response) -> tuple[int, str | None]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json().get("field")


def logged(office: Running, name: str, key: str) -> list[tuple[Any, ...]]:
    with db.connect(office.instance, role="owner") as connection:
        return connection.execute(
            "SELECT before, after, changed_by FROM record_changes WHERE list = %s AND key = %s ORDER BY id", [name, key]
        ).fetchall()


def test_a_tenants_way_out_bears_the_name_of_the_login_and_keeps_what_stood_before(
    office: Running, officer: httpx.Client
) -> None:
    path = f"{API}/tenants/{TENANT}"
    told = officer.patch(path, json={"vacated_on": "2024-06-01", "moves_to": "合水口"}).json()
    assert (told["agreed_on"], told["vacated_on"], told["recorded_by"]) == ("2024-03-01", "2024-06-01", "test-officer")
    ((before, after, who),) = logged(office, "tenants", TENANT)
    assert (before["vacated_on"], after["vacated_on"], who) == (None, "2024-06-01", "test-officer")
    assert refused(officer.patch(path, json={})) == (400, None)
    assert refused(officer.patch(path, json={"vacated_on": "2024-02-01"})) == (422, "vacated_on")
    assert refused(officer.patch(path, json={"paid_on": "2199-01-01"})) == (422, "paid_on")
    assert refused(officer.patch(f"{API}/tenants/{uuid.uuid4()}", json={"paid_on": "2024-05-01"})) == (404, "tenant")
    with office.client(Role.PLANNER) as planner:
        assert refused(planner.patch(path, json={"paid_on": "2024-05-01"}))[0] == 403
    assert len(logged(office, "tenants", TENANT)) == 1


def test_a_payment_is_due_made_corrected_with_a_reason_and_taken_back_by_the_lead(
    office: Running, officer: httpx.Client, lead: httpx.Client
) -> None:
    due = {"party": HOLDER, "amount_yuan": "1200000.50", "due_on": "2024-05-01"}
    number = officer.post(f"{API}/payments", json=due).json()["id"]
    path = f"{API}/payments/{number}"
    assert officer.patch(path, json={"paid_on": "2024-05-03"}).status_code == 204
    assert refused(officer.patch(path, json={"amount_yuan": "1300000"})) == (422, "reason")
    assert officer.patch(path, json={"amount_yuan": "1300000", "reason": "评估更正"}).status_code == 204
    with office.client(Role.VIEWER) as viewer:
        (hidden,) = viewer.get(f"{API}/projects/X1/payments", params=WHY).json()["payments"]
        funds = viewer.get(f"{API}/figures/funds_paid", params={"year": "2024"}).json()
    assert (hidden["amount_yuan"], hidden["person"], funds["value"]) == (None, "麦**", None)
    (shown,) = officer.get(f"{API}/projects/X1/payments", params=WHY).json()["payments"]
    assert (shown["amount_yuan"], shown["paid_on"], shown["recorded_by"]) == (1_300_000.0, "2024-05-03", "test-officer")
    figure = f"{API}/figures/funds_paid"
    assert officer.get(figure, params={"year": "2024"}).json()["value"] == 1_300_000.0
    assert refused(officer.post(f"{path}/taken-back", json={"reason": "重复"}))[0] == 403
    assert lead.post(f"{path}/taken-back", json={"reason": "重复"}).status_code == 204
    assert officer.get(f"{API}/projects/X1/payments", params=WHY).json()["payments"] == []
    with db.connect(office.instance, role="owner") as connection:
        kept = connection.execute(
            "SELECT changed_by, reason, after IS NULL FROM personal.payment_changes WHERE payment = %s ORDER BY id",
            [number],
        ).fetchall()
    assert kept == [
        ("test-officer", None, False), ("test-officer", "评估更正", False), ("test-lead", "重复", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"party": str(uuid.uuid4())}, (404, "party")),
        ({"amount_yuan": "0"}, (400, "amount_yuan")),
        ({"amount_yuan": "NaN"}, (400, "amount_yuan")),
        ({"amount_yuan": 1e300}, (400, "amount_yuan")),
        ({"amount_yuan": "0.001"}, (400, "amount_yuan")),
        ({"paid_on": "2199-01-01"}, (422, "paid_on")),
        ({"due_on": "0001-01-01"}, (400, "due_on")),
        ({"recorded_by": "me"}, (400, "recorded_by")),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    officer: httpx.Client, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    whole = {"party": HOLDER, "amount_yuan": "5", "due_on": "2024-05-01"} | body
    assert refused(officer.post(f"{API}/payments", json=whole)) == expected


def test_a_payment_that_is_not_there_is_told(officer: httpx.Client, lead: httpx.Client) -> None:
    assert refused(officer.patch(f"{API}/payments/999", json={"paid_on": "2024-01-01"})) == (404, "number")
    assert refused(lead.post(f"{API}/payments/999/taken-back", json={"reason": "x"})) == (404, "number")
    assert refused(officer.patch(f"{API}/payments/{2**63}", json={"paid_on": "2024-01-01"})) == (400, "number")


def test_parties_are_listed_with_the_ids_that_recording_asks_for_and_masked_by_role(
    office: Running, officer: httpx.Client
) -> None:
    rows = officer.get(f"{API}/projects/X1/parties", params=WHY).json()["parties"]
    assert [(row["id"], row["tenant"], row["name"], row["phone"]) for row in rows] == [
        (HOLDER, False, "麦志明", "10000001234"), (TENANT, True, "陈小店", "27600001"),
    ]  # fmt: skip
    with office.client(Role.VIEWER) as viewer:
        rows = viewer.get(f"{API}/projects/X1/parties", params=WHY).json()["parties"]
        assert [(row["name"], row["phone"]) for row in rows] == [("麦**", "100****1234"), ("陈**", "****01")]
        assert refused(viewer.get(f"{API}/projects/X1/parties")) == (400, "purpose")
        assert refused(viewer.get(f"{API}/projects/X1/parties", params={"purpose": " "})) == (422, "purpose")
        assert refused(viewer.get(f"{API}/projects/X9/parties", params=WHY)) == (404, "code")


def test_a_promised_day_is_given_once_and_adjusted_with_a_reason(
    office: Running, lead: httpx.Client, officer: httpx.Client
) -> None:
    path = f"{API}/projects/X1/promises"
    first = {"milestone": "initiated", "original_on": "2024-02-01"}
    assert refused(lead.post(path, json={"milestone": "initiated", "adjusted_on": "2024-03-01", "reason": "x"})) == (
        422, "original_on",
    )  # fmt: skip
    assert refused(officer.post(path, json=first))[0] == 403
    assert lead.post(path, json=first).json()["recorded_by"] == "test-lead"
    assert refused(lead.post(path, json=first | {"original_on": "2024-02-02"})) == (422, "original_on")
    assert refused(lead.post(path, json={"milestone": "initiated", "adjusted_on": "2024-03-01"})) == (422, "reason")
    told = lead.post(path, json={"milestone": "initiated", "adjusted_on": "2024-03-01", "reason": "资金未到位"})
    assert (told.status_code, told.json()["original_on"], told.json()["adjusted_on"]) == (
        201, "2024-02-01", "2024-03-01",
    )  # fmt: skip
    assert refused(lead.post(path, json=first | {"milestone": "consented"})) == (404, "milestone")
    assert refused(lead.post(path.replace("X1", "X9"), json=first)) == (404, "code")
    assert len(logged(office, "project_milestone_dates", "X1/initiated")) == 2
    shown = officer.get(f"{API}/projects/X1").json()["milestones"]
    assert next(row["adjusted_on"] for row in shown if row["milestone"] == "initiated") == "2024-03-01"


def test_a_lead_withdraws_a_document_and_the_record_of_it_stays(
    office: Running, officer: httpx.Client, lead: httpx.Client
) -> None:
    upload = f"{API}/projects/X1/documents"
    one, same = (officer.post(upload, params={"name": f"{n}.pdf"}, content=PDF).json() for n in (1, 2))
    path = f"{API}/documents/{one['id']}"
    file = office.instance.files / "documents" / one["sha256"][:2] / one["sha256"]
    assert refused(officer.post(f"{path}/withdrawal", json={"reason": "x"}))[0] == 403
    assert refused(lead.post(f"{path}/withdrawal", json={"reason": " "})) == (400, "reason")
    assert lead.post(f"{path}/withdrawal", json={"reason": "传错文件"}).status_code == 204
    assert refused(lead.post(f"{path}/withdrawal", json={"reason": "again"})) == (422, "number")
    assert refused(officer.get(path)) == (404, "number")
    assert file.exists()  # the other document has the same content
    assert lead.post(f"{API}/documents/{same['id']}/withdrawal", json={"reason": "传错文件"}).status_code == 204
    assert not file.exists()
    listed = {row["id"]: row for row in officer.get(upload).json()["documents"]}
    assert (listed[one["id"]]["withdrawn_by"], listed[one["id"]]["withdrawn_for"]) == ("test-lead", "传错文件")
    assert officer.get(f"{API}/projects/X1").json()["documents"] == []
    assert officer.post(upload, params={"name": "3.pdf"}, content=PDF).status_code == 201
    assert file.exists()


def test_a_restricted_document_is_not_there_for_who_sees_no_personal_data(
    office: Running, officer: httpx.Client
) -> None:
    upload = f"{API}/projects/X1/documents"
    kept = officer.post(upload, params={"name": "补偿协议.pdf", "restricted": "true"}, content=PDF).json()
    with office.client(Role.PLANNER) as planner:
        assert refused(planner.get(f"{API}/documents/{kept['id']}")) == (404, "number")
        for path in (upload, f"{API}/projects/X1"):
            assert kept["id"] not in {row["id"] for row in planner.get(path).json()["documents"]}
    assert officer.get(f"{API}/documents/{kept['id']}").content == PDF


@pytest.mark.parametrize("said", [True, False])
@pytest.mark.parametrize("role", [Role.OFFICER, None])
def test_a_body_that_is_too_long_is_413_before_it_is_parsed(office: Running, *, said: bool, role: Role | None) -> None:
    body = b'{"note": "' + b"x" * LARGEST_BODY + b'"}'
    pieces = (body[at : at + 65536] for at in range(0, len(body), 65536))
    headers = {"Content-Type": "application/json"}
    with office.client(role) as client:
        answer = client.post(f"{API}/projects/X1/notes", content=body if said else pieces, headers=headers)
    assert refused(answer) == (413, "body")


def test_what_is_no_json_is_400_however_deep(officer: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"[" * 500_000, b"{", b"\xff\xfe", b'{"note": NaN}', b'"\\ud800"', json.dumps("x").encode()):
        answer = officer.post(f"{API}/projects/X1/notes", content=body, headers=headers)
        assert answer.status_code == 400, (body[:20], answer.text)


@pytest.mark.parametrize("name", ['=HYPERLINK("http://elsewhere","x")', "+1+cmd", "-1+cmd", "@SUM(A1)", "{=1+1}"])
def test_a_name_is_never_a_formula_in_a_sheet(office: Running, officer: httpx.Client, name: str) -> None:
    with db.connect(office.instance, role="owner") as connection:
        connection.execute("UPDATE consolidation_projects SET name = %s WHERE code = 'X1'", [name])
    kinds = {}
    for path in ("ledger.xlsx?kind=project&year=2024&project=X1", "compliance.xlsx?project=X1",
                 "events/template.xlsx?project=X1"):  # fmt: skip
        given = officer.get(f"{API}/{path}")
        assert given.status_code == 200, given.text
        book = openpyxl.load_workbook(io.BytesIO(given.content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if name in str(cell.value)]
        kinds[path] = {cell.data_type for cell in cells}
    assert set().union(*kinds.values()) == {"s"}, kinds
