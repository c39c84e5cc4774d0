"""MQTT packets of both versions through one codec.

`mqtt5` (Rust, BSD) reads and writes MQTT 5. A 3.1.1 packet from a device differs from its MQTT 5 form only
by the missing property lengths, so those are put in before reading; our few answers in 3.1.1 are fixed bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import mqtt5

from yiwang.sensing import _texts

MAX_PACKET = 1 << 20

CONNECT, PUBLISH, PUBREL, SUBSCRIBE, UNSUBSCRIBE = 1, 3, 6, 8, 10
PINGREQ, DISCONNECT, AUTH = 12, 14, 15
FROM_DEVICES = (CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT, AUTH)
V311, V5 = 4, 5


class Malformed(Exception):
    """Bytes that are no MQTT packet a device may send."""


class TooLarge(Exception):
    """A packet larger than we take."""


class UnknownProtocol(Exception):
    """A CONNECT of a version that we do not speak."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole packet: type, flags, body after the fixed header."""

    kind: int
    flags: int
    body: bytes


def take_frame(buffer: bytearray) -> Frame | None:
    """Remove the first whole packet from `buffer`; None while it is not complete. Raises Malformed,
    TooLarge."""
    length, shift = 0, 0
    for place in range(1, 5):
        if place >= len(buffer):
            return None
        length |= (buffer[place] & 0x7F) << shift
        shift += 7
        if not buffer[place] & 0x80:
            break
    else:
        raise Malformed("remaining length")
    if length > MAX_PACKET:
        raise TooLarge
    head = place + 1
    if len(buffer) < head + length:
        return None
    frame = Frame(buffer[0] >> 4, buffer[0] & 0x0F, bytes(buffer[head : head + length]))
    del buffer[: head + length]
    return frame


def _varint(number: int) -> bytes:
    out = bytearray()
    while True:
        number, byte = number >> 7, number & 0x7F
        out.append(byte | 0x80 if number else byte)
        if not number:
            return bytes(out)


def _text_end(body: bytes, start: int) -> int:
    """Where the length-prefixed field at `start` ends."""
    if start + 2 > len(body):
        raise Malformed("a field is cut short")
    end = start + 2 + int.from_bytes(body[start : start + 2], "big")
    if end > len(body):
        raise Malformed("a field is cut short")
    return end


def connect_version(frame: Frame) -> int:
    """The protocol level of a CONNECT; raises Malformed or UnknownProtocol."""
    end = _text_end(frame.body, 0)
    if end >= len(frame.body):
        raise Malformed("CONNECT is cut short")
    level = frame.body[end]
    if frame.body[2:end] != b"MQTT" or level not in (V311, V5):
        raise UnknownProtocol
    return level


def _as_v5(frame: Frame) -> bytes:
    """The body of a 3.1.1 packet as MQTT 5 would have it: with empty properties."""
    body = frame.body
    if frame.kind == CONNECT:
        end = _text_end(body, 0)
        if len(body) < end + 4:
            raise Malformed("CONNECT is cut short")
        flags = body[end + 1]
        client = _text_end(body, end + 4)
        head = body[:end] + bytes([V5, flags]) + body[end + 2 : end + 4] + b"\x00" + body[end + 4 : client]
        return head + (b"\x00" if flags & 0x04 else b"") + body[client:]
    if frame.kind == PUBLISH:
        end = _text_end(body, 0) + (2 if frame.flags & 0x06 else 0)
        if end > len(body):
            raise Malformed("PUBLISH is cut short")
        return body[:end] + b"\x00" + body[end:]
    if frame.kind in (SUBSCRIBE, UNSUBSCRIBE):
        if len(body) < 2:
            raise Malformed("SUBSCRIBE is cut short")
        return body[:2] + b"\x00" + body[2:]
    if frame.kind == DISCONNECT and body:
        raise Malformed("DISCONNECT with a body")
    if frame.kind == AUTH:
        raise Malformed("AUTH is not of this version")
    return body


def plain_publish(frame: Frame, version: int) -> tuple[int | None, str, bytes] | None:
    """Packet id, topic and payload of a PUBLISH as devices send it: QoS 0 or 1, not retained, no properties,
    a topic of plain letters. None for every other packet, which `read` takes apart."""
    if frame.kind != PUBLISH or frame.flags & 0x05:
        return None
    body = frame.body
    end = 2 + int.from_bytes(body[:2], "big")
    name = body[2:end]
    at = end + (frame.flags & 0x02) + (version == V5)
    if len(body) < at or _PLAIN.fullmatch(name) is None:
        return None
    if version == V5 and body[at - 1]:
        return None
    packet_id = int.from_bytes(body[end : end + 2], "big") if frame.flags & 0x02 else None
    return None if packet_id == 0 else (packet_id, name.decode("ascii"), body[at:])


