"""Measuring: the numbers, the mistakes, the command."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search.engines.postgres.engine import PostgresEngine
from search.evaluation.collection import CollectionError, read_collection
from search.evaluation.measures import interval, measure, paired_interval, percentile
from search.evaluation.run import evaluate
from search.evaluation.typos import with_typos
from search.models import Entry, ScopeStatistics


class TestMeasures:
    def test_a_perfect_ranking(self) -> None:
        measured = measure(["a", "b", "c"], {"a": 2, "b": 1})
        assert (measured.ndcg, measured.recall, measured.mrr) == (1.0, 1.0, 1.0)

    def test_a_late_hit(self) -> None:
        measured = measure(["x", "a"], {"a": 1})
        assert measured.ndcg == pytest.approx(0.6309, abs=1e-4)
        assert measured.mrr == 0.5

    def test_grades_count(self) -> None:
        assert measure(["b", "a"], {"a": 2, "b": 1}).ndcg < 1

    def test_only_the_first_ten(self) -> None:
        assert measure([*map(str, range(10)), "a"], {"a": 1}).ndcg == 0

    def test_nothing_found(self) -> None:
        assert measure([], {"a": 1}).recall == 0

    def test_intervals(self) -> None:
        low, high = interval([0.0, 1.0] * 50)
        assert 0.3 < low < 0.5 < high < 0.7
        assert paired_interval([0.5, 0.7], [0.5, 0.7]) == (0.0, 0.0)
        low, high = paired_interval([0.9] * 30, [0.5] * 30)
        assert low == pytest.approx(0.4)
        assert high == pytest.approx(0.4)
        assert paired_interval([], []) == (0.0, 0.0)

    def test_percentiles(self) -> None:
        assert percentile([1, 2, 3], 50) == 2
        assert percentile([], 95) == 0


class TestMistakes:
    QUERY = "đăng ký khai sinh cho con ở đâu"

    def test_they_are_the_same_each_time(self) -> None:
        assert with_typos(self.QUERY, 1, 7) == with_typos(self.QUERY, 1, 7)
        assert len({with_typos(self.QUERY, 1, seed) for seed in range(30)}) > 10

    @pytest.mark.parametrize("edits", [1, 2, 3])
    def test_each_is_in_a_word_of_its_own(self, edits: int) -> None:
        for seed in range(40):
            changed = with_typos(self.QUERY, edits, seed).split()
            assert sum(a != b for a, b in zip(changed, self.QUERY.split(), strict=True)) <= edits

    def test_most_of_them_change_something(self) -> None:
        changed = sum(with_typos(self.QUERY, 1, seed) != self.QUERY for seed in range(100))
        assert changed >= 97

    def test_no_words_no_mistakes(self) -> None:
        assert with_typos("15/2026 ?", 3, 1) == "15/2026 ?"
        assert with_typos("", 1, 1) == ""

    def test_keys_of_an_input_method_that_is_off(self) -> None:
        import random

        from search.evaluation.typos import _telex

        assert _telex("đường", random.Random(1)) == "dduwowngf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    passages = [
        {"_id": "1", "title": "Khai sinh", "text": "Thủ tục đăng ký khai sinh cho trẻ em"},
        {"_id": "2", "title": "Kết hôn", "text": "Thủ tục đăng ký kết hôn"},
        {"_id": "3", "title": "Đất đai", "text": "Cấp giấy chứng nhận quyền sử dụng đất"},
    ]
    queries = [
        {"_id": "a", "text": "đăng ký khai sinh"},
        {"_id": "b", "text": "quyền sử dụng đất"},
        {"_id": "c", "text": "?"},
    ]
    lines = ["query-id\tcorpus-id\tscore", "a\t1\t1", "b\t3\t2", "c\t3\t0"]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, passages)), "utf-8")
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    (tmp_path / "qrels.tsv").write_text("\n".join(lines), "utf-8")
    return tmp_path


class TestCollections:
    def test_queries_without_judgements_are_left_out(self, folder: Path) -> None:
        assert set(read_collection(folder).queries) == {"a", "b"}

    @pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
    def test_a_missing_file_is_named(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        with pytest.raises(CollectionError, match=name):
            read_collection(folder)

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("corpus.jsonl", "{"),
            ("queries.jsonl", '{"_id": 1}'),
            ("qrels.tsv", "a b"),
            ("qrels.tsv", "a\tb\tc"),
        ],
    )
    def test_a_bad_line_is_named(self, folder: Path, name: str, line: str) -> None:
        (folder / name).write_text(f"\n{line}" if name == "qrels.tsv" else line, "utf-8")
        with pytest.raises(CollectionError, match=name):
            read_collection(folder)

    def test_packed_files_are_read(self, folder: Path) -> None:
        zstandard = pytest.importorskip("zstandard")
        packed = zstandard.ZstdCompressor().compress((folder / "corpus.jsonl").read_bytes())
        (folder / "corpus.jsonl.zst").write_bytes(packed)
        (folder / "corpus.jsonl").unlink()
        assert len(read_collection(folder).passages) == 3


@pytest.mark.django_db
class TestRuns:
    def test_a_run_leaves_nothing_behind(self, folder: Path) -> None:
        [plain, mistaken] = evaluate(
            PostgresEngine(), read_collection(folder), [str, lambda text: with_typos(text, 1, 3)]
        )
        assert plain.summary()["ndcg@10"] == 1.0
        assert set(mistaken.measures) == {"a", "b"}
        assert not Entry.objects.exists()
        assert not ScopeStatistics.objects.exists()

    def test_the_command_ends_with_json(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql:///the-tests-own")
        said = StringIO()
        call_command(
            "search_evaluate",
            str(folder),
            "--engine",
            "postgres",
            "--unaccented",
            "--typos",
            "1",
            stdout=said,
        )
        numbers = json.loads(said.getvalue().splitlines()[-1])
        assert set(numbers) == {"ndcg@10", "recall@10", "mrr@10", "p50_ms", "p95_ms"}
        assert numbers["recall@10"] > 0

    def test_the_command_names_what_is_wrong(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"corpus\.jsonl"):
            call_command("search_evaluate", str(tmp_path), stdout=StringIO())
