"""The layout of the tile map: each State has one square, near its neighbours."""

import pytest

from watcher.charts.tiles import COLUMNS, layout, read_layout, regional_groups
from watcher.model.participants import ParticipantKind, shipped

HEADER = ",".join(COLUMNS)

#: Neighbours on land or over a strait: their squares touch, if only at a corner.
NEIGHBOURS = (
    "PRT-ESP ESP-FRA FRA-CHE LIE-AUT CHE-LIE DEU-POL POL-SVK EST-LVA LVA-LTU LTU-BLR BLR-UKR "
    "UKR-MDA MDA-ROU NOR-SWE SWE-FIN BEL-LUX CAN-USA USA-MEX MEX-GTM GTM-BLZ CRI-PAN PAN-COL "
    "COL-VEN VEN-GUY GUY-SUR ECU-PER PER-BOL BOL-ARG ARG-URY CHL-ARG HTI-DOM CUB-BHS MAR-DZA "
    "DZA-TUN TUN-LBY LBY-EGY EGY-SDN MRT-SEN MLI-NER NER-NGA TCD-CAF SDN-SSD ETH-DJI KEN-TZA "
    "UGA-RWA RWA-BDI BDI-TZA ZMB-ZWE ZWE-MOZ NAM-BWA BWA-ZAF ZAF-LSO ISR-PSE PSE-JOR LBN-SYR "
    "SYR-IRQ IRQ-IRN IRN-AFG AFG-PAK PAK-IND IND-BGD BGD-MMR MMR-LAO LAO-VNM THA-KHM NPL-BTN "
    "CHN-PRK PRK-KOR KAZ-KGZ UZB-TJK SAU-QAT YEM-OMN MYS-SGP IDN-TLS TLS-PNG PNG-SLB FJI-WSM"
)


def test_every_state_there_is_has_a_tile_and_nobody_else():
    states = {
        code
        for code, each in shipped().by_code.items()
        if each.kind is ParticipantKind.STATE and each.until is None
    }
    assert layout().keys() == states
    assert len(states) == 197  # 193 members, 2 observers, Cook Islands and Niue


def test_no_two_tiles_share_a_place():
    assert len(set(layout().values())) == len(layout())


def test_every_member_of_a_regional_group_is_on_the_map_and_in_one_group():
    members = [code for group in regional_groups() for code in group.members]
    assert len(regional_groups()) == 5
    assert set(members) <= layout().keys()
    assert sorted(members) == sorted(set(members))
    assert layout().keys() - set(members) == {"VAT", "PSE", "COK", "NIU"}


def test_neighbours_stand_side_by_side():
    def apart(pair):
        one, other = (layout()[code] for code in pair.split("-"))
        return max(abs(one.column - other.column), abs(one.row - other.row))

    assert [pair for pair in NEIGHBOURS.split() if apart(pair) != 1] == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["code,x,y"], "the table has the columns"),
        ([HEADER, "XYZ,0,0"], "row XYZ: this is no participant's code"),
        ([HEADER, "FJI,0,0", "FJI,1,0"], "row FJI: it has a place already"),
        ([HEADER, "FJI,0,0", "PLW,0,0"], "row PLW: FJI stands at 0, 0"),
    ],
)
def test_a_wrong_layout_is_refused_with_its_row(lines, said):
    with pytest.raises(ValueError, match=said):
        read_layout(lines)
