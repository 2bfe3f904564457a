"""The five files, and how a bad one is refused: file, key path, line, what was expected, nothing
half-read."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from cms.regulation.files import FileRefused
from cms.regulation.references import read_regulation
from cms.regulation.schema import SCHEMA_FILE, Parameters, json_schema_text, parameter_names
from cms.regulation.vocabulary import Provenance
from tests.regulation.conftest import CODES, file_text, regulation_file

COUNTS = {"quang-phu": 78, "thanh-dong": 114, "tan-cuong": 70, "nhu-xuan": 73, "thong-nhat": 115}
SLUGS = sorted(COUNTS)


def changed(slug: str, change) -> str:
    data = yaml.safe_load(file_text(slug))
    change(data)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def refusal(text: str) -> list[str]:
    with pytest.raises(FileRefused) as caught:
        read_regulation(text, "test.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_the_model_has_thirty_groups_and_167_parameters():
    assert len(Parameters.model_fields) == 30
    assert len(list(parameter_names())) == 167
    assert len(set(parameter_names())) == 167


@pytest.mark.parametrize("slug", SLUGS)
def test_each_file_states_what_its_regulation_states(slug):
    file = regulation_file(slug)
    assert len(list(file.parameters.leaves())) == COUNTS[slug]
    assert file.unit.code == CODES[slug]
    assert file.parameters.tenant.slug.value == slug


@pytest.mark.parametrize(
    ("slug", "provenances"),
    [
        ("quang-phu", {"stated": 68, "implied": 5, "derived": 3, "blank": 1, "partial": 1}),
        ("thanh-dong", {"stated": 107, "implied": 2, "derived": 3, "blank": 1, "partial": 1}),
        ("tan-cuong", {"stated": 55, "implied": 10, "derived": 3, "blank": 1, "partial": 1}),
        ("nhu-xuan", {"stated": 65, "implied": 5, "derived": 3}),
        ("thong-nhat", {"stated": 109, "implied": 1, "derived": 3, "blank": 1, "partial": 1}),
    ],
)
def test_provenance_is_kept(slug, provenances):
    found: dict[str, int] = {}
    for _, _, leaf in regulation_file(slug).parameters.leaves():
        found[leaf.provenance.value] = found.get(leaf.provenance.value, 0) + 1
    assert found == provenances


def test_silence_is_absence():
    file = regulation_file("quang-phu")
    assert file.parameters.deadlines.qa_answer is None
    assert file.parameters.qa.enabled is None
    assert "qa_answer" not in yaml.safe_load(file_text("quang-phu"))["parameters"]["deadlines"]
    assert "prohibited" not in yaml.safe_load(file_text("quang-phu"))["parameters"]


def test_a_blank_has_a_clause_and_no_value():
    number = regulation_file("thanh-dong").parameters.regulation.number
    assert number.value is None
    assert number.provenance is Provenance.BLANK
    assert number.clause == "0"


@pytest.mark.parametrize("slug", SLUGS)
def test_the_files_hold_no_quotations_and_no_initials_of_the_seeds(slug):
    data = yaml.safe_load(file_text(slug))
    keys: set[str] = set()
    texts: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            keys.update(node)
            for part in node.values():
                walk(part)
        elif isinstance(node, list):
            for part in node:
                walk(part)
        else:
            texts.append(str(node))

    walk(data)
    assert "quote" not in keys
    assert "source" not in keys - set(data["parameters"].get("budget", {}))
    assert not [
        text
        for text in texts
        for initials in ("QP-", "TD-", "TC-", "NX-", "TN-")
        if text.startswith(initials)
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_published_json_schema_accepts_each_file(slug):
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(file_text(slug)))


def test_the_published_json_schema_is_current():
    assert SCHEMA_FILE.read_text(encoding="utf-8") == json_schema_text()


def test_the_published_json_schema_refuses_what_the_model_refuses():
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    data = yaml.safe_load(file_text("quang-phu"))
    data["parameters"]["portal"]["kind"]["value"] = "website"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(data)


def test_an_unknown_key_is_refused_with_its_path_and_line():
    text = file_text("quang-phu").replace("  portal:\n    kind:", "  portal:\n    colour: red\n    kind:")
    (problem,) = refusal(text)
    assert problem.startswith("parameters.portal.colour (line ")
    assert "a key that is not known here" in problem
    line = int(problem.split("(line ")[1].split(")")[0])
    assert "colour" in text.splitlines()[line - 1]


def test_every_problem_is_told_at_once():
    def change(data):
        data["parameters"]["portal"]["ipv6"] = 1
        data["parameters"]["portal"]["kind"]["value"] = "website"
        data["parameters"]["deadlines"]["news_event"]["unit"] = "hour"

    problems = refusal(changed("quang-phu", change))
    assert [problem.split(" ")[0] for problem in problems] == [
        "parameters.portal.kind.value",
        "parameters.portal.ipv6",
        "parameters.deadlines.news_event.unit",
    ]
    assert "expected 'trang_ttdt' or 'cong_ttdt'; found \"website\"" in problems[0]
    assert "'working_day', 'admin_hour', 'day'" in problems[2]


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        (
            lambda d: d["parameters"]["deadlines"]["news_event"].pop("amount"),
            "deadlines.news_event",
            "an amount of working_day",
        ),
        (
            lambda d: d["parameters"]["deadlines"]["news_event"].pop("start"),
            "deadlines.news_event",
            "the event that working_day",
        ),
        (
            lambda d: d["parameters"]["deadlines"]["statistics"].update(amount=2),
            "deadlines.statistics",
            "no amount: immediate",
        ),
        (
            lambda d: d["parameters"]["deadlines"]["news_event"].update(amount=0),
            "deadlines.news_event.amount",
            "1 or more",
        ),
        (
            lambda d: d["parameters"]["deadlines"]["news_event"].update(amount="1"),
            "deadlines.news_event.amount",
            "a whole number",
        ),
        (
            lambda d: d["parameters"]["deadlines"]["news_event"].update(amount=True),
            "deadlines.news_event.amount",
            "a whole number",
        ),
        (
            lambda d: d["parameters"]["deadlines"]["news_event"].update(start="lunch"),
            "deadlines.news_event.start",
            "'event_occurred'",
        ),
        (
            lambda d: d["parameters"]["deadlines"]["news_event"].update(clause="QP-7.1"),
            "deadlines.news_event.clause",
            "a clause such as",
        ),
        (
            lambda d: d["parameters"]["deadlines"]["news_event"].update(provenance="silent"),
            "news_event.provenance",
            "'stated', 'implied'",
        ),
        (
            lambda d: d["parameters"]["deadlines"]["news_event"].update(provenance="blank"),
            "deadlines.news_event",
            "stated, implied or derived",
        ),
        (
            lambda d: d["parameters"]["approval"]["prior_approval_required"].update(value="yes"),
            "required.value",
            "true or false",
        ),
        (
            lambda d: d["parameters"]["approval"]["prior_approval_required"].pop("value"),
            "prior_approval_required",
            "a value, or provenance blank",
        ),
        (
            lambda d: d["parameters"]["regulation"]["number"].update(value="1/QĐ"),
            "regulation.number",
            "no value",
        ),
        (
            lambda d: d["parameters"]["regulation"]["issued_on"].update(value="2023-13"),
            "issued_on.value",
            "a date that exists",
        ),
        (
            lambda d: d["parameters"]["portal"]["domain"].update(value="http://a.vn"),
            "portal.domain.value",
            "text of the form",
        ),
        (
            lambda d: d["parameters"]["portal"]["name"].update(value=None),
            "portal.name.value",
            "silence is absence",
        ),
        (
            lambda d: d["parameters"]["portal"]["name"].pop("clause"),
            "portal.name.clause",
            "expected, and missing",
        ),
        (
            lambda d: d["parameters"]["rewards"]["reward_month"].update(value=13),
            "reward_month.value",
            "12 or less",
        ),
        (lambda d: d.update(schema_version="2.0"), "schema_version", "'1.0'"),
        (lambda d: d["unit"].update(code=16522), "unit.code", "text"),
        (lambda d: d["unit"].update(code="1652"), "unit.code", "text of the form"),
        (lambda d: d["version"].pop("earliest_possible"), "version", "together"),
        (lambda d: d["version"].clear(), "(file)", "version.earliest_possible"),
    ],
)
def test_what_does_not_fit_is_refused(change, path, expected):
    problems = refusal(changed("quang-phu", change))
    assert any(path in problem.split(": ")[0] and expected in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("change", "path", "found"),
    [
        (
            lambda d: d["parameters"]["approval"]["rules"]["items"][0]["approver"].append("editor"),
            "rules.items[0].approver[2]",
            "editor",
        ),
        (
            lambda d: d["parameters"]["approval"]["default_approver"]["value"].append("boss"),
            "default_approver.value[2]",
            "boss",
        ),
        (
            lambda d: d["parameters"]["approval"]["rules"]["items"][1]["match"].update(
                field="assigned_to_clerk"
            ),
            "items[1].match.field",
            "clerk",
        ),
        (
            lambda d: d["parameters"]["approval"]["rules"]["items"][1]["match"].update(field=["cookery"]),
            "match.field[0]",
            "cookery",
        ),
        (
            lambda d: d["parameters"]["secrecy"]["check_by"].update(value="nobody"),
            "secrecy.check_by.value",
            "nobody",
        ),
        (
            lambda d: d["parameters"]["meetings"]["extraordinary_by"].update(value="nobody"),
            "extraordinary_by.value",
            "nobody",
        ),
        (
            lambda d: d["parameters"]["content"]["categories"]["items"][0].update(key="gossip"),
            "categories.items[0].key",
            "gossip",
        ),
        (
            lambda d: d["parameters"]["legal_bases"]["items"]["items"][0].update(key="luat_x"),
            "legal_bases.items.items[0].key",
            "luat_x",
        ),
    ],
)
def test_what_is_referred_to_has_to_exist(change, path, found):
    (problem,) = refusal(changed("quang-phu", change))
    assert path in problem
    assert problem.endswith(f"found {found}")
    assert "(line " in problem


def test_keys_of_a_list_do_not_repeat():
    def change(data):
        items = data["parameters"]["roles"]["items"]["items"]
        items.append(dict(items[0]))

    (problem,) = refusal(changed("quang-phu", change))
    assert "board_chief stands there twice" in problem


@pytest.mark.parametrize("slug", ["thanh-dong"])
def test_a_joined_decision_names_another_final_rule(slug):
    def change(data):
        data["parameters"]["approval"]["rules"]["items"][0]["same_decision_as"] = "hcm_column"

    (problem,) = refusal(changed(slug, change))
    assert "the key of a final rule (default), not hcm_column" in problem


def test_only_a_final_rule_joins_another():
    def change(data):
        data["parameters"]["approval"]["rules"]["items"][2]["same_decision_as"] = "default"

    (problem,) = refusal(changed("thanh-dong", change))
    assert "only on a rule of stage final" in problem


def test_a_key_that_stands_twice_is_refused():
    text = file_text("quang-phu").replace("  portal:\n", "  portal:\n    kind: {}\n", 1)
    (problem,) = refusal(text)
    assert "the key 'kind' stands here twice" in problem


def test_what_is_no_yaml_is_refused_with_its_line():
    (problem,) = refusal("schema_version: '1.0'\nunit: [1, 2\n")
    assert problem.startswith("(file) (line ")


def test_an_empty_file_is_refused():
    (problem,) = refusal("")
    assert problem.startswith("(file)")
