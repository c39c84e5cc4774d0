"""Things declared before SensorThings was spoken get their sensors, observed properties and places."""

from django.db import migrations

from yiwang.kernel.units import find_unit

CHUNK = 500


def _unit(code):
    unit = find_unit(code)
    return {
        "name": unit.zh if unit else code,
        "symbol": unit.symbol if unit else code,
        "definition": f"ucum:{code}",
    }


def _models(apps):
    for model in apps.get_model("sensing", "ThingModel").objects.all():
        apps.get_model("sensing", "Sensor").objects.update_or_create(
            pk=model.code,
            defaults={
                "name": model.name,
                "description": model.name_en or model.name,
                "encoding_type": "text/plain",
                "metadata": model.code,
                "details": {"kind": model.kind},
            },
        )
        for one in model.properties:
            apps.get_model("sensing", "ObservedProperty").objects.update_or_create(
                pk=f"{model.code}.{one['code']}",
                defaults={
                    "name": one["name"],
                    "description": one.get("name_en") or one["name"],
                    "definition": f"urn:yiwang:quantity:{one['kind']}",
                    "details": {"kind": one["kind"], "unit": one["unit"]},
                },
            )


def _things(apps):
    Thing, Location = apps.get_model("sensing", "Thing"), apps.get_model("sensing", "Location")
    Feature = apps.get_model("sensing", "FeatureOfInterest")
    Historical = apps.get_model("sensing", "HistoricalLocation")
    for thing in Thing.objects.all().iterator(chunk_size=CHUNK):
        place = {
            "name": thing.name,
            "description": thing.address or thing.name,
            "encoding_type": "application/geo+json",
            "shape": {"type": "Point", "coordinates": [thing.lon, thing.lat]},
            "west": thing.lon,
            "south": thing.lat,
            "east": thing.lon,
            "north": thing.lat,
            "area_path": thing.area_path,
            "units": thing.units,
            "pack": thing.pack,
        }
        location, _ = Location.objects.update_or_create(pk=thing.pk, defaults=place)
        location.things.add(thing)
        Feature.objects.update_or_create(pk=thing.pk, defaults=place)
        history, _ = Historical.objects.get_or_create(
            pk=f"{thing.pk}.{thing.version}", defaults={"thing": thing, "time": thing.declared_at}
        )
        history.locations.add(location)
        Thing.objects.filter(pk=thing.pk).update(
            description=thing.address,
            details={
                "model": thing.model_id,
                "kind": thing.kind,
                "name_en": thing.name_en,
                "address": thing.address,
                "owner_unit": thing.owner_unit,
                "maintainer_unit": thing.maintainer_unit,
                "demonstration": thing.demonstration,
                "pack": thing.pack,
            },
        )


def _datastreams(apps):
    Datastream = apps.get_model("sensing", "Datastream")
    rows = []
    known = set(apps.get_model("sensing", "ObservedProperty").objects.values_list("pk", flat=True))
    for row in Datastream.objects.select_related("thing").iterator(chunk_size=CHUNK):
        row.description = row.name_en
        row.unit_of_measurement = _unit(row.unit)
        row.sensor_id = row.thing.model_id
        observed = f"{row.thing.model_id}.{row.property}"
        row.observed_property_id = observed if observed in known else None
        row.feature_id = row.thing_id
        rows.append(row)
    Datastream.objects.bulk_update(
        rows,
        ["description", "unit_of_measurement", "sensor", "observed_property", "feature"],
        batch_size=CHUNK,
    )


def fill(apps, schema_editor):
    _models(apps)
    _things(apps)
    _datastreams(apps)


class Migration(migrations.Migration):
    dependencies = [("sensing", "0004_sensorthings")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
