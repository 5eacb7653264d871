"""
Code lists with their sources: land use, zoning, and the small lists that layers share.

Colours follow the national convention named in DOMAIN terms: residential yellow, commercial red, public magenta-pink,
industry brown, storage violet, transport grey, utilities teal, green space green, water blue, reserved white.
"""

from layers.base import Code, CodeList, Label

GUIDE_2023 = "国土空间调查、规划、用途管制用地用海分类指南（自然资发〔2023〕234号）"


def _use(code: str, zh: str, en: str, colour: str) -> Code:
    return Code(code, Label(zh, en), colour, GUIDE_2023)


LAND_USE = CodeList(
    "land_use",
    (
        _use("01", "耕地", "Cultivated land", "#f5e9b8"),
        _use("02", "园地", "Orchard", "#d9e6a4"),
        _use("03", "林地", "Forest", "#a9cf9b"),
        _use("04", "草地", "Grassland", "#cfe3ae"),
        _use("05", "湿地", "Wetland", "#a8d5cf"),
        _use("06", "农业设施建设用地", "Agricultural facilities", "#d8c9a0"),
        _use("07", "居住用地", "Residential", "#f7e08a"),
        _use("0701", "城镇住宅用地", "Urban residential", "#f8e38f"),
        _use("0703", "农村宅基地", "Village homestead", "#f2d36b"),
        _use("08", "公共管理与公共服务用地", "Public administration and services", "#eb9fc3"),
        _use("0801", "机关团体用地", "Government", "#e88fb9"),
        _use("0803", "文化用地", "Culture", "#f0a9cc"),
        _use("0804", "教育用地", "Education", "#f3b6d2"),
        _use("0806", "医疗卫生用地", "Health care", "#ee9ab8"),
        _use("0807", "社会福利用地", "Social welfare", "#f5c3d6"),
        _use("09", "商业服务业用地", "Commercial and services", "#e8776b"),
        _use("0901", "商业用地", "Commercial", "#e8776b"),
        _use("10", "工矿用地", "Industry and mining", "#c49a78"),
        _use("1001", "工业用地", "Industry", "#c79f7f"),
        _use("11", "仓储用地", "Storage", "#b79ad0"),
        _use("1101", "物流仓储用地", "Logistics storage", "#b79ad0"),
        _use("12", "交通运输用地", "Transport", "#c9ccd1"),
        _use("1207", "城镇村道路用地", "Roads", "#d5d7db"),
        _use("120803", "社会停车场用地", "Public parking", "#aab4c2"),
        _use("13", "公用设施用地", "Utilities", "#6fb5b0"),
        _use("14", "绿地与开敞空间用地", "Green and open space", "#8cc987"),
        _use("1401", "公园绿地", "Park", "#86c781"),
        _use("1402", "防护绿地", "Protective green", "#a7d39a"),
        _use("1403", "广场用地", "Square", "#d7e6c8"),
        _use("15", "特殊用地", "Special use", "#b8a58c"),
        _use("16", "留白用地", "Reserved", "#ffffff"),
        _use("17", "陆地水域", "Inland water", "#a9cfe6"),
        _use("18", "渔业用海", "Fishery sea use", "#b6dced"),
        _use("19", "工矿通信用海", "Industrial and communication sea use", "#a5c9dd"),
        _use("20", "交通运输用海", "Transport sea use", "#9dbfd6"),
        _use("21", "游憩用海", "Recreational sea use", "#b9e0e8"),
        _use("22", "特殊用海", "Special sea use", "#93b4cf"),
        _use("23", "其他土地", "Other land", "#e3ded3"),
        _use("24", "其他海域", "Other sea", "#c2e2f0"),
    ),
    source=GUIDE_2023,
    open_prefix=2,
)

SHENZHEN_STANDARD = "深圳市城市规划标准与准则（土地利用规划分类）"

ZONING = CodeList(
    "zoning",
    (
        Code("R", Label("居住用地", "Residential"), "#f7e08a", SHENZHEN_STANDARD),
        Code("C", Label("商业服务业用地", "Commercial"), "#e8776b", SHENZHEN_STANDARD),
        Code(
            "GIC",
            Label("公共管理与服务设施用地", "Government, institution, community"),
            "#eb9fc3",
            SHENZHEN_STANDARD,
        ),
        Code("M1", Label("普通工业用地", "General industry"), "#c79f7f", SHENZHEN_STANDARD),
        Code("M0", Label("新型产业用地", "New industry"), "#b07f63", SHENZHEN_STANDARD),
        Code("W", Label("物流用地", "Logistics"), "#b79ad0", SHENZHEN_STANDARD),
        Code("S", Label("交通设施用地", "Transport"), "#c9ccd1", SHENZHEN_STANDARD),
        Code("G1", Label("公园绿地", "Park"), "#86c781", SHENZHEN_STANDARD),
        Code("G2", Label("生产防护绿地", "Protective green"), "#a7d39a", SHENZHEN_STANDARD),
        Code("U", Label("公用设施用地", "Utilities"), "#6fb5b0", SHENZHEN_STANDARD),
        Code("E", Label("其他用地", "Other"), "#cfe3ae", SHENZHEN_STANDARD),
    ),
    source=SHENZHEN_STANDARD,
)
