"""The document that the front end's client is generated from is the server's own."""

from __future__ import annotations

import json
from pathlib import Path

from api.app import create_app
from api.openapi import document
from gis_core.instance import Instance
from gis_core.settings import Settings

COMMITTED = Path(__file__).parents[2] / "api" / "web" / "openapi.json"


def test_committed_document_is_the_servers(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, _env_file=None), Instance(tmp_path))  # type: ignore[call-arg]
    own = json.loads(json.dumps(document(app)))
    assert own["paths"]
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == own, (
        "the API changed: ./matian python -m api.openapi > api/web/openapi.json, then npm run client in api/web"
    )
