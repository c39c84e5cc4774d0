"""The MQTT gateway: devices publish, and are acknowledged only when their reading is durable.

MQTT 3.1.1 and 5, QoS 0 and 1. Topic `yiwang/<datastream>`, user name = source or thing id, password = its
token. SensorThings' topics (`v1.1/Datastreams('id')/Observations`) are published and subscribed to. There is
no session to resume; a message sent twice is stored once by its content. What goes down to devices (commands,
errors) is `_down`'s.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass

import mqtt5

from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.kernel.ids import new_id
from yiwang.sensing import _packets as packets
from yiwang.sensing._body import parse_payload, parse_single
from yiwang.sensing._down import Down, is_answer
from yiwang.sensing._ingest import door
from yiwang.sensing._packets import V5, Malformed, TooLarge, UnknownProtocol
from yiwang.sensing._sta import mqtt as sta
from yiwang.sensing.contracts import BatchRefused, CredentialRefused, StreamUnavailable, WrongTopic
from yiwang.sensing.logic import SourceRights, micros

log = logging.getLogger(__name__)

PREFIX = "yiwang/"
CONNECT_WITHIN_S = 10.0
MAX_CONNECTIONS = 5_000
CHUNK = 65_536
MAX_UNSENT = 1 << 20

SUCCESS, UNSPECIFIED, MALFORMED, PROTOCOL_ERROR, VERSION = 0x00, 0x80, 0x81, 0x82, 0x84
CLIENT_ID, BAD_CREDENTIALS, NOT_AUTHORIZED, BUSY, STOPPING = 0x85, 0x86, 0x87, 0x89, 0x8B
KEEP_ALIVE, TAKEN_OVER, TOPIC_INVALID, TOPIC_ALIAS = 0x8D, 0x8E, 0x90, 0x94
TOO_LARGE, PAYLOAD_INVALID, QOS = 0x95, 0x99, 0x9B
UNAVAILABLE = 0x88


@dataclass(slots=True)
class Counts:
    """What the gateway has seen since it started."""

    connected: int = 0
    refused: int = 0
    malformed: int = 0
    taken: int = 0
    rejected: int = 0
    dropped: int = 0


@dataclass(slots=True)
class _Message:
    """A message that was read and is not answered yet."""

    packet_id: int | None
    topic: str
    done: bool = False
    error: BaseException | None = None


class _Close(Exception):
    """End the connection; MQTT 5 is told why."""

    def __init__(self, code: int, reason: str = "") -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)


class _Connection:
    def __init__(self, gateway: Gateway, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.gateway = gateway
        self.reader = reader
        self.writer = writer
        self.version = V5
        self.name: tuple[str, str] = ("", "")
        self.source: SourceRights | None = None
        self.digest = ""
        self.idle_s: float | None = CONNECT_WITHIN_S
        self.task = asyncio.current_task()
        self._buffer = bytearray()
        # Acknowledgements leave in the order of their messages, and no more wait than we said we would hold.
        self._waiting: deque[_Message] = deque()
        self._moved = asyncio.Event()
        self._works: set[asyncio.Task[None]] = set()
        self._mute = False
        self._heard = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._failed: _Close | None = None

    async def run(self) -> None:
        try:
            self._look_at_watch()
            await self._sign_in()
            await self._serve()
        except _Close as close:
            self._failed = self._failed or close
        except (Malformed, TooLarge, UnknownProtocol) as error:
            self.gateway.counts.malformed += 1
            log.info("mqtt: %s sent a packet that cannot be: %r", self._who(), error)
            code = TOO_LARGE if isinstance(error, TooLarge) else MALFORMED
            self._failed = self._failed or _Close(code)
        except (OSError, asyncio.IncompleteReadError):
            log.debug("mqtt: %s went away", self._who())
        finally:
            await self._end()

    def _who(self) -> str:
        return f"{self.name[0] or '?'}/{self.name[1] or '?'}"

    def _look_at_watch(self) -> None:
        """End a connection that says nothing for too long. One timer looks now and then: none is set for each
        packet."""
        loop = asyncio.get_running_loop()
        if self._watch is None:
            self._heard = loop.time()
        else:
            self._watch.cancel()
        self._watch = None
        if self.idle_s is None:
            return
        left = self._heard + self.idle_s - loop.time()
        if left > 0:
            self._watch = loop.call_later(left, self._look_at_watch)
        else:
            self._stop(KEEP_ALIVE, "nothing was heard within the keep-alive")

    async def _end(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if self._failed is None or self._failed.code not in (BUSY, NOT_AUTHORIZED, TAKEN_OVER):
            # What was read before the end is still made durable and acknowledged.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(10):
                    while self._waiting and not self._mute:
                        await self._move()
        self._mute = True
        with contextlib.suppress(OSError, TimeoutError):
            if self._failed is not None and self.source is not None:
                self.writer.write(packets.disconnect(self.version, self._failed.code, self._failed.reason))
            self.writer.close()
            async with asyncio.timeout(5):
                await self.writer.wait_closed()

    async def _move(self) -> None:
        """Wait until some message was answered."""
        self._moved.clear()
        await self._moved.wait()

    async def _packet(self) -> packets.Frame:
        while True:
            frame = packets.take_frame(self._buffer)
            if frame is not None:
                return frame
            await self._more()
            if self.source is None and self._buffer[0] != packets.CONNECT << 4:
                raise Malformed("the first packet is no CONNECT")

    async def _more(self) -> None:
        """Bytes that have come. Raises IncompleteReadError at the end, _Close when we have ended it."""
        data = await self.reader.read(CHUNK)
        self._heard = asyncio.get_running_loop().time()
        if self._failed is not None:
            raise self._failed
        if not data:
            raise asyncio.IncompleteReadError(b"", None)
        self._buffer += data

    # -- signing in -----------------------------------------------------------------------------------

    async def _sign_in(self) -> None:
        frame = await self._packet()
        if frame.kind != packets.CONNECT:
            raise Malformed("the first packet is no CONNECT")
        try:
            self.version = packets.connect_version(frame)
        except UnknownProtocol:
            self.version = packets.V311
            self._refuse(VERSION, "this gateway speaks MQTT 3.1.1 and 5")
        packet = packets.read(frame, self.version)
        if not isinstance(packet, mqtt5.ConnectPacket):
            raise Malformed("CONNECT")
        if not packet.client_id and self.version != V5 and not packet.clean_start:
            self._refuse(CLIENT_ID, "an empty client id needs a clean session")
        if packet.authentication_method is not None:
            self._refuse(0x8C, "no extended authentication")
        if len(self.gateway.connections) >= MAX_CONNECTIONS:
            self._refuse(UNAVAILABLE, "too many connections")
        try:
            self.source, self.digest = await door().rights(
                packets.password_of(packet), source_id=packet.username or ""
            )
        except CredentialRefused as refusal:
            self._refuse(BAD_CREDENTIALS, refusal.sentence("en"))
        except Exception as error:
            log.warning("mqtt: nobody can sign in now: %r", error)
            self._refuse(UNAVAILABLE, "the registry is away")
        assert self.source is not None
        assigned = "" if packet.client_id else new_id()
        self.name = (self.source.id, packet.client_id or assigned)
        self.gateway.admit(self)
        self.idle_s = packet.keep_alive * 1.5 if packet.keep_alive else None
        self._look_at_watch()
        self.writer.write(packets.connack(self.version, SUCCESS, client_id=assigned))

    def _refuse(self, code: int, reason: str) -> None:
        self.gateway.counts.refused += 1
        self.writer.write(packets.connack(self.version, code, reason))
        raise _Close(code, reason)

    # -- serving --------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        while self._failed is None:
            frame = packets.take_frame(self._buffer)
            if frame is None:
                await self.writer.drain()
                await self._more()
                continue
            plain = packets.plain_publish(frame, self.version)
            if plain is not None:
                await self._publish(*plain)
                continue
            packet = packets.read(frame, self.version)
            if isinstance(packet, mqtt5.PublishPacket):
                if packet.qos == mqtt5.QoS.EXACTLY_ONCE:
                    raise _Close(QOS, "QoS 2 is not taken; QoS 1 is stored once here")
                if packet.topic_alias is not None:
                    raise _Close(TOPIC_ALIAS, "no topic aliases")
                if "#" in packet.topic or "+" in packet.topic:
                    raise Malformed("a wildcard in a topic name")
                await self._publish(packet.packet_id, packet.topic, packet.payload)
            elif isinstance(packet, mqtt5.PingReqPacket):
                self.writer.write(packets.pingresp())
            elif isinstance(packet, mqtt5.SubscribePacket):
                if not packet.topic_filters:
                    raise Malformed("SUBSCRIBE without a topic filter")
                asked = [one.pattern for one in packet.topic_filters]
                granted = [await self._subscribe(one) for one in asked]
                self.writer.write(packets.suback(self.version, packet.packet_id, granted))
            elif isinstance(packet, mqtt5.UnsubscribePacket):
                ended = [self._unsubscribe(one) for one in packet.patterns]
                self.writer.write(packets.unsuback(self.version, packet.packet_id, ended))
            elif isinstance(packet, mqtt5.DisconnectPacket):
                return
            else:
                raise _Close(PROTOCOL_ERROR, f"unexpected {type(packet).__name__}")

    async def _publish(self, packet_id: int | None, topic: str, payload: bytes) -> None:
        while len(self._waiting) >= packets.RECEIVE_MAX:
            await self._move()
            if self._failed is not None:
                return
        message = _Message(packet_id, topic)
        self._waiting.append(message)
        if not self._take_plain(message, payload):
            work = asyncio.create_task(self._take_carefully(message, payload))
            self._works.add(work)
            work.add_done_callback(self._works.discard)

    def _take_plain(self, message: _Message, payload: bytes) -> bool:
        """Hand a clean reading to the door; False as soon as anything about it is in question."""
        at, source = door(), self.source
        registry = at.registry
        if registry is None or source is None or not message.topic.startswith(PREFIX):
            return False
        name = message.topic[len(PREFIX) :]
        if not registry.may(source, (name,)):
            return False
        found = parse_single(payload, micros(clock.now()))
        if found is None:
            return False

        def settled(_seq: int, error: Exception | None) -> None:
            message.done, message.error = True, error
            self._answer()

        try:
            at.take(source.id, self.digest, name, *found, settled)
        except StreamUnavailable as refusal:
            settled(0, refusal)
        return True

    async def _take_carefully(self, message: _Message, payload: bytes) -> None:
        try:
            await self._take(message.topic, payload)
        except Exception as error:
            message.error = error
        message.done = True
        self._answer()

    async def _subscribe(self, pattern: str) -> bool:
        if pattern.startswith(sta.PREFIX):
            return await self.gateway.hub.subscribe(self, self.digest, pattern)
        return await self.gateway.down.subscribe(self, pattern)

    def _unsubscribe(self, pattern: str) -> bool:
        if pattern.startswith(sta.PREFIX):
            return self.gateway.hub.unsubscribe(self, pattern)
        return self.gateway.down.unsubscribe(self, pattern)

    async def _take(self, topic: str, payload: bytes) -> int:
        """Make one message durable; raises a Refusal."""
        assert self.source is not None
        if topic.startswith(sta.PREFIX):
            await self.gateway.hub.publish(self.digest, topic, payload)
            return 0
        if not topic.startswith(PREFIX):
            raise WrongTopic(topic=topic[:80])
        if is_answer(topic):
            await self.gateway.down.answered(self, topic, payload)
            return 0
        at = door()
        name = topic[len(PREFIX) :]
        now_us = micros(clock.now())
        registry = await at.known()
        try:
            batch = parse_payload(name, payload, registry, self.source, now_us)
        except BatchRefused:
            fresh = await at.look()
            if fresh.mark == registry.mark:
                raise
            if not fresh.holds(self.source.id, self.digest):
                raise CredentialRefused() from None
            self.source = fresh.by_digest.get(self.digest, self.source)
            batch = parse_payload(name, payload, fresh, self.source, now_us)
        return await at.offer(batch, self.digest)

    def _answer(self) -> None:
        """Answer the messages whose fate is known, in the order in which they came."""
        answers: list[bytes] = []
        while self._waiting and self._waiting[0].done and not self._mute:
            message = self._waiting.popleft()
            if message.error is None:
                self.gateway.counts.taken += 1
                if message.packet_id is not None:
                    answers.append(packets.puback(self.version, message.packet_id))
                continue
            self._write(answers)
            answers = []
            if isinstance(message.error, Refusal):
                self._mute = not self._rejected(message.packet_id, message.topic, message.error)
            else:
                log.error("mqtt: a message failed", exc_info=message.error)
                self._stop(BUSY, "the gateway failed")
                self._mute = True
        self._write(answers)
        self._moved.set()

    def _write(self, answers: list[bytes]) -> None:
        if answers and not self.writer.is_closing():
            self.writer.write(b"".join(answers))

    def _rejected(self, packet_id: int | None, topic: str, refusal: Refusal) -> bool:
        """Say no to one message; False when the connection has to end with it."""
        reason = _reason(refusal)
        if isinstance(refusal, CredentialRefused):
            self._stop(NOT_AUTHORIZED, reason)
            return False
        if packet_id is None:
            self.gateway.counts.dropped += 1
            self.gateway.down.explain(self, topic, refusal)
            return True
        if isinstance(refusal, StreamUnavailable):
            # Without an acknowledgement the device keeps the message and sends it again when it is back.
            self._stop(BUSY, reason)
            return False
        self.gateway.counts.rejected += 1
        log.info("mqtt: %s was refused a message: %s", self._who(), reason)
        explained = self.gateway.down.explain(self, topic, refusal)
        if self.version != V5 and explained:
            # It has heard the reason, so that the acknowledgement ends only the sending again.
            self.writer.write(packets.puback(self.version, packet_id))
            return True
        if self.version != V5:
            # 3.1.1 knows no refusal: an acknowledgement would be a lie, so the connection ends.
            self._stop(PAYLOAD_INVALID, reason)
            return False
        self.writer.write(packets.puback(self.version, packet_id, _code(refusal), reason))
        return True

    def _stop(self, code: int, reason: str) -> None:
        self._failed = _Close(code, reason)
        # Wake the reader, which ends the connection.
        self.reader.feed_eof()
        self._moved.set()

    def take_over(self) -> None:
        self._stop(TAKEN_OVER, "the same client id connected again")

    def cut_off(self) -> None:
        self._stop(NOT_AUTHORIZED, "the credential was revoked")


def _tell(connection: _Connection, topic: str, payload: bytes) -> None:
    """A message to a subscriber; one that does not read loses it, as QoS 0 may."""
    writer = connection.writer
    if not writer.is_closing() and writer.transport.get_write_buffer_size() < MAX_UNSENT:
        writer.write(packets.publish(connection.version, topic, payload))


def _reason(refusal: Refusal) -> str:
    faults = refusal.details.get("faults") or []
    text = str(faults[0]["en"]) if faults else refusal.sentence("en")
    return text[:200]


def _code(refusal: Refusal) -> int:
    if isinstance(refusal, WrongTopic):
        return TOPIC_INVALID
    codes = {fault.get("code") for fault in refusal.details.get("faults") or []}
    if codes == {"sensing.unknown_datastream"}:
        return TOPIC_INVALID
    if codes == {"sensing.not_your_datastream"}:
        return NOT_AUTHORIZED
    return PAYLOAD_INVALID


class Gateway:
    """A listening gateway in the running event loop."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.connections: dict[tuple[str, str], _Connection] = {}
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()
        self.down: Down
        self.hub: sta.Hub[_Connection] = sta.Hub(_tell)

    async def start(self, host: str, port: int, *, shared: bool = False) -> int:
        """Listen; the port in use. `shared` lets several processes listen to one port. Raises OSError."""
        self.down = Down(lambda: list(self.connections.values()))
        self._server = await asyncio.start_server(self._connected, host, port, reuse_port=shared or None)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening, answer what is under way, say good-bye."""
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._open):
            connection._stop(STOPPING, "the gateway stops")
        tasks = [connection.task for connection in self._open if connection.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=10)
        await self.down.close()
        await self.hub.close()
        self._server = None

    def admit(self, connection: _Connection) -> None:
        """Know a signed-in connection by its name; an earlier one of that name ends."""
        before = self.connections.get(connection.name)
        if before is not None:
            before.take_over()
        self.connections[connection.name] = connection
        self.counts.connected += 1

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(self, reader, writer)
        self._open.add(connection)
        try:
            await connection.run()
        finally:
            self._open.discard(connection)
            self.down.unsubscribe(connection)
            self.hub.unsubscribe(connection)
            if self.connections.get(connection.name) is connection:
                del self.connections[connection.name]
