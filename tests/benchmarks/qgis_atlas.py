"""
The peer of the benchmark of sheets: QGIS's atlas of the sheet of `parcel_sheet.py`, run by Debian's own Python.

Reads a JSON object on standard input (connection, frames, colours, hatches, folder) and prints one with seconds a
sheet and the greatest memory. It starts QGIS, lays the page out and draws one sheet before the clock runs.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsLayoutExporter,
    QgsLayoutFrame,
    QgsLayoutItemAttributeTable,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsLayoutItemPage,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLinePatternFillSymbolLayer,
    QgsPalLayerSettings,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor, QFont

FONT = "Noto Sans CJK SC"
MM = QgsUnitTypes.LayoutMillimeters
FONT_MM = QgsUnitTypes.RenderMillimeters


def table_layer(given, name, condition=""):
    uri = QgsDataSourceUri()
    where = given["connection"]
    uri.setConnection(where["host"], where["port"], where["dbname"], where["user"], where["password"])
    uri.setDataSource("public", name, "geom", condition, "id")
    uri.setSrid(str(given["srid"]))
    layer = QgsVectorLayer(uri.uri(False), name, "postgres")
    assert layer.isValid(), f"QGIS can't read {name}"
    return layer


def text_format(size, halo=0.0):
    form = QgsTextFormat()
    form.setFont(QFont(FONT))
    form.setSize(size)
    form.setSizeUnit(FONT_MM)
    if halo:
        buffer = QgsTextBufferSettings()
        buffer.setEnabled(True)
        buffer.setSize(halo)
        buffer.setSizeUnit(FONT_MM)
        form.setBuffer(buffer)
    return form


def styled(given):
    parcels = table_layer(given, "parcels")
    parcels.setRenderer(
        QgsCategorizedSymbolRenderer(
            "land_use",
            [
                QgsRendererCategory(
                    use, outlined(QgsFillSymbol.createSimple({"color": colour, "outline_width": "0.15"})), use
                )
                for use, colour in given["colours"].items()
            ],
        )
    )
    settings = QgsPalLayerSettings()
    settings.fieldName = "code"
    settings.placement = QgsPalLayerSettings.Horizontal
    settings.setFormat(text_format(1.9, 0.3))
    parcels.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    parcels.setLabelsEnabled(True)
    stages = ", ".join(f"'{stage}'" for stage in given["hatches"])
    consolidation = table_layer(given, "consolidation_parcels", f"stage IN ({stages})")
    categories = []
    for stage, (angle, colour) in given["hatches"].items():
        symbol = QgsFillSymbol.createSimple({})
        how = {"angle": str(angle), "distance": "2.2", "color": colour, "line_width": "0.13"}
        symbol.changeSymbolLayer(0, QgsLinePatternFillSymbolLayer.create(how))
        categories.append(QgsRendererCategory(stage, symbol, stage))
    consolidation.setRenderer(QgsCategorizedSymbolRenderer("stage", categories))
    return parcels, consolidation


def outlined(symbol):
    layer = symbol.symbolLayer(0)
    assert isinstance(layer, QgsSimpleFillSymbolLayer)
    layer.setStrokeColor(QColor("#333333"))
    return symbol


def frames_layer(given):
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:{given['srid']}&field=number:integer", "frames", "memory")
    features = []
    for number, frame in enumerate(given["frames"], start=1):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([number])
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(*frame)))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def label(layout, text, size, x, y, width):
    item = QgsLayoutItemLabel(layout)
    item.setText(text)
    item.setFont(QFont(FONT, round(size * 72 / 25.4)))
    item.attemptMove(QgsLayoutPoint(x, y, MM))
    item.attemptResize(QgsLayoutSize(width, size * 1.6, MM))
    layout.addLayoutItem(item)


def page(given, project, parcels, consolidation, frames):
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize("A3", QgsLayoutItemPage.Landscape)
    map_item = QgsLayoutItemMap(layout)
    map_item.attemptMove(QgsLayoutPoint(18, 15, MM))
    map_item.attemptResize(QgsLayoutSize(300, 250, MM))
    map_item.setLayers([consolidation, parcels])
    map_item.setFrameEnabled(True)
    map_item.setAtlasDriven(True)
    map_item.setAtlasScalingMode(QgsLayoutItemMap.Fixed)
    map_item.setExtent(QgsRectangle(*given["frames"][0]))
    map_item.setScale(2000)
    layout.addLayoutItem(map_item)
    grid = QgsLayoutItemMapGrid("grid", map_item)
    grid.setIntervalX(100)
    grid.setIntervalY(100)
    grid.setStyle(QgsLayoutItemMapGrid.Cross)
    grid.setCrossLength(2)
    grid.setAnnotationEnabled(True)
    grid.setAnnotationPrecision(0)
    map_item.grids().addGrid(grid)
    label(layout, "马田街道国土空间现状地块图　第[% number %]幅", 5.5, 100, 4, 200)
    label(layout, "2000国家大地坐标系　1985国家高程基准", 2.8, 18, 280, 110)
    label(layout, "比例尺 1:2000　单位：米", 2.8, 150, 286, 60)
    legend = QgsLayoutItemLegend(layout)
    legend.setTitle("图　例")
    legend.setLinkedMap(map_item)
    legend.attemptMove(QgsLayoutPoint(330, 15, MM))
    layout.addLayoutItem(legend)
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setLinkedMap(map_item)
    bar.setUnits(QgsUnitTypes.DistanceMeters)
    bar.setUnitsPerSegment(30)
    bar.setNumberOfSegments(4)
    bar.attemptMove(QgsLayoutPoint(138, 272, MM))
    layout.addLayoutItem(bar)
    table = QgsLayoutItemAttributeTable.create(layout)
    table.setVectorLayer(parcels)
    table.setDisplayedFields(["code", "land_use", "area_m2"])
    table.setMap(map_item)
    table.setDisplayOnlyVisibleFeatures(True)
    table.setMaximumNumberOfFeatures(28)
    layout.addMultiFrame(table)
    frame = QgsLayoutFrame(layout, table)
    frame.attemptMove(QgsLayoutPoint(330, 120, MM))
    frame.attemptResize(QgsLayoutSize(85, 150, MM))
    table.addFrame(frame)
    atlas = layout.atlas()
    atlas.setCoverageLayer(frames)
    atlas.setEnabled(True)
    return layout


def main():
    given = json.load(sys.stdin)
    application = QgsApplication([], True)  # a page needs fonts, and they a (headless) screen
    application.initQgis()
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem(f"EPSG:{given['srid']}"))
    parcels, consolidation = styled(given)
    frames = frames_layer(given)
    project.addMapLayers([parcels, consolidation, frames])
    layout = page(given, project, parcels, consolidation, frames)
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.writeGeoPdf = given["geo"]
    settings.exportMetadata = True
    atlas = layout.atlas()
    exporter = QgsLayoutExporter(layout)
    assert atlas.beginRender()
    atlas.seekTo(0)
    exporter.exportToPdf(str(Path(given["folder"]) / "warm.pdf"), settings)
    seconds = []
    for number in range(len(given["frames"])):
        begun = time.perf_counter()
        atlas.seekTo(number)
        done = exporter.exportToPdf(str(Path(given["folder"]) / f"qgis_{number:03d}.pdf"), settings)
        seconds.append(time.perf_counter() - begun)
        assert done == QgsLayoutExporter.Success, done
    atlas.endRender()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "memory_mib": memory}))
    sys.stdout.flush()
    sys.stdout.close()
    os._exit(0)  # QGIS's destructors take seconds and may fall over each other


main()
