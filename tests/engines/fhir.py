"""What two judges of FHIR R4 say of a resource: HL7's own schema, and fhir.resources.

The schema is of R4 (4.0.1). fhir.resources has no R4 any more; its R4B (4.3.0) is the same in the
resources at hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from jsonschema import Draft6Validator
from pydantic import ValidationError

from tests.engines import packages

Resource = Mapping[str, Any]


def why_not() -> str:
    """Why the schema cannot be asked here; empty if it can. Fetches it where it is not kept."""
    return packages.why_not(packages.FHIR_DEFINITIONS)


@cache
def _schema() -> dict[str, Any]:
    found = packages.files(packages.FHIR_DEFINITIONS, "dist/fhir/r4/fhir.schema")
    schema: dict[str, Any] = json.loads(found[".json"])
    return schema


@cache
def _validator(kind: str) -> Draft6Validator:
    # The whole offers some 150 kinds of resource and tries each; we know which one it is.
    definitions = _schema()["definitions"]
    return Draft6Validator({"$ref": f"#/definitions/{kind}", "definitions": definitions})


def schema_finds(resource: Resource) -> list[str]:
    """What HL7's schema has against it; one line for each."""
    errors = _validator(resource["resourceType"]).iter_errors(resource)
    return [f"{error.json_path}: {error.message}" for error in errors]


def model_finds(resource: Resource) -> list[str]:
    """What fhir.resources has against it; one line for each."""
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(dict(resource))
    except ValidationError as error:
        return [f"{each['loc']}: {each['msg']}" for each in error.errors()]
    return []
