"""
The OpenAPI document, made from the code; a client is generated from it.

`python -m api.openapi` prints it without an instance or a database.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.errors import ProblemDocument
from api.routes.consolidation_evidence import DrawnEvidence
from api.routes.features import FeatureCollection, FeatureWithHistory
from api.routes.siting_circle import CircleAnswer, WalkReachAnswer

BY_REFERENCE = (ProblemDocument, FeatureCollection, FeatureWithHistory, DrawnEvidence, CircleAnswer, WalkReachAnswer)
TOKEN = {"type": "http", "scheme": "bearer", "description": "A token of ./matian token create"}


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of `app`, with the shapes that PostgreSQL writes by itself."""
    told = get_openapi(title=app.title, version=app.version, routes=app.routes)
    _, extra = models_json_schema(
        [(model, "serialization") for model in BY_REFERENCE], ref_template="#/components/schemas/{model}"
    )
    components = told.setdefault("components", {})
    components["schemas"] = dict(sorted({**components.get("schemas", {}), **extra["$defs"]}.items()))
    description = "The cookie of /login; its true name ends in what tells the instance"
    session = {"type": "apiKey", "in": "cookie", "name": "matian_session", "description": description}
    components["securitySchemes"] = {"token": TOKEN, "session": session}
    told["security"] = [{"token": []}, {"session": []}]
    return told


def main() -> None:
    """Print the document."""
    from api.app import create_app  # noqa: PLC0415  (it imports the routes, which import this module)
    from gis_core.instance import Instance  # noqa: PLC0415
    from gis_core.settings import Settings  # noqa: PLC0415

    app = create_app(Settings(), Instance(Path("/nonexistent")))
    sys.stdout.buffer.write(orjson.dumps(document(app), option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
