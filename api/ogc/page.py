"""
A document of the open services as a page for a person, with nothing from any other host.

One page shows every document: what it says of itself, its links, and what it lists (collections, features) as a table.
tipg's own pages load their scripts and styles from elsewhere, so they can't be used on an intranet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.security.door import nonce

PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
LISTED = ("collections", "conformsTo", "tilesets", "tileMatrixSets", "features", "properties")
LONGEST_CELL = 200


def page_of(request: Request, told: Mapping[str, Any], *, title: str, headers: Mapping[str, str]) -> HTMLResponse:
    """Return a document as a page."""
    plain = {name: value for name, value in told.items() if name not in (*LISTED, "links", "geometry", "title", "type")}
    listed = "".join(f"<h2>{escape(name)}</h2>{_list(told[name])}" for name in LISTED if name in told)
    links = told.get("links", [])
    body = f"{_about(plain)}{listed}<h2>链接 · Links</h2>{_links(links)}"
    return written(request, title, body, headers=headers)


def written(
    request: Request, title: str, body: str, *, headers: Mapping[str, str] | None = None, crumbs: str | None = None
) -> HTMLResponse:
    """Return a page; `body` and `crumbs` are HTML already."""
    if crumbs is None:
        steps = request.url.path.strip("/").split("/")
        crumbs = " › ".join(
            f'<a href="{escape("/" + "/".join(steps[: n + 1]))}">{escape(step)}</a>' for n, step in enumerate(steps)
        )
    text = PAGE.substitute(title=escape(title), nonce=nonce(request), crumbs=crumbs, body=body)
    return HTMLResponse(text, headers=dict(headers or {}))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; its cells are HTML already, and a column without a head has none to be read out."""
    top = "".join(f"<th>{cell}</th>" if cell else "<td></td>" for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>'


def _about(plain: Mapping[str, Any]) -> str:
    rows = [[escape(name), _value(value)] for name, value in plain.items()]
    return f'<div class="wide"><table>{"".join(f"<tr><th>{a}</th><td>{b}</td></tr>" for a, b in rows)}</table></div>'


def _list(items: Any) -> str:
    if isinstance(items, Mapping):
        return table(["", ""], [[escape(str(name)), _value(value)] for name, value in items.items()])
    if not items or not isinstance(items[0], Mapping):
        return "<ul>" + "".join(f"<li>{_value(item)}</li>" for item in items) + "</ul>"
    if items[0].get("type") == "Feature":
        names = list(items[0].get("properties", {}))
        rows = [[_link(item), *(_value(item["properties"].get(name)) for name in names)] for item in items]
        return table(["", *map(escape, names)], rows)
    return table(
        ["", ""],
        [[f"<code>{escape(str(item.get('id', item.get('title', ''))))}</code>", _link(item)] for item in items],
    )


def _link(item: Mapping[str, Any]) -> str:
    own = next((link["href"] for link in item.get("links", []) if link["rel"] in ("self", "item")), None)
    said = escape(str(item.get("title") or item.get("id") or ""))
    return f'<a href="{escape(own)}">{said}</a>' if own else said


def _links(links: Sequence[Mapping[str, Any]]) -> str:
    return table(
        ["rel", "", ""],
        [
            [
                escape(link["rel"]),
                f'<a href="{escape(link["href"])}">{escape(link.get("title") or link["href"])}</a>',
                escape(link.get("type") or ""),
            ]
            for link in links
        ],
    )


def _value(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    if text.startswith(("http://", "https://")):
        return f'<a href="{escape(text)}">{escape(text)}</a>'
    return escape(text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…")
