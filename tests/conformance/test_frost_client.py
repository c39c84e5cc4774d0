"""FROST's own Python client, unchanged, against a running instance: it knows nothing of ours."""

from __future__ import annotations

import frost_sta_client as frost
import geojson
import pytest
from frost_sta_client.model.ext.data_array_document import DataArrayDocument
from frost_sta_client.model.ext.data_array_value import DataArrayValue
from frost_sta_client.model.ext.unitofmeasurement import UnitOfMeasurement

from tests.conformance.conftest import ROOT, Client

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.filterwarnings("ignore:furl.pathstr is deprecated:DeprecationWarning"),
]


@pytest.fixture
def service(served: Client) -> frost.SensorThingsService:
    auth = frost.AuthHandler(username="client", password=served.token)
    return frost.SensorThingsService(f"{served.instance.url}{ROOT}", auth_handler=auth)


def test_the_client_makes_finds_changes_asks_and_removes(service: frost.SensorThingsService) -> None:
    point = frost.Location(
        name="place", description="d", encoding_type="application/geo+json",
        location=geojson.Point((110.36, 21.27)),
    )  # fmt: skip
    thing = frost.Thing(name="frost thing", description="d", properties={"a": 1}, locations=[point])
    service.create(thing)
    assert service.things().find(thing.id).properties == {"a": 1}
    sensor = frost.Sensor(name="s", description="d", encoding_type="application/pdf", metadata="http://m")
    observed = frost.ObservedProperty(name="o", definition="http://o", description="d")
    stream = frost.Datastream(
        name="frost stream", description="d", observation_type="http://m",
        unit_of_measurement=UnitOfMeasurement(name="degree", symbol="Cel", definition="ucum:Cel"),
        thing=thing, sensor=sensor, observed_property=observed,
    )  # fmt: skip
    service.create(stream)
    for day in range(1, 6):
        service.create(
            frost.Observation(
                phenomenon_time=f"2019-01-0{day}T00:00:00Z",
                result=day,
                datastream=stream,
                parameters={"d": day},
            )
        )
    found = service.datastreams().find(stream.id)
    results = [one.result for one in found.get_observations().query().orderby("result", "desc").top(2).list()]
    assert results == [5, 4, 3, 2, 1], "the list goes on over its next links"
    some = (
        service.observations()
        .query()
        .filter(f"Datastream/id eq '{stream.id}' and result gt 3")
        .count()
        .list()
    )
    assert (some.count, {one.result for one in some.entities}) == (2, {4, 5})
    one = some.entities[0]
    one.result = 44
    service.update(one)
    assert service.observations().find(one.id).result == 44
    service.patch(thing, [{"op": "replace", "path": "/name", "value": "patched"}])
    listed = service.things().query().filter("name eq 'patched'").expand("Datastreams,Locations").list()
    assert [ds.name for ds in listed.entities[0].datastreams.entities] == ["frost stream"]
    assert listed.entities[0].locations.entities[0].location["coordinates"] == [110.36, 21.27]
    service.delete(one)
    service.delete(thing)
    assert service.datastreams().query().filter(f"id eq '{stream.id}'").list().entities == []


def test_the_client_creates_a_data_array(service: frost.SensorThingsService) -> None:
    thing = frost.Thing(name="array", description="d")
    service.create(thing)
    stream = frost.Datastream(
        name="array", description="d", observation_type="http://m",
        unit_of_measurement=UnitOfMeasurement(name="n", symbol="1", definition="ucum:1"), thing=thing,
        sensor=frost.Sensor(name="s", description="d", encoding_type="e", metadata="m"),
        observed_property=frost.ObservedProperty(name="o", definition="http://o", description="d"),
    )  # fmt: skip
    service.create(stream)
    values = DataArrayValue()
    values.datastream = stream
    values.components = {DataArrayValue.Property.PHENOMENON_TIME, DataArrayValue.Property.RESULT}
    for day in range(1, 4):
        values.add_observation(frost.Observation(phenomenon_time=f"2019-02-0{day}T00:00:00Z", result=day))
    document = DataArrayDocument()
    document.add_data_array_value(values)
    made = service.observations().create(document)
    assert len(made) == 3
    assert {
        one.result for one in service.datastreams().find(stream.id).get_observations().query().list()
    } == {1, 2, 3}
    service.delete(thing)
