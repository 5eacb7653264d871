"""Refusals in the words of WMS and WMTS: an XML document with a code, and an honest HTTP status."""

from __future__ import annotations

from html import escape

from fastapi.responses import Response

WMS_TYPES = {"1.1.1": "application/vnd.ogc.se_xml", "1.3.0": "text/xml"}
OWS_CODES = (
    "OperationNotSupported",
    "MissingParameterValue",
    "InvalidParameterValue",
    "VersionNegotiationFailed",
    "TileOutOfRange",
    "NoApplicableCode",
)
"""Of OWS Common 1.1 (table 25) and WMTS 1.0.0 (table 24); what WMS calls otherwise is a wrong value there."""
WMS_ROOTS = {"1.1.1": 'version="1.1.1"', "1.3.0": 'version="1.3.0" xmlns="http://www.opengis.net/ogc"'}


class WmsRefusal(Exception):  # noqa: N818  (an answer, not a failure)
    """
    A request that can't be answered.

    Parameters
    ----------
    sentence
        What was found and what to do.
    code
        The standard's word for it, or `None`.
    status
        HTTP status.
    """

    def __init__(self, sentence: str, code: str | None = None, *, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.status = status


def wms_answer(refusal: WmsRefusal, version: str) -> Response:
    """Return a refusal as a ServiceExceptionReport."""
    code = f' code="{escape(refusal.code)}"' if refusal.code else ""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ServiceExceptionReport {WMS_ROOTS[version]}>'
        f"<ServiceException{code}>{escape(refusal.sentence)}</ServiceException></ServiceExceptionReport>\n"
    )
    return Response(body, refusal.status, media_type=WMS_TYPES[version], headers=_headers(refusal))


def wmts_answer(refusal: WmsRefusal) -> Response:
    """
    Return a refusal as an OWS ExceptionReport.

    Its locator is the parameter or the operation that the sentence begins with; versions that don't meet have none.
    """
    code = refusal.code if refusal.code in OWS_CODES else "InvalidParameterValue"
    if refusal.status == 503:
        code = "NoApplicableCode"
    name, _, _ = refusal.sentence.partition(":")
    named = name.isascii() and name.isalpha() and (name.isupper() or code == "OperationNotSupported")
    locator = f' locator="{name}"' if named and code != "VersionNegotiationFailed" else ""
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ExceptionReport xmlns="http://www.opengis.net/ows/1.1" version="1.1.0">'
        f'<Exception exceptionCode="{code}"{locator}>'
        f"<ExceptionText>{escape(refusal.sentence)}</ExceptionText></Exception>"
        "</ExceptionReport>\n"
    )
    return Response(body, refusal.status, media_type="text/xml", headers=_headers(refusal))


def _headers(refusal: WmsRefusal) -> dict[str, str]:
    again = {"Retry-After": "2"} if refusal.status == 503 else {}
    return {"Cache-Control": "no-store", **again}