_PLAIN = re.compile(rb"[!-\"$-*,-~]+")
"""Visible ASCII letters but the wildcards # and +."""


def read(frame: Frame, version: int) -> mqtt5.Packet:
    """The packet of a frame; raises Malformed."""
    if frame.kind not in FROM_DEVICES:
        raise Malformed("a packet that no device sends here")
    body = frame.body if version == V5 else _as_v5(frame)
    data = bytes([frame.kind << 4 | frame.flags]) + _varint(len(body)) + body
    try:
        _texts.check(frame.kind, frame.flags, body)
        packet, used = mqtt5.read(memoryview(data))
    except (ValueError, IndexError, UnicodeError) as error:
        raise Malformed(str(error)) from error
    if used != len(data):
        raise Malformed("the packet does not end where it says")
    return packet


# ------------------------------------------------------------------------------------------------- answers


def connack(
    version: int, code: int, reason: str = "", keep_alive: int | None = None, client_id: str = ""
) -> bytes:
    """The answer to CONNECT. `code` is of MQTT 5; 3.1.1 has a smaller set."""
    if version != V5:
        old = {0: 0, 0x84: 1, 0x85: 2, 0x86: 4, 0x87: 5}.get(code, 3)
        return bytes([0x20, 2, 0, old])
    return mqtt5.ConnAckPacket(
        reason_code=mqtt5.ConnAckReasonCode(code),
        reason_str=reason or None,
        server_keep_alive=keep_alive,
        assigned_client_id=client_id or None,
        max_qos=mqtt5.QoS.AT_LEAST_ONCE,
        retain_available=False,
        max_packet_size=MAX_PACKET,
        topic_alias_max=0,
        receive_max=RECEIVE_MAX,
        wildcard_subscription_available=False,
        subscription_id_available=False,
        shared_subscription_available=False,
    ).write()


RECEIVE_MAX = 256


def puback(version: int, packet_id: int, code: int = 0, reason: str = "") -> bytes:
    if version != V5:
        return bytes([0x40, 2]) + packet_id.to_bytes(2, "big")
    return mqtt5.PubAckPacket(
        packet_id, reason_code=mqtt5.PubAckReasonCode(code), reason_str=reason or None
    ).write()


def suback(version: int, packet_id: int, granted: Sequence[bool]) -> bytes:
    """For each topic filter: granted at QoS 0, or refused."""
    if version != V5:
        codes = bytes(0 if one else 0x80 for one in granted)
        return bytes([0x90]) + _varint(2 + len(codes)) + packet_id.to_bytes(2, "big") + codes
    yes, no = mqtt5.SubAckReasonCode.GRANTED_QOS_AT_MOST_ONCE, mqtt5.SubAckReasonCode.NOT_AUTHORIZED
    return mqtt5.SubAckPacket(packet_id, [yes if one else no for one in granted]).write()


def unsuback(version: int, packet_id: int, ended: Sequence[bool]) -> bytes:
    """For each topic filter: whether there was a subscription to end."""
    if version != V5:
        return bytes([0xB0, 2]) + packet_id.to_bytes(2, "big")
    yes, no = mqtt5.UnsubAckReasonCode.SUCCESS, mqtt5.UnsubAckReasonCode.NO_SUBSCRIPTION_EXISTED
    return mqtt5.UnsubAckPacket(packet_id, [yes if one else no for one in ended]).write()


def publish(version: int, topic: str, payload: bytes) -> bytes:
    """A message to a subscriber, at QoS 0."""
    if version != V5:
        name = topic.encode()
        body = len(name).to_bytes(2, "big") + name + payload
        return bytes([0x30]) + _varint(len(body)) + body
    return mqtt5.PublishPacket(topic, payload, qos=mqtt5.QoS.AT_MOST_ONCE).write()


def pingresp() -> bytes:
    return bytes([0xD0, 0])


def disconnect(version: int, code: int, reason: str = "") -> bytes:
    """Why we close; 3.1.1 has no such packet from a server, so it is empty there."""
    if version != V5:
        return b""
    return mqtt5.DisconnectPacket(
        reason_code=mqtt5.DisconnectReasonCode(code), reason_str=reason or None
    ).write()


def password_of(packet: mqtt5.ConnectPacket) -> str:
    return (packet.password or b"").decode("utf-8", "replace")
