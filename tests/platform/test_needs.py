"""What cannot run for want of a part of the system says so by name; in CI it fails."""

import pytest

from tests.support import needs

pytest_plugins = ["pytester"]

SUITE = """
import pytest
@pytest.mark.needs("elasticsearch")
def test_of_search(): pass
def test_of_nothing(): pass
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setitem(needs.PARTS, "elasticsearch", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    pytester.makeini("[pytest]\nmarkers =\n    needs(part): x\n")
    pytester.makepyfile(SUITE)
    return pytester


def run(suite: pytest.Pytester) -> pytest.RunResult:
    return suite.runpytest_inprocess("-p", "no:django", "-p", "no:xdist", plugins=[needs])


def test_it_is_left_out_and_named_at_the_end(suite: pytest.Pytester) -> None:
    result = run(suite)
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*want of a part of the system*", "elasticsearch: 1", "*::test_of_search"])


def test_in_ci_it_fails(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = run(suite)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*needs elasticsearch, which is not on this system*"])


def test_it_runs_where_the_part_is(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(needs.PARTS, "elasticsearch", lambda: "http://localhost:9200")
    run(suite).assert_outcomes(passed=2)


def test_an_unknown_part_is_a_mistake(suite: pytest.Pytester) -> None:
    suite.makepyfile(SUITE.replace('"elasticsearch"', '"elasticsaerch"'))
    result = run(suite)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*no part of the system named 'elasticsaerch'*"])


def test_either_account_is_missing_everywhere_and_never_fails(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setitem(needs.PARTS, "root", lambda: False)
    suite.makepyfile(SUITE.replace('"elasticsearch"', '"root"'))
    run(suite).assert_outcomes(passed=1, skipped=1)
