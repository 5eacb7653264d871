"""
Tenure (权属): who owns and who uses the land, by which certificate, and whether its conversion was completed.

Names of private holders are personal and don't stand here.
"""

from layers.base import Code, CodeList, Detail, Field, Group, Label, Layer, Rules, Style
from layers.stages import TITLE_CATEGORIES

REGISTER = "不动产登记暂行条例实施细则；宗地代码编制规则（GB/T 37346-2019）"

OWNERSHIPS = CodeList(
    "ownerships",
    (
        Code("state", Label("国有", "State"), "#d9b8a6", REGISTER),
        Code("collective", Label("集体", "Collective"), "#c9c48f", REGISTER),
    ),
    source=REGISTER,
)

HOLDER_KINDS = CodeList(
    "holder_kinds",
    (
        Code("government", Label("政府", "Government"), None, REGISTER),
        Code("enterprise", Label("企业", "Enterprise"), None, REGISTER),
        Code("community_company", Label("股份合作公司", "Community joint-stock company"), None, REGISTER),
        Code("individual", Label("个人", "Individual"), None, REGISTER),
        Code("none", Label("未登记", "Not registered"), None, REGISTER),
    ),
    source=REGISTER,
)

USE_RIGHTS = CodeList(
    "use_rights",
    (
        Code("granted", Label("出让", "Granted"), None, REGISTER),
        Code("allocated", Label("划拨", "Allocated"), None, REGISTER),
        Code("leased", Label("租赁", "Leased"), None, REGISTER),
        Code("homestead", Label("宅基地使用权", "Homestead"), None, REGISTER),
        Code("collective_construction", Label("集体建设用地使用权", "Collective construction"), None, REGISTER),
        Code("none", Label("无", "None"), None, REGISTER),
    ),
    source=REGISTER,
)

LAYER = Layer(
    name="tenure",
    label=Label("权属", "Tenure"),
    group=Group.LAND,
    geometry="MultiPolygon",
    code_aliases=("权属编号", "QSBH"),
    fields=(
        Field(
            "parcel",
            "text",
            Label("宗地代码", "Parcel"),
            aliases=("宗地", "ZDDM", "parcel_code"),
            indexed=True,
        ),
        Field(
            "ownership",
            "text",
            Label("所有权", "Ownership"),
            codes=OWNERSHIPS,
            aliases=("所有权性质", "权属性质", "土地所有权", "QSXZ", "SYQXZ", "land_owner"),
            required=True,
            indexed=True,
        ),
        Field(
            "holder_kind",
            "text",
            Label("权利人类型", "Kind of holder"),
            codes=HOLDER_KINDS,
            aliases=("权利人类别", "QLRLX", "holder_type"),
        ),
        Field(
            "use_right",
            "text",
            Label("使用权类型", "Use right"),
            codes=USE_RIGHTS,
            aliases=("权利类型", "权利性质", "SYQLX", "QLLX", "QLXZ", "right"),
        ),
        Field(
            "title_category",
            "text",
            Label("权属类别", "Title category"),
            codes=TITLE_CATEGORIES,
            aliases=("权属来源", "QSLB", "QSLY", "title"),
        ),
        Field(
            "certificate",
            "text",
            Label("证号", "Certificate"),
            aliases=("不动产权证号", "权证号", "产权证号", "BDCQZH", "QZH", "certificate_no"),
        ),
        Field(
            "conversion_completed",
            "boolean",
            Label("已完善征转", "Conversion completed"),
            aliases=("完善征转", "是否完善征转", "征转手续", "WSZZ", "converted"),
        ),
        Field(
            "use_until",
            "date",
            Label("使用期限至", "Use until"),
            aliases=("终止日期", "使用权终止日期", "ZZRQ", "SYQZZRQ", "expires"),
        ),
    ),
    style=Style(line="#a58d78", by="ownership", opacity=0.4, width=0.8),
    zooms=(11, 22),
    detail=Detail(single_from=14, dissolve_by="ownership"),
    tile_fields=("ownership",),
    rules=Rules(exclusive=True),
    status="ownership",
    source=REGISTER,
    order=28,
)
