"""Device protocols: the standards' own packets, and what is made of wrong ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from yiwang.sensing.declarations import RegisterDeclaration
from yiwang.sensing.protocols import Frame, FrameFault, crc, hj212, modbus, sl651, spoken

BEIJING = timezone(timedelta(hours=8))
MN = "010000A8900016F000169DC0"

# Packets printed in HJ 212-2017 (annex A) and HJ 212-2025 (annex A.1).
PRINTED_2017 = (
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
    b"CP=&&RtdInterval=30&&1C80\r\n"
)
PRINTED_2025 = (
    b"##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&2200\r\n"
)
# Reports of SL 651-2014 stations as public descriptions of the protocol show them.
KEEPALIVE = "7E7E01001234567812342F0008020003591011155111036BCA"
TESTED = (
    "7E7E010012345678123430002B020003591011154947F1F1001234567848F0F0591011154920190000052619000005"
    "392300000127381211150320FA"
)
TESTED_REPLY = "7E7E00123456780112343080080200035910111549471B75D4"
TIMED = (
    "7E7E05001122334403E832002B020034170718110016F1F1001122334448F0F0170718110020190000402619000040"
    "3923000104903812109903A421"
)


def upload(area: str, *, flag: int = 5, command: str = "2011", more: str = "", request: str = "1") -> bytes:
    return hj212.packet(
        f"QN=2026030209000000{request};ST=31;CN={command};PW=123456;MN={MN};Flag={flag};{more}CP=&&{area}&&"
    )


def read(protocol: str, data: bytes, *cuts: int) -> list[Frame | FrameFault]:
    """What a decoder makes of `data` that arrives in the portions between `cuts`, and at its end."""
    decoder = spoken(protocol).decoder(BEIJING)
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    found: list[Frame | FrameFault] = []
    for start, end in pairwise(edges):
        found += decoder.feed(data[start:end])
    return found + decoder.end()


def only(protocol: str, data: bytes) -> Frame:
    (found,) = read(protocol, data)
    assert isinstance(found, Frame), found
    return found


def values(frame: Frame) -> dict[str, tuple[float, str]]:
    return {one.code: (one.value, one.quality) for one in frame.readings}


class TestHj212:
    @pytest.mark.parametrize(("packet", "command"), [(PRINTED_2017, "1062"), (PRINTED_2025, "1011")])
    def test_the_packets_printed_in_both_editions_are_read(self, packet: bytes, command: str) -> None:
        frame = only("hj212", packet)
        assert (frame.station, frame.kind, frame.readings) == (MN, command, ())

    def test_values_carry_their_series_their_time_and_their_mark(self) -> None:
        area = (
            "DataTime=20260302090000;a21026-Rtd=41.5,a21026-ZsRtd=52.25,a21026-Flag=N;"
            "a21002-Rtd=-0.5,a21002-Flag=C;a34013-Rtd=7,a34013-Flag=M;a19001-Rtd=20.9,a19001-Flag=D;"
            "a01012-Rtd=99,a01012-Flag=T;a01011-Rtd=3.1;p99101-Rtd=St,p99101-Flag=N"
        )
        frame = only("hj212", upload(area, flag=9))
        assert values(frame) == {
            "2011/a21026-Rtd": (41.5, "good"),
            "2011/a21026-ZsRtd": (52.25, "good"),
            "2011/a21002-Rtd": (-0.5, "calibration"),
            "2011/a34013-Rtd": (7.0, "maintenance"),
            "2011/a19001-Rtd": (20.9, "fault"),
            "2011/a01012-Rtd": (99.0, "suspect"),
            "2011/a01011-Rtd": (3.1, "good"),
        }
        assert {one.observed_at for one in frame.readings} == {datetime(2026, 3, 2, 1, tzinfo=UTC)}

    @pytest.mark.parametrize(("flag", "answered"), [(5, 4), (9, 8), (1, 0)])
    def test_an_upload_that_asks_is_answered_in_its_own_version(self, flag: int, answered: int) -> None:
        frame = only("hj212", upload("DataTime=20260302090000;a21026-Rtd=1", flag=flag))
        assert frame.reply is not None
        answer = only("hj212", frame.reply(datetime(2026, 3, 2, tzinfo=UTC)))
        assert answer.kind == "9014"
        assert b"QN=20260302090000001;ST=91;CN=9014;" in answer.raw
        assert b";Flag=%d;CP=&&&&" % answered in answer.raw
        assert only("hj212", upload("DataTime=20260302090000;a-Rtd=1", flag=flag - 1)).reply is None

    def test_a_packet_of_several_takes_its_time_from_the_first(self) -> None:
        parts = upload("DataTime=20260302090000;a21026-Rtd=1", flag=11, more="PNUM=2;PNO=1;")
        parts += upload("a21002-Rtd=2", flag=11, more="PNUM=2;PNO=2;")
        first, second = read("hj212", parts)
        assert isinstance(second, Frame)
        assert isinstance(first, Frame)
        assert second.readings[0].observed_at == first.readings[0].observed_at
        (alone,) = read("hj212", upload("a21002-Rtd=2", flag=11, more="PNUM=2;PNO=2;"))
        assert isinstance(alone, FrameFault)
        assert alone.code == "no_time"

    def test_a_resent_packet_says_so(self) -> None:
        assert only("hj212", upload("DataTime=20260302090000;a-Rtd=1", more="RF=1;")).resent

    @pytest.mark.parametrize(
        ("broken", "code"),
        [
            (upload("DataTime=20260302090000;a21026-Rtd=1").replace(b"Rtd=1", b"Rtd=9"), "crc"),
            (upload("DataTime=20260302090000;a21026-Rtd=1").replace(b"##01", b"##09"), "length"),
            (upload("DataTime=20260302090000;a21026-Rtd=1").replace(b"##01", b"##00"), "crc"),
            (upload("DataTime=20261302090000;a21026-Rtd=1"), "no_time"),
            (upload("DataTime=20260302090000;a-Rtd=1", flag=80), "version"),
            (hj212.packet("hello"), "no_data_area"),
            (hj212.packet("QN=1;CP=&&&&"), "no_head"),
            (b"GET / HTTP/1.1\r\n", "noise"),
        ],
    )
    def test_a_packet_that_cannot_be_believed_is_one_fault_and_the_next_is_read(
        self, broken: bytes, code: str
    ) -> None:
        good = upload("DataTime=20260302090000;a21026-Rtd=1")
        fault, frame = read("hj212", broken + good)
        assert isinstance(fault, FrameFault)
        assert (fault.code, fault.raw) == (
            code,
            broken.removesuffix(b"\r\n") if fault.raw[-1:] != b"\n" else broken,
        )
        assert isinstance(frame, Frame)
        assert len(frame.readings) == 1

    def test_an_encrypted_area_is_opened_by_its_key_and_by_no_other(self) -> None:
        """HJ 212-2025, annex A.2: the check is that of the plain text; its test key is 16 × 0x30."""
        vector = bytes.fromhex("0123456789abcdeffedcba9876543210")
        assert hj212.sm4(vector, vector, encrypt=True).hex() == "681edf34d206965e86b3e94f536e4246"
        key = b"0" * 16
        plain = upload("DataTime=20260302090000;a21026-Rtd=41.5,a21026-Flag=C;a21002-Rtd=3", flag=9)
        head, begun, rest = plain.partition(b"CP=&&")
        sent = head + begun + hj212.sm4(key, rest[:-8], encrypt=True) + rest[-8:]
        assert len(sent) == len(plain)
        for data in (sent + plain, plain + sent):
            decoder = hj212.Hj212Decoder(BEIJING, key)
            frames = [one for byte in data for one in decoder.feed(bytes([byte]))]
            assert [values(one) for one in frames if isinstance(one, Frame)] == [
                values(only("hj212", plain))
            ] * 2
        for other in (None, b"1" * 16):
            found = hj212.Hj212Decoder(BEIJING, other).feed(sent)
            assert {one.code for one in found if isinstance(one, FrameFault)} >= {"encrypted"}
            assert not any(isinstance(one, Frame) for one in found)

    def test_minutes_of_the_past_can_be_asked_for(self) -> None:
        begin = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
        now = datetime(2026, 3, 2, 3, tzinfo=UTC)
        asked = hj212.ask(MN, {"ST": "32", "PW": "123456"}, begin, begin + timedelta(hours=1), now)
        assert asked.startswith(b"##0134QN=20260302110000000;ST=32;CN=2051;PW=123456;")
        assert b"BeginTime=20260302090000,EndTime=20260302100000" in asked


class TestSl651:
    @pytest.mark.parametrize("report", [KEEPALIVE, TESTED, TIMED])
    def test_published_reports_pass_their_check(self, report: str) -> None:
        assert only("sl651", bytes.fromhex(report)).raw.hex().upper() == report

    def test_elements_carry_their_decimals_and_the_time_of_observation(self) -> None:
        frame = only("sl651", bytes.fromhex(TIMED))
        assert (frame.station, frame.kind) == ("0011223344", "32")
        assert values(frame) == {
            "20": (4.0, "good"), "26": (4.0, "good"), "39": (10.49, "good"), "38": (10.99, "good")
        }  # fmt: skip
        assert {one.observed_at for one in frame.readings} == {datetime(2017, 7, 18, 11, 0, tzinfo=BEIJING)}

    def test_the_answer_is_the_published_one_and_a_keepalive_has_none(self) -> None:
        reply = only("sl651", bytes.fromhex(TESTED)).reply
        assert reply is not None
        assert reply(datetime(2059, 10, 11, 15, 49, 47, tzinfo=BEIJING)).hex().upper() == TESTED_REPLY
        assert only("sl651", bytes.fromhex(KEEPALIVE)).reply is None

    def report(self, function: int, elements: str, **more: int) -> bytes:
        head = bytes.fromhex("7E7E0100112233441234") + bytes([function])
        return sl651.frame(head, bytes.fromhex("0001260302090000") + bytes.fromhex(elements), **more)

    def test_an_hour_of_five_minute_values_ends_at_its_time(self) -> None:
        rain = "F460" + "00" * 10 + "05" + "FF"
        level = "F5C0" + "0064" * 12
        elements = "F1F1001122334448F0F02603020900" + rain + level
        frame = only("sl651", self.report(0x34, elements))
        rains = [one for one in frame.readings if one.code == "F4"]
        levels = [one for one in frame.readings if one.code == "F5"]
        assert (len(rains), rains[-1].value) == (11, 0.5)
        assert rains[-1].observed_at == datetime(2026, 3, 2, 8, 55, tzinfo=BEIJING)
        assert (len(levels), levels[-1].value) == (12, 1.0)
        assert levels[-1].observed_at == datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)

    def test_even_steps_are_spread_from_their_first_time(self) -> None:
        elements = "F1F1001122334448F0F026030209000418000005" + "3923" + "00010490" + "00010500" + "FFFFFFFF"
        frame = only("sl651", self.report(0x31, elements))
        assert [(one.value, one.observed_at.minute) for one in frame.readings] == [(10.49, 0), (10.5, 5)]

    def test_below_zero_and_no_value_are_told_apart(self) -> None:
        elements = "F1F1001122334448F0F02603020900" + "3923FF000127" + "2019FFFFFF" + "4520" + "00000001"
        frame = only("sl651", self.report(0x33, elements))
        assert values(frame) == {"39": (-0.127, "good")}

    def test_a_report_of_several_packets_is_put_together(self) -> None:
        body = bytes.fromhex("0001260302090000F1F1001122334448F0F02603020900392300010490381212" + "10")
        head = bytes.fromhex("7E7E010011223344123432")
        first = sl651.frame(head, bytes.fromhex("002001") + body[:20], start=0x16, stop=0x17)
        second = sl651.frame(head, bytes.fromhex("002002") + body[20:], start=0x16)
        part, whole = read("sl651", first + second)
        assert isinstance(part, Frame)
        assert isinstance(whole, Frame)
        assert (part.readings, values(whole)) == ((), {"39": (10.49, "good"), "38": (12.1, "good")})

    def test_a_wrong_check_is_one_fault_and_the_next_report_is_read(self) -> None:
        broken = bytes.fromhex(TIMED[:-4] + "0000")
        fault, frame = read("sl651", broken + bytes.fromhex(TIMED))
        assert isinstance(fault, FrameFault)
        assert (fault.code, fault.raw) == ("crc", broken)
        assert isinstance(frame, Frame)


class TestModbus:
    def test_neighbours_are_read_together_and_words_become_numbers(self) -> None:
        registers = (
            RegisterDeclaration(code="level", address=10, type="float32"),
            RegisterDeclaration(code="rain", address=12, type="int16", scale=0.1),
            RegisterDeclaration(code="flow", address=40, type="uint32", words="little", offset=-1),
            RegisterDeclaration(code="state", table="input", address=13),
        )
        assert modbus.spans(registers) == [
            modbus.Span("holding", 10, 3),
            modbus.Span("holding", 40, 2),
            modbus.Span("input", 13, 1),
        ]
        words = {("holding", 10): 0x3F80, ("holding", 11): 0, ("holding", 12): 0xFFFF}
        words |= {("holding", 40): 2, ("holding", 41): 1, ("input", 13): 7}
        assert [modbus.number(one, words) for one in registers] == [1.0, -0.1, 65_537.0, 7.0]
        assert modbus.number(registers[0], words | {("holding", 10): 0x7FC0}) is None


def test_both_checks_are_the_published_ones() -> None:
    assert crc.hj212(PRINTED_2017[6:-6]) == 0x1C80
    assert crc.hj212(PRINTED_2025[6:-6]) == 0x2200
    assert crc.modbus(bytes.fromhex(KEEPALIVE[:-4])) == 0x6BCA
