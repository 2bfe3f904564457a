"""A slip in a content file is an error with file, place and what is allowed."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from cms.demo.content_schema import Category, ContentFileError, load_all_content, load_content


def article(**changes: Any) -> dict[str, Any]:
    return {
        "key": "le-khai-giang",
        "section": "tin-tuc",
        "category": "news",
        "field": "education",
        "title": "Lễ khai giảng",
        "summary": "Sáng 05/9, các trường khai giảng.",
        "event_at": "2026-09-05T07:30",
        "author": "Ban biên tập",
        "source": "Phòng Văn hóa – Xã hội",
        "body": [{"type": "paragraph", "html": "Bảy giờ ba mươi, tiếng trống vang lên."}],
        **changes,
    }


def portal(**changes: Any) -> dict[str, Any]:
    return {
        "portal": {"code": "05503", "slug": "tan-cuong"},
        "contact": {
            "address": "Trụ sở UBND xã",
            "telephone": "0208 000 0200",
            "email": "tin@tancuong.example",
            "person_responsible": "Ông A – Trưởng ban",
        },
        "sections": [{"key": "tin-tuc", "title": "Tin tức"}],
        "articles": [article()],
        **changes,
    }


class Writer:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "xa.yaml"

    def load(self, data: Any) -> Any:
        text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
        self.path.write_text(text, encoding="utf-8")
        return load_content(self.path)

    def refusal(self, data: Any) -> str:
        with pytest.raises(ContentFileError) as caught:
            self.load(data)
        return str(caught.value)


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    return Writer(tmp_path)


def refused_block(writer: Writer, block: dict[str, Any]) -> str:
    return writer.refusal(portal(articles=[article(body=[block])]))


def test_a_good_file_loads(writer: Writer) -> None:
    loaded = writer.load(portal())
    assert loaded.portal.code == "05503"
    assert loaded.articles[0].event_at.hour == 7
    assert loaded.categories() == {Category.NEWS}


def test_a_contact_directory_counts_as_its_category(writer: Writer) -> None:
    entry = {"name": "A", "position": "B", "unit": "C", "phone": "0208 000 0201", "email": "a@b.example"}
    directory = {
        "key": "danh-ba",
        "section": "tin-tuc",
        "title": "Danh bạ",
        "groups": [{"group": "G", "entries": [entry]}],
    }
    assert Category.CONTACTS in writer.load(portal(contacts=[directory])).categories()


def test_all_files_of_a_folder_load_by_name(tmp_path: Path) -> None:
    for slug in ("b-xa", "a-xa"):
        data = portal(portal={"code": "05503", "slug": slug})
        (tmp_path / f"{slug}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert [loaded.portal.slug for loaded in load_all_content(tmp_path)] == ["a-xa", "b-xa"]


class TestRefusals:
    def test_name_the_file(self, writer: Writer) -> None:
        assert writer.refusal(portal(sections=[])).startswith("xa.yaml: sections:")

    def test_name_the_item_by_its_key(self, writer: Writer) -> None:
        assert "articles[le-khai-giang].title" in writer.refusal(portal(articles=[article(title=" ")]))

    def test_list_what_a_closed_list_allows(self, writer: Writer) -> None:
        message = writer.refusal(portal(articles=[article(category="tin")]))
        assert "articles[le-khai-giang].category" in message
        assert "'law_dissemination'" in message

    def test_tell_every_mistake_at_once(self, writer: Writer) -> None:
        message = writer.refusal(portal(articles=[article(category="tin", field="moi", title="")]))
        assert len(message.splitlines()) == 3

    def test_a_code_that_yaml_would_read_as_a_number(self, writer: Writer) -> None:
        message = writer.refusal(portal(portal={"code": 5503, "slug": "tan-cuong"}))
        assert '"05503"' in message

    @pytest.mark.parametrize("code", ["5503", "055034", "A5503", ""])
    def test_a_code_of_no_unit(self, writer: Writer, code: str) -> None:
        assert "portal.code" in writer.refusal(portal(portal={"code": code, "slug": "tan-cuong"}))

    @pytest.mark.parametrize("key", ["Tin-Tuc", "tin tuc", "tin--tuc", "đại-hội", "-tin"])
    def test_a_key_that_is_no_ascii_slug(self, writer: Writer, key: str) -> None:
        assert "key" in writer.refusal(portal(articles=[article(key=key)]))

    def test_an_unknown_name(self, writer: Writer) -> None:
        assert "articles[le-khai-giang].subtitle" in writer.refusal(portal(articles=[article(subtitle="x")]))

    def test_a_section_that_does_not_exist(self, writer: Writer) -> None:
        message = writer.refusal(portal(articles=[article(section="van-ban")]))
        assert "le-khai-giang: no section 'van-ban'; sections are tin-tuc" in message

    def test_a_section_below_another_does_exist(self, writer: Writer) -> None:
        child = {"key": "giao-duc", "title": "Giáo dục"}
        sections = [{"key": "tin-tuc", "title": "Tin tức", "children": [child]}]
        assert writer.load(portal(sections=sections, articles=[article(section="giao-duc")]))

    def test_a_key_used_by_two_items(self, writer: Writer) -> None:
        assert "more than once: le-khai-giang" in writer.refusal(portal(articles=[article(), article()]))

    def test_a_key_used_by_an_item_and_a_section(self, writer: Writer) -> None:
        assert "more than once: tin-tuc" in writer.refusal(portal(articles=[article(key="tin-tuc")]))

    def test_a_summary_too_long_for_a_card(self, writer: Writer) -> None:
        assert "300" in writer.refusal(portal(articles=[article(summary="ă" * 301)]))

    def test_an_event_time_with_an_offset(self, writer: Writer) -> None:
        assert "without an offset" in writer.refusal(
            portal(articles=[article(event_at="2026-09-05T07:30+07:00")])
        )

    def test_an_article_without_a_body(self, writer: Writer) -> None:
        assert "articles[le-khai-giang].body" in writer.refusal(portal(articles=[article(body=[])]))

    def test_text_that_is_not_composed(self, writer: Writer) -> None:
        decomposed = unicodedata.normalize("NFD", yaml.safe_dump(portal(), allow_unicode=True))
        assert "NFC" in writer.refusal(decomposed)

    def test_a_key_written_twice(self, writer: Writer) -> None:
        text = yaml.safe_dump(portal(), allow_unicode=True) + "\narticles: []\n"
        assert "key written twice: articles" in writer.refusal(text)

    def test_what_is_no_yaml(self, writer: Writer) -> None:
        assert "not YAML" in writer.refusal("portal: [")

    def test_a_file_that_holds_something_else(self, writer: Writer) -> None:
        assert writer.refusal("- a\n- b\n").startswith("xa.yaml: file:")


class TestInlineMarkup:
    @pytest.mark.parametrize(
        "html",
        [
            "Chữ thường &amp; dấu",
            "<strong>đậm</strong> và <em>nghiêng</em>",
            '<a href="https://dichvucong.gov.vn">liên kết</a>',
            '<a href="/van-ban/">trong cổng</a>',
            '<a href="mailto:a@b.example">thư</a>',
            "<strong><em>lồng nhau</em></strong>",
        ],
    )
    def test_allows_emphasis_and_links(self, writer: Writer, html: str) -> None:
        assert writer.load(portal(articles=[article(body=[{"type": "paragraph", "html": html}])]))

    @pytest.mark.parametrize(
        ("html", "complaint"),
        [
            ("<script>alert(1)</script>", "<script> is not allowed"),
            ("<b>đậm</b>", "allowed are strong, em, a"),
            ('<a onclick="x()">a</a>', "attribute onclick"),
            ('<a href="javascript:alert(1)">a</a>', "must begin with"),
            ('<strong class="x">a</strong>', "attribute class"),
            ("<strong>a", "never closed"),
            ("a</em>", "closes nothing"),
            ("<strong><em>a</strong></em>", "closes nothing"),
        ],
    )
    def test_refuses_the_rest(self, writer: Writer, html: str, complaint: str) -> None:
        assert complaint in refused_block(writer, {"type": "paragraph", "html": html})

    def test_holds_for_list_items_too(self, writer: Writer) -> None:
        block = {"type": "list", "items": ["một", "<u>hai</u>"]}
        assert "<u> is not allowed" in refused_block(writer, block)


class TestBlocks:
    def test_of_an_unknown_kind(self, writer: Writer) -> None:
        assert "'notice'" in refused_block(writer, {"type": "video", "text": "x"})

    def test_a_table_with_a_ragged_row(self, writer: Writer) -> None:
        block = {"type": "table", "caption": "Bảng", "header": ["a", "b"], "rows": [["1", "2"], ["1"]]}
        assert "row 2 has 1 cells, the header has 2" in refused_block(writer, block)

    def test_an_empty_list(self, writer: Writer) -> None:
        assert "items" in refused_block(writer, {"type": "list", "items": []})

    def test_a_picture_without_a_description(self, writer: Writer) -> None:
        picture = {"key": "anh", "scene": "lake", "alt": "", "credit": "Ban biên tập"}
        assert "alt" in refused_block(writer, {"type": "image", "image": picture})

    def test_a_picture_of_an_unknown_scene(self, writer: Writer) -> None:
        picture = {"key": "anh", "scene": "volcano", "alt": "Núi lửa", "credit": "Ban biên tập"}
        assert "'tea-hills'" in refused_block(writer, {"type": "image", "image": picture})

    def test_one_picture_key_with_two_scenes(self, writer: Writer) -> None:
        first = {"key": "anh", "scene": "lake", "alt": "Hồ", "credit": "B"}
        body = [{"type": "image", "image": {**first, "scene": "forest"}}]
        message = writer.refusal(portal(articles=[article(image=first, body=body)]))
        assert "picture anh stands with two scenes" in message

    def test_one_picture_used_twice(self, writer: Writer) -> None:
        picture = {"key": "anh", "scene": "lake", "alt": "Hồ", "credit": "B"}
        loaded = writer.load(
            portal(articles=[article(image=picture, body=[{"type": "image", "image": picture}])])
        )
        assert [found.key for found in loaded.pictures()] == ["anh", "anh"]


class TestLegalDocuments:
    def document(self, **changes: Any) -> dict[str, Any]:
        return {
            "key": "quyet-dinh-1",
            "section": "tin-tuc",
            "number": "1/QĐ-UBND",
            "kind": "quyet-dinh",
            "abstract": "Về việc",
            "issuing_body": "UBND xã",
            "signatory": "A – Chủ tịch",
            "issued_on": "2026-07-01",
            "effective_on": None,
            "status": "in_force",
            "category": "documents",
            "field": "justice",
            "summary": "Tóm tắt",
            "files": [{"title": "Toàn văn", "text": "Điều 1."}],
            **changes,
        }

    def test_may_have_no_effective_date(self, writer: Writer) -> None:
        assert writer.load(portal(documents=[self.document()])).documents[0].effective_on is None

    def test_must_say_whether_it_has_one(self, writer: Writer) -> None:
        document = self.document()
        del document["effective_on"]
        assert "documents[quyet-dinh-1].effective_on" in writer.refusal(portal(documents=[document]))

    def test_must_have_a_file(self, writer: Writer) -> None:
        assert "documents[quyet-dinh-1].files" in writer.refusal(portal(documents=[self.document(files=[])]))

    @pytest.mark.parametrize(
        ("name", "value"), [("kind", "thu-moi"), ("status", "draft"), ("issued_on", "01/07/2026")]
    )
    def test_takes_known_values_only(self, writer: Writer, name: str, value: str) -> None:
        message = writer.refusal(portal(documents=[self.document(**{name: value})]))
        assert f"documents[quyet-dinh-1].{name}" in message
