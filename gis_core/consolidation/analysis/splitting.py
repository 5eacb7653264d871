"""
Parcels that split a target block: without them, land that is meant to become one block falls apart.

The target is all industrial land together with the parcels still missing from it. An articulation point of its graph
(Hopcroft and Tarjan, 1973) is a parcel whose absence divides it; whether its holders refuse is what the team must know.
"""

from __future__ import annotations

from collections.abc import Collection

import networkx as nx
import numpy as np
import pandas as pd

from gis_core.consolidation.analysis.blocks import BlockGraph, Indices, blocks_of


def splitting_parcels(graph: BlockGraph, refusing: Collection[str] = ()) -> pd.DataFrame:
    """
    Return the missing parcels that split a target block, those that cost most first.

    Parameters
    ----------
    graph
        Pieces of land and missing parcels.
    refusing
        Codes of the parcels whose holders refused last.

    Returns
    -------
    parcels
        `code`, `project`, `refusing`, `target_m2` (area of the block with everything completed), `parts_m2` (areas of
        the parts without this parcel, largest first), `parts` (how many), `lost_m2` (what would then lie in no block,
        its own area included).
    """
    everything = np.arange(len(graph.pieces))
    labels = graph.labels(everything)
    sizes = np.bincount(labels, graph.areas, minlength=labels.max(initial=-1) + 1)
    picture: nx.Graph[object] = nx.Graph()
    picture.add_edges_from(graph.edges.tolist())
    missing = set(graph.missing.tolist())
    refused = set(refusing)
    rows = []
    for node in sorted(missing.intersection(nx.articulation_points(picture))):
        target = float(sizes[labels[node]])
        if target < graph.smallest_m2:
            continue
        parts = parts_without(graph, np.flatnonzero(labels == labels[node]), np.array([node]))
        rows.append(
            {
                "code": graph.pieces["code"].iloc[node],
                "project": graph.pieces["project"].iloc[node],
                "refusing": graph.pieces["code"].iloc[node] in refused,
                "target_m2": target,
                "parts_m2": parts,
                "parts": len(parts),
                "lost_m2": target - blocks_of(np.array(parts), graph.smallest_m2).area_m2,
            }
        )
    columns = ["code", "project", "refusing", "target_m2", "parts_m2", "parts", "lost_m2"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["refusing", "lost_m2", "code"], ascending=[False, False, True], ignore_index=True)


def parts_without(graph: BlockGraph, members: Indices, absent: Indices) -> list[float]:
    """Return the areas (m²) into which some pieces fall when a few of them are absent, largest first."""
    left = np.setdiff1d(members, absent)
    sizes = np.bincount(graph.labels(left), graph.areas[left]) if len(left) else np.empty(0)
    return sorted(sizes.tolist(), reverse=True)
