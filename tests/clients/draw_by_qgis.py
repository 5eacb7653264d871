"""
Runs in Debian's QGIS, not in our environment: opens a project, says what became of its layers, and draws pictures.

Arguments: project, bounds in the project's CRS, token or nothing, then for each picture its file and the ids of layers.
"""

import json
import os
import sys

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsNetworkAccessManager,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

project_file, bounds, token = sys.argv[1:4]
application = QgsApplication([], False)
application.initQgis()


def with_token(request):
    """Send the token with every request, as a person's QGIS does with what he typed in."""
    if token:
        request.setRawHeader(b"Authorization", b"Bearer " + token.encode())


QgsNetworkAccessManager.setRequestPreprocessor(with_token)
project = QgsProject.instance()
read = project.read(project_file)
layers = {layer.id(): layer for layer in project.mapLayers().values()}
told = {
    "read": read,
    "title": project.title(),
    "crs": project.crs().authid(),
    "groups": [group.name() for group in project.layerTreeRoot().findGroups()],
    "layers": {},
}
for key, layer in layers.items():
    one = {"name": layer.name(), "valid": layer.isValid(), "provider": layer.providerType()}
    if hasattr(layer, "featureCount") and layer.isValid():
        one["count"] = layer.featureCount()
        one["aliases"] = {field.name(): field.alias() for field in layer.fields() if field.alias()}
        one["renderer"] = layer.renderer().type()
        one["categories"] = len(layer.renderer().categories()) if one["renderer"] == "categorizedSymbol" else 0
    told["layers"][key] = one
told["errors"] = []
for picture, shown in zip(sys.argv[4::2], sys.argv[5::2], strict=True):
    wanted = [key for key in shown.split(",") if key] or [
        node.layerId() for node in project.layerTreeRoot().findLayers() if node.itemVisibilityChecked()
    ]
    settings = QgsMapSettings()
    settings.setLayers([layer for layer in project.layerTreeRoot().layerOrder() if layer.id() in wanted])
    settings.setDestinationCrs(project.crs())
    settings.setTransformContext(project.transformContext())
    settings.setBackgroundColor(QColor("#ffffff"))
    settings.setOutputSize(QSize(800, 600))
    settings.setExtent(QgsRectangle(*map(float, bounds.split(","))))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    told["errors"] += [f"{error.layerID}: {error.message}" for error in job.errors()]
    job.renderedImage().save(picture)
print(json.dumps(told, ensure_ascii=False), flush=True)
# QGIS's threads may still ask for the preprocessor while Python takes itself down, and crash: leave without that.
os._exit(0)
