"""The shapes of what makes a figure, for drawing: each as it counted, a thing that counts in several rows once."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from gis_core.consolidation.figures.ask import Question, may_see_money, now
from gis_core.consolidation.figures.catalogue import Figure
from gis_core.errors import NotAllowedError, WrongUseError
from gis_core.features.area import WGS84

MOST = 5_000
SHAPES = sql.SQL(
    """
    WITH things AS MATERIALIZED (
      SELECT e.layer, e.code, sum(e.amount) AS amount, (array_agg(e.geom))[1] AS geom
        FROM ({evidence}) e WHERE e.geom IS NOT NULL AND {scope} GROUP BY e.layer, e.code),
    drawn AS MATERIALIZED (
      SELECT t.layer, t.code, st_transform(t.geom, {srid}) AS geom
        FROM things t ORDER BY t.amount DESC, t.layer, t.code LIMIT %(most)s)
    SELECT json_build_object(
             'type', 'FeatureCollection',
             'all', (SELECT count(*) FROM things),
             'bbox', (SELECT CASE WHEN count(*) > 0 THEN json_build_array(
                               min(st_xmin(d.geom)), min(st_ymin(d.geom)), max(st_xmax(d.geom)), max(st_ymax(d.geom)))
                             END FROM drawn d),
             'features', coalesce((
               SELECT json_agg(json_build_object(
                        'type', 'Feature', 'geometry', st_asgeojson(d.geom, 6, 0)::json,
                        'properties', json_build_object('layer', d.layer, 'code', d.code)))
                 FROM drawn d), '[]'::json))::text
    """
)


def shapes(connection: psycopg.Connection[Any], figure: Figure, question: Question, *, most: int = MOST) -> str:
    """
    Return what makes a figure as GeoJSON text (a FeatureCollection in degrees, `bbox` null without features).

    Each feature has `layer` and `code`; `all` says how many there are, of which the `most` greatest are drawn.

    Raises
    ------
    WrongUseError
        If the figure has no such parameter, or the place was never on record.
    NotAllowedError
        If it is money, and the role may not see it.
    """
    if figure.money and not may_see_money(connection):
        raise NotAllowedError(f"{figure.name}: amounts of money are shown to officers, leads and administrators only")
    strange = question.parameters.keys() - figure.parameters.keys()
    if strange:
        raise WrongUseError(f"{min(strange)}: figure {figure.name} has no such parameter")
    values = {"first": question.period.first, **figure.constants, **figure.parameters, **question.parameters}
    return draw(connection, sql.SQL(figure.sql), question, values, most=most)


def draw(
    connection: psycopg.Connection[Any],
    evidence: sql.Composable,
    question: Question,
    values: dict[str, Any],
    *,
    most: int = MOST,
) -> str:
    """
    Return the rows of a statement (`layer`, `code`, `project`, `amount`, `geom`) as `shapes` does.

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    question.scope.check(connection)
    statement = SHAPES.format(evidence=evidence, scope=question.scope.condition(), srid=sql.Literal(WGS84))
    asked = {
        "last": question.period.last,
        "known": question.known or now(connection),
        **question.scope.named(),
        "most": most,
    }
    row = connection.execute(statement, {**values, **asked}).fetchone()
    assert row is not None  # noqa: S101  (a SELECT without FROM)
    return str(row[0])
