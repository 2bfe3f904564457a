"""What type of value each parameter takes, read from the model, so that files, rows and forms check against
one thing."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from cms.regulation.files import problems_of
from cms.regulation.leaves import Deadline, EntryList, Scalar
from cms.regulation.schema import Parameters, parameter_names


def leaf_class(group: str, key: str) -> type[BaseModel]:
    """Return the class of a parameter's leaf: a `Scalar`, a `Deadline` or an `EntryList`.

    Raises:
        KeyError: the model has no such parameter.
    """
    found = _leaf_classes().get((group, key))
    if found is None:
        raise KeyError(f"{group}.{key} is not a parameter of a regulation")
    return found


@lru_cache(maxsize=1)
def _leaf_classes() -> dict[tuple[str, str], type[BaseModel]]:
    classes: dict[tuple[str, str], type[BaseModel]] = {}
    for group, key in parameter_names():
        section: Any = Parameters.model_fields[group].annotation
        options = [
            option for option in get_args(section.model_fields[key].annotation) if option is not type(None)
        ]
        classes[group, key] = options[0]
    return classes


def is_deadline(group: str, key: str) -> bool:
    """Whether a parameter is a deadline."""
    return issubclass(leaf_class(group, key), Deadline)


def is_list(group: str, key: str) -> bool:
    """Whether a parameter is a list of entries with clauses of their own."""
    return issubclass(leaf_class(group, key), EntryList)


@lru_cache(maxsize=512)
def value_adapter(group: str, key: str) -> TypeAdapter[Any]:
    """Return the adapter that reads a scalar parameter's value.

    Raises:
        KeyError: no such parameter, or it is no scalar.
    """
    leaf = leaf_class(group, key)
    if not issubclass(leaf, Scalar):
        raise KeyError(f"{group}.{key} is not a plain value")
    return TypeAdapter(leaf.model_fields["value"].rebuild_annotation())


def read_value(group: str, key: str, value: Any) -> Any:
    """Return a plain value (as YAML or JSON gives it) as the model's type.

    Raises:
        ValidationError: the value is not of the parameter's type.
    """
    return value_adapter(group, key).validate_json(json.dumps(value, ensure_ascii=False), strict=True)


def check_value(parameter: str, value: Any) -> str:
    """Return what was expected of a value of a parameter (`group.key`); empty where it is as expected."""
    group, _, key = parameter.partition(".")
    try:
        read_value(group, key, value)
    except KeyError as error:
        return str(error.args[0])
    except ValidationError as error:
        return "; ".join(problem.expected for problem in problems_of(error, value))
    return ""


def entry_class(group: str, key: str) -> type[BaseModel]:
    """Return the class of the entries of a list parameter."""
    annotation: Any = leaf_class(group, key).model_fields["items"].annotation
    found: type[BaseModel] = get_args(annotation)[0]
    return found
