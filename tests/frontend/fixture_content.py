"""What the fixture API says: a ward, its province and an abolished district, in the API's shapes."""

from typing import Any

PORT = 18480
Json = dict[str, Any]


def origin(host: str) -> str:
    """Return the canonical origin of a portal of the fixture."""
    return f"http://{host}:{PORT}"


WARD = "quangphu.thanhhoa.localhost"
PROVINCE = "thanhhoa.localhost"
DISTRICT = "nhuxuan.thanhhoa.localhost"
OLD_WARD = "quangphu.tpthanhhoa.thanhhoa.gov.vn"

NEWS = {"key": "news", "label": "Tin tức, sự kiện"}
NOTICE = {"key": "one_stop_notices", "label": "Thông báo của bộ phận một cửa"}
DIRECTIVE = {"key": "directive", "label": "Chỉ đạo, điều hành"}
SCHEDULE = {"key": "leader_schedule", "label": "Lịch làm việc của lãnh đạo"}
DOCUMENTS = {"key": "documents", "label": "Văn bản"}
INTRODUCTION = {"key": "introduction", "label": "Giới thiệu"}

CULTURE = {"key": "culture", "label": "Văn hóa – xã hội"}
ECONOMY = {"key": "economy", "label": "Kinh tế"}
SECURITY = {"key": "security", "label": "An ninh, trật tự"}
HEALTH = {"key": "health", "label": "Y tế"}

DECISION = {"key": "quyet-dinh", "label": "Quyết định"}
PLAN = {"key": "ke-hoach", "label": "Kế hoạch"}
ANNOUNCEMENT = {"key": "thong-bao", "label": "Thông báo"}
RESOLUTION = {"key": "nghi-quyet", "label": "Nghị quyết"}

IN_FORCE = {"key": "in_force", "label": "Còn hiệu lực"}
EXPIRED = {"key": "expired", "label": "Hết hiệu lực"}
PARTLY = {"key": "partly_expired", "label": "Hết hiệu lực một phần"}


RECEPTION: Json = {
    "kind": {"key": "reception", "label": "Lịch tiếp công dân"},
    "entries": [
        {
            "id": "1",
            "day": "2026-07-02",
            "starts": "08:00",
            "ends": "11:00",
            "weekly": True,
            "last_day": None,
            "who": "Chủ tịch Ủy ban nhân dân phường",
            "what": "Tiếp công dân định kỳ",
            "place": "Phòng Tiếp công dân, tầng 1",
        },
        {
            "id": "2",
            "day": "2099-01-05",
            "starts": "14:00",
            "ends": None,
            "weekly": False,
            "last_day": None,
            "who": "Bí thư Đảng ủy phường",
            "what": "Tiếp công dân chuyên đề đất đai",
            "place": "Nhà văn hóa tổ dân phố 4",
        },
    ],
}


def picture(number: int, alt: str, credit: str = "Văn phòng UBND phường") -> Json:
    """Return a picture with three widths."""
    widths = (480, 800, 1280)
    return {
        "alt": alt,
        "credit": credit,
        "width": 1280,
        "height": 720,
        "src": f"/media/anh/{number}-1280.jpg",
        "sources": [
            {
                "type": "image/webp",
                "srcset": [{"src": f"/media/anh/{number}-{width}.webp", "width": width} for width in widths],
            }
        ],
    }


PORTALS: dict[str, Json] = {
    WARD: {
        "id": "0192f1aa-0000-7000-8000-000000016522",
        "kind": "commune",
        "state": "active",
        "code": "16522",
        "unit_type": "phuong",
        "name": "Trang thông tin điện tử phường Quảng Phú",
        "unit_name": "Phường Quảng Phú",
        "authority": "Ủy ban nhân dân phường Quảng Phú",
        "origin": origin(WARD),
        "languages": ["vi", "en"],
        "accent": "#0b5c8a",
        "emblem": None,
        "parent": {"id": "p", "name": "Tỉnh Thanh Hóa", "url": origin(PROVINCE) + "/"},
        "province": {"code": "38", "name": "Tỉnh Thanh Hóa"},
        "contact": {
            "address": "Đường Nguyễn Thị Thanh, phường Quảng Phú, tỉnh Thanh Hóa",
            "telephone": "0237 3000 165",
            "email": "ubnd.quangphu@thanhhoa.example.vn",
            "person_responsible": "Lê Văn Hòa, Chủ tịch UBND phường, Trưởng Ban biên tập",
        },
        "attribution": "Ghi rõ nguồn “Trang thông tin điện tử phường Quảng Phú” khi phát hành lại thông tin từ trang này.",
        "menu": [
            {
                "title": "Giới thiệu",
                "path": "/gioi-thieu/",
                "children": [
                    {"title": "Tổ chức bộ máy", "path": "/gioi-thieu/to-chuc-bo-may/", "children": []},
                    {
                        "title": "Lịch sử và di tích",
                        "path": "/gioi-thieu/lich-su-va-di-tich/",
                        "children": [],
                    },
                ],
            },
            {"title": "Tin tức", "path": "/tin-tuc/", "children": []},
            {"title": "Thông báo", "path": "/thong-bao/", "children": []},
            {"title": "Văn bản", "path": "/van-ban/", "children": []},
            {"title": "Thủ tục hành chính", "path": "/thu-tuc-hanh-chinh/", "children": []},
            {"title": "Lịch tiếp công dân", "path": "/lich-tiep-cong-dan/", "children": []},
            {"title": "Danh bạ", "path": "/danh-ba/", "children": []},
        ],
        "archive": None,
        "regulation_notice": (
            "Quy chế này ban hành năm 2023, trước khi phường được sáp nhập ngày 01/07/2025. "
            "Những điều chưa có quy chế mới thay thế vẫn được áp dụng."
        ),
        "questions": {"enabled": False, "amount": None, "unit": None, "clause": None, "layer": None},
        "deadlines": {
            "timely": 47,
            "total": 49,
            "percent": 95.9,
            "from": "2026-08-21",
            "to": "2026-11-20",
            "url": "/api/v1/portal/",
        },
        "province_notices": [],
    },
    PROVINCE: {
        "id": "0192f1aa-0000-7000-8000-000000000038",
        "kind": "province",
        "state": "active",
        "code": "38",
        "unit_type": "tinh",
        "name": "Cổng thông tin điện tử tỉnh Thanh Hóa",
        "unit_name": "Tỉnh Thanh Hóa",
        "authority": "Ủy ban nhân dân tỉnh Thanh Hóa",
        "origin": origin(PROVINCE),
        "languages": ["vi"],
        "accent": "#8c1d18",
        "emblem": None,
        "parent": None,
        "province": None,
        "contact": {
            "address": "Đại lộ Lê Lợi, phường Hạc Thành, tỉnh Thanh Hóa",
            "telephone": "0237 3000 038",
            "email": "banbientap@thanhhoa.example.vn",
            "person_responsible": "Trịnh Thị Mai, Chánh Văn phòng UBND tỉnh",
        },
        "attribution": "Ghi rõ nguồn “Cổng thông tin điện tử tỉnh Thanh Hóa” khi sử dụng lại thông tin.",
        "menu": [
            {"title": "Giới thiệu", "path": "/gioi-thieu/", "children": []},
            {"title": "Tin tức", "path": "/tin-tuc/", "children": []},
            {"title": "Tin từ cơ sở", "path": "/tin-co-so/", "children": []},
            {"title": "Xã, phường", "path": "/xa-phuong/", "children": []},
            {"title": "Văn bản", "path": "/van-ban/", "children": []},
        ],
        "archive": None,
        "regulation_notice": None,
        "questions": {
            "enabled": True,
            "amount": 10,
            "unit": "working_day",
            "clause": None,
            "layer": "province",
        },
    },
    DISTRICT: {
        "id": "0192f1aa-0000-7000-8000-000000000395",
        "kind": "former_unit",
        "state": "archived",
        "code": "395",
        "unit_type": "huyen",
        "name": "Cổng thông tin điện tử huyện Như Xuân",
        "unit_name": "Huyện Như Xuân",
        "authority": "Ủy ban nhân dân huyện Như Xuân",
        "origin": origin(DISTRICT),
        "languages": ["vi"],
        "accent": "#f2c14e",
        "emblem": None,
        "parent": {"id": "p", "name": "Tỉnh Thanh Hóa", "url": origin(PROVINCE) + "/"},
        "province": {"code": "38", "name": "Tỉnh Thanh Hóa"},
        "contact": {"address": "", "telephone": "", "email": "", "person_responsible": ""},
        "attribution": "",
        "menu": [
            {"title": "Tin tức", "path": "/tin-tuc/", "children": []},
            {"title": "Văn bản", "path": "/van-ban/", "children": []},
        ],
        "archive": {
            "abolished_on": "2025-07-01",
            "instrument": "Nghị quyết số 1686/NQ-UBTVQH15",
            "successors": [
                {"code": "16174", "name": "Xã Như Xuân", "url": None},
                {"code": "16177", "name": "Xã Xuân Bình", "url": None},
                {"code": "16186", "name": "Xã Hóa Quỳ", "url": None},
                {"code": "16213", "name": "Xã Thanh Phong", "url": None},
                {"code": "16222", "name": "Xã Thanh Quân", "url": None},
                {"code": "16225", "name": "Xã Thượng Ninh", "url": "http://thuongninh.thanhhoa.localhost/"},
            ],
        },
        "regulation_notice": None,
        "questions": None,
    },
}

SECTIONS: dict[str, list[Json]] = {
    WARD: [
        {
            "id": "s-intro",
            "title": "Giới thiệu",
            "path": "/gioi-thieu/",
            "key": "introduction",
            "children": [],
        },
        {"id": "s-news", "title": "Tin tức", "path": "/tin-tuc/", "key": "news", "children": []},
        {"id": "s-notice", "title": "Thông báo", "path": "/thong-bao/", "key": "notices", "children": []},
        {"id": "s-docs", "title": "Văn bản", "path": "/van-ban/", "key": "documents", "children": []},
    ],
    PROVINCE: [
        {"id": "ps-news", "title": "Tin tức", "path": "/tin-tuc/", "key": "news", "children": []},
        {"id": "ps-docs", "title": "Văn bản", "path": "/van-ban/", "key": "documents", "children": []},
    ],
    DISTRICT: [
        {"id": "ds-news", "title": "Tin tức", "path": "/tin-tuc/", "key": "news", "children": []},
        {"id": "ds-docs", "title": "Văn bản", "path": "/van-ban/", "key": "documents", "children": []},
    ],
}

# (section, slug, category, field, day, title, summary, picture)
ARTICLES: dict[str, list[tuple[Any, ...]]] = {
    WARD: [
        (
            "s-news",
            "ngay-hoi-dai-doan-ket-to-dan-pho-so-4",
            NEWS,
            CULTURE,
            "2026-11-20T16:30:00+07:00",
            "Ngày hội Đại đoàn kết ở tổ dân phố số 4: cả phố cùng dọn kênh, trồng cây và ăn bữa cơm chung",
            "Hơn 200 hộ dân dọn sạch 600 mét kênh Phú Thọ, trồng 120 cây bàng và góp gạo nấu bữa cơm chung vào trưa 20/11.",
            picture(1, "Người dân tổ dân phố số 4 trồng cây bên bờ kênh Phú Thọ"),
        ),
        (
            "s-notice",
            "lich-tiep-cong-dan-thang-12",
            SCHEDULE,
            None,
            "2026-11-20T09:00:00+07:00",
            "Lịch tiếp công dân tháng 12/2026 của Chủ tịch UBND phường",
            "Chủ tịch UBND phường tiếp công dân vào các ngày thứ Năm 03, 10, 17 và 24/12.",
            None,
        ),
        (
            "s-news",
            "tram-y-te-tiem-vac-xin-cum",
            NEWS,
            HEALTH,
            "2026-11-19T15:00:00+07:00",
            "Trạm Y tế tiêm vắc xin cúm miễn phí cho người trên 65 tuổi từ ngày 24/11",
            "Người cao tuổi mang căn cước và thẻ bảo hiểm y tế, đến theo khung giờ của từng tổ dân phố.",
            picture(2, "Nhân viên y tế đo huyết áp cho một cụ bà tại trạm y tế"),
        ),
        (
            "s-notice",
            "tam-ngung-cap-nuoc-duong-dai-lo-vo-nguyen-giap",
            NOTICE,
            None,
            "2026-11-18T10:15:00+07:00",
            "Tạm ngừng cấp nước khu vực phía nam đường Võ Nguyên Giáp từ 22 giờ ngày 22/11",
            "Đơn vị cấp nước thay van tại nút giao; nước có trở lại trước 5 giờ ngày 23/11.",
            None,
        ),
        (
            "s-news",
            "cho-phu-tho-lap-them-mai-che",
            NEWS,
            ECONOMY,
            "2026-11-17T08:20:00+07:00",
            "Chợ Phú Thọ lắp thêm mái che, tiểu thương trở lại bán từ ngày 25/11",
            "Khu hàng rau và hàng cá có mái mới rộng 840 mét vuông; kinh phí 1.260.000.000 đồng từ ngân sách phường.",
            picture(3, "Khung mái thép mới của chợ Phú Thọ"),
        ),
        (
            "s-notice",
            "nop-ho-so-dat-dai-truc-tuyen",
            DIRECTIVE,
            None,
            "2026-11-16T14:00:00+07:00",
            "Từ ngày 01/12, hồ sơ đăng ký biến động đất đai nộp trực tuyến",
            "Người chưa có tài khoản định danh được hướng dẫn tại Trung tâm Phục vụ hành chính công phường.",
            None,
        ),
        (
            "s-news",
            "doi-bong-hoc-sinh-thcs-quang-phu",
            NEWS,
            CULTURE,
            "2026-11-14T18:00:00+07:00",
            "Đội bóng đá học sinh THCS Quảng Phú vào chung kết giải cấp tỉnh",
            "Các em thắng 2–1 trong trận bán kết chiều 14/11 trên sân Đông Vệ.",
            picture(4, "Đội bóng đá học sinh ăn mừng trên sân cỏ"),
        ),
        (
            "s-news",
            "vu-dong-rau-mau",
            NEWS,
            ECONOMY,
            "2026-11-12T07:40:00+07:00",
            "Vụ đông: 46 héc ta rau màu đã xuống giống, nông dân lo giá phân bón",
            "Hợp tác xã Quảng Phú ký hợp đồng bán 80 tấn khoai tây trước thu hoạch.",
            None,
        ),
        (
            "s-news",
            "camera-an-ninh-khu-pho",
            NEWS,
            SECURITY,
            "2026-11-10T11:00:00+07:00",
            "Lắp 24 camera an ninh ở chín tổ dân phố bằng tiền đóng góp của người dân",
            "Dữ liệu do Công an phường quản lý, lưu 30 ngày và chỉ mở khi có vụ việc.",
            None,
        ),
        (
            "s-news",
            "lop-hoc-dung-dien-thoai",
            NEWS,
            CULTURE,
            "2026-11-06T09:10:00+07:00",
            "Lớp học dùng điện thoại cho người cao tuổi mở vào tối thứ Ba hằng tuần",
            "Tổ công nghệ số cộng đồng dạy cách gọi video, nhận biết cuộc gọi lừa đảo và nộp hồ sơ trực tuyến.",
            picture(5, "Một thanh niên chỉ cách dùng điện thoại cho hai cụ ông"),
        ),
        (
            "s-news",
            "khoi-cong-duong-noi",
            NEWS,
            ECONOMY,
            "2026-11-03T16:45:00+07:00",
            "Khởi công đường nối tổ dân phố số 7 với đường vành đai",
            "Tuyến đường dài 1,2 km, rộng 7,5 m, hoàn thành trước tháng 6/2027.",
            None,
        ),
    ],
    PROVINCE: [
        (
            "ps-news",
            "ung-pho-khong-khi-lanh",
            NEWS,
            ECONOMY,
            "2026-11-20T17:10:00+07:00",
            "Chủ tịch UBND tỉnh yêu cầu bảo vệ đàn gia súc trước đợt không khí lạnh đầu tiên",
            "Các xã miền núi kiểm tra chuồng trại, dự trữ thức ăn và báo cáo trước 17 giờ ngày 23/11.",
            picture(6, "Ruộng bậc thang vùng cao trong sương sớm", "Cổng tỉnh"),
        ),
        (
            "ps-news",
            "toa-dam-chuyen-doi-so-cap-xa",
            NEWS,
            CULTURE,
            "2026-11-19T10:00:00+07:00",
            "Tọa đàm chuyển đổi số cấp xã: việc gì làm được ngay, việc gì cần tỉnh hỗ trợ",
            "166 xã, phường kể chuyện làm thật: giấy tờ giảm bao nhiêu, người dân chờ ít đi mấy ngày.",
            None,
        ),
        (
            "ps-news",
            "cong-khai-ngan-sach-quy-iii",
            DIRECTIVE,
            ECONOMY,
            "2026-11-18T08:00:00+07:00",
            "Công khai thực hiện ngân sách địa phương quý III/2026",
            "Thu ngân sách nhà nước đạt 78 % dự toán năm.",
            None,
        ),
        (
            "ps-news",
            "mo-rong-cang-nghi-son",
            NEWS,
            ECONOMY,
            "2026-11-15T13:30:00+07:00",
            "Cảng Nghi Sơn đón chuyến tàu công-ten-nơ thứ một trăm trong năm",
            "Lượng hàng qua cảng tăng 12,5 % so với cùng kỳ.",
            picture(7, "Tàu công-ten-nơ cập cảng", "Cổng tỉnh"),
        ),
    ],
    DISTRICT: [
        (
            "ds-news",
            "hoi-nghi-tong-ket",
            NEWS,
            None,
            "2025-06-27T15:00:00+07:00",
            "Huyện Như Xuân họp tổng kết trước ngày kết thúc hoạt động cấp huyện",
            "Hồ sơ, trụ sở và nhân sự được bàn giao cho sáu xã mới trước 0 giờ ngày 01/07/2025.",
            picture(8, "Hội trường trung tâm huyện trong buổi họp tổng kết", "Tư liệu huyện"),
        ),
        (
            "ds-news",
            "thac-dong-quan",
            NEWS,
            CULTURE,
            "2025-05-11T09:00:00+07:00",
            "Đường lên thác Đồng Quan được sửa xong trước mùa du lịch hè",
            "Đoạn dốc dài 900 mét đã có lan can và rãnh thoát nước.",
            None,
        ),
    ],
}

# (section, slug, kind, field, number, issued, effective, status, title, abstract, signatory)
LEGAL_DOCUMENTS: dict[str, list[tuple[Any, ...]]] = {
    WARD: [
        (
            "s-docs",
            "quyet-dinh-215-qd-ubnd",
            DECISION,
            SECURITY,
            "215/QĐ-UBND",
            "2026-11-18",
            "2026-11-18",
            IN_FORCE,
            "Quyết định về việc kiện toàn Ban Chỉ huy phòng thủ dân sự phường",
            "Kiện toàn Ban Chỉ huy phòng thủ dân sự phường Quảng Phú gồm 17 thành viên",
            "Lê Văn Hòa",
        ),
        (
            "s-docs",
            "ke-hoach-88-kh-ubnd",
            PLAN,
            CULTURE,
            "88/KH-UBND",
            "2026-11-12",
            None,
            IN_FORCE,
            "Kế hoạch tổ chức các hoạt động mừng Đảng, mừng Xuân Đinh Mùi 2027",
            "Tổ chức các hoạt động văn hóa, thể thao từ ngày 25/01 đến ngày 12/02/2027",
            "Nguyễn Thị Thu",
        ),
        (
            "s-docs",
            "thong-bao-140-tb-ubnd",
            ANNOUNCEMENT,
            ECONOMY,
            "140/TB-UBND",
            "2026-11-05",
            None,
            IN_FORCE,
            "Thông báo niêm yết công khai phương án bồi thường dự án đường nối tổ dân phố số 7",
            "Niêm yết 30 ngày tại trụ sở UBND phường và nhà văn hóa tổ dân phố số 7",
            "Lê Văn Hòa",
        ),
        (
            "s-docs",
            "nghi-quyet-12-nq-hdnd",
            RESOLUTION,
            ECONOMY,
            "12/NQ-HĐND",
            "2026-07-24",
            "2026-08-01",
            IN_FORCE,
            "Nghị quyết về điều chỉnh dự toán ngân sách phường năm 2026",
            "Điều chỉnh tăng thu 2.530.000.000 đồng, bổ sung chi đầu tư công",
            "Phạm Quốc Bảo",
        ),
        (
            "s-docs",
            "quyet-dinh-31-qd-ubnd",
            DECISION,
            ECONOMY,
            "31/QĐ-UBND",
            "2026-03-02",
            "2026-03-02",
            PARTLY,
            "Quyết định ban hành nội quy chợ Phú Thọ",
            "Nội quy chợ Phú Thọ gồm 4 chương, 19 điều",
            "Lê Văn Hòa",
        ),
        (
            "s-docs",
            "quyet-dinh-07-qd-ubnd",
            DECISION,
            HEALTH,
            "07/QĐ-UBND",
            "2025-08-15",
            "2025-08-15",
            EXPIRED,
            "Quyết định thành lập tổ kiểm tra an toàn thực phẩm năm 2025",
            "Thành lập tổ kiểm tra gồm 7 người",
            "Lê Văn Hòa",
        ),
    ],
    PROVINCE: [
        (
            "ps-docs",
            "chi-thi-09-ct-ubnd",
            {"key": "chi-thi", "label": "Chỉ thị"},
            ECONOMY,
            "09/CT-UBND",
            "2026-11-16",
            None,
            IN_FORCE,
            "Chỉ thị về phòng, chống đói rét cho vật nuôi vụ đông xuân 2026–2027",
            "Giao trách nhiệm cho các sở và UBND cấp xã",
            "Đỗ Minh Quân",
        ),
    ],
    DISTRICT: [
        (
            "ds-docs",
            "quyet-dinh-520-qd-ubnd",
            DECISION,
            None,
            "520/QĐ-UBND",
            "2025-06-20",
            "2025-06-20",
            EXPIRED,
            "Quyết định về việc bàn giao tài liệu lưu trữ của huyện",
            "Bàn giao 412 mét tài liệu",
            "Lương Thị Hoa",
        ),
    ],
}

BODY: list[Json] = [
    {
        "type": "paragraph",
        "html": "<p>Từ sáng sớm, tiếng loa của tổ dân phố đã gọi mọi người ra bờ kênh. Người mang cuốc, "
        "người đẩy xe rùa, các em học sinh nhặt rác dọc lối đi. Đến 10 giờ, đoạn kênh dài 600 mét đã sạch bèo và túi ni lông.</p>",
    },
    {"type": "heading", "level": 2, "text": "Mỗi nhà một việc", "anchor": "moi-nha-mot-viec"},
    {
        "type": "paragraph",
        "html": "<p>Bà Nguyễn Thị Lựu, 71 tuổi, nhận phần nấu nước chè. Theo <strong>Ban công tác Mặt trận</strong>, "
        'năm nay tổ có 214 trên 221 hộ đạt gia đình văn hóa; xem <a href="/van-ban/ke-hoach-88-kh-ubnd/">kế hoạch mừng Xuân</a>.</p>',
    },
    {
        "type": "image",
        "image": picture(9, "Các em nhỏ cầm cây giống bên bờ kênh"),
        "caption": "Mỗi gia đình trẻ trồng một cây bàng.",
    },
    {
        "type": "quote",
        "text": "Cây này cháu trồng thì cháu tưới. Năm sau quay lại đo xem ai cao hơn.",
        "cite": "Em Trần Gia Minh, học sinh lớp 4",
    },
    {
        "type": "list",
        "ordered": False,
        "items": ["Dọn 600 mét kênh Phú Thọ", "Trồng 120 cây bàng", "Trao 15 suất quà cho hộ khó khăn"],
    },
    {
        "type": "table",
        "caption": "Đóng góp của các hộ, đơn vị: đồng",
        "header": ["Khoản", "Số hộ", "Số tiền"],
        "rows": [
            ["Quỹ Vì người nghèo", "198", "29.700.000"],
            ["Cây xanh", "214", "21.400.000"],
            ["Bữa cơm chung", "205", "30.750.000"],
        ],
    },
    {
        "type": "notice",
        "text": "Số tiền còn lại được công khai tại nhà văn hóa tổ dân phố đến hết ngày 20/12/2026.",
    },
]

FILES: list[Json] = [
    {
        "title": "Toàn văn có chữ ký số",
        "name": "215-qd-ubnd.pdf",
        "href": "/media/tep/215-qd-ubnd.pdf",
        "size": 482_311,
        "content_type": "application/pdf",
    },
    {
        "title": "Danh sách thành viên",
        "name": "danh-sach.xlsx",
        "href": "/media/tep/danh-sach.xlsx",
        "size": 18_204,
        "content_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    },
]

CONTACTS: list[Json] = [
    {
        "group": "Lãnh đạo Ủy ban nhân dân",
        "entries": [
            {
                "name": "Lê Văn Hòa",
                "position": "Chủ tịch",
                "phone": "0237 3000 166",
                "email": "hoalv@thanhhoa.example.vn",
                "unit": "UBND phường",
            },
            {
                "name": "Nguyễn Thị Thu",
                "position": "Phó Chủ tịch",
                "phone": "0237 3000 167",
                "email": "thunt@thanhhoa.example.vn",
                "unit": "UBND phường",
            },
        ],
    },
    {
        "group": "Trung tâm Phục vụ hành chính công",
        "entries": [
            {
                "name": "Hoàng Đức Thịnh",
                "position": "Giám đốc",
                "phone": "0237 3000 170",
                "email": "thinhhd@thanhhoa.example.vn",
                "unit": "",
            },
            {
                "name": "",
                "position": "Tiếp nhận hồ sơ đất đai",
                "phone": "0237 3000 171",
                "email": None,
                "unit": "Quầy số 3",
            },
        ],
    },
    {
        "group": "Công an phường",
        "entries": [
            {
                "name": "Trực ban",
                "position": "Tiếp nhận tin báo 24 giờ",
                "phone": "0237 3000 113",
                "email": "",
                "unit": "Công an phường",
            }
        ],
    },
]

REGULATION: Json = {
    "title": "Quy chế quản lý, vận hành Trang thông tin điện tử phường Quảng Phú",
    "number": "",
    "issued_on": None,
    "issuing_body": "Ủy ban nhân dân phường Quảng Phú",
    "signatory": "",
    "effective_from": "2023-01-01",
    "effective_to": None,
    "assumed": True,
    "current": True,
    "notice": "Bản sao của quy chế để trống số và ngày ban hành, nên được coi là có hiệu lực từ ngày sớm nhất có thể.\n"
    "Quy chế ban hành năm 2023, trước khi phường được sáp nhập ngày 01/07/2025.",
    "versions": [
        {
            "title": "Quy chế 2023",
            "number": "",
            "effective_from": "2023-01-01",
            "effective_to": None,
            "assumed": True,
            "current": True,
        },
        {
            "title": "Quy chế 2019",
            "number": "44/QĐ-UBND",
            "effective_from": "2019-05-02",
            "effective_to": "2022-12-31",
            "assumed": False,
            "current": False,
        },
    ],
    "groups": [
        {
            "key": "deadlines",
            "title": "Thời hạn đăng tin",
            "parameters": [
                {
                    "key": "deadlines.news",
                    "label": "Tin về hoạt động, sự kiện",
                    "value": "01 ngày làm việc kể từ khi diễn ra",
                    "raw": {},
                    "provenance": "stated",
                    "clause": "7.1",
                    "clause_text": "Đăng trong một ngày làm việc sau sự kiện.",
                },
                {
                    "key": "deadlines.own_document",
                    "label": "Văn bản do phường ban hành",
                    "value": "01 ngày làm việc sau khi ký",
                    "raw": {},
                    "provenance": "stated",
                    "clause": "7.2",
                    "clause_text": "",
                },
                {
                    "key": "deadlines.major_event",
                    "label": "Hội nghị, sự kiện quan trọng",
                    "value": "02 ngày làm việc sau khi kết thúc",
                    "raw": {},
                    "provenance": "implied",
                    "clause": "7.3",
                    "clause_text": "",
                },
            ],
        },
        {
            "key": "approval",
            "title": "Duyệt trước khi đăng",
            "parameters": [
                {
                    "key": "approval.default_approver",
                    "label": "Người duyệt",
                    "value": "Trưởng Ban biên tập hoặc Phó Trưởng ban được ủy quyền",
                    "raw": "head",
                    "provenance": "stated",
                    "clause": "7.6",
                    "clause_text": "",
                },
                {
                    "key": "approval.issued_number",
                    "label": "Số quyết định",
                    "value": None,
                    "raw": None,
                    "provenance": "blank",
                    "clause": "",
                    "clause_text": "",
                },
            ],
        },
        {
            "key": "identity",
            "title": "Tên gọi và địa chỉ",
            "parameters": [
                {
                    "key": "portal.name",
                    "label": "Tên gọi",
                    "value": "Trang thông tin điện tử phường Quảng Phú",
                    "raw": "",
                    "provenance": "stated",
                    "clause": "1.4",
                    "clause_text": "",
                },
                {
                    "key": "portal.media",
                    "label": "Loại nội dung",
                    "value": ["bài viết", "ảnh", "dữ liệu", "tài liệu"],
                    "raw": [],
                    "provenance": "derived",
                    "clause": "5.1",
                    "clause_text": "",
                },
            ],
        },
    ],
}

COMMUNES: list[Json] = [
    {
        "id": "1",
        "code": "16522",
        "name": "Phường Quảng Phú",
        "unit_type": "phuong",
        "url": origin(WARD) + "/",
        "items": 34,
    },
    {
        "id": "2",
        "code": "14758",
        "name": "Phường Hạc Thành",
        "unit_type": "phuong",
        "url": None,
        "items": None,
    },
    {
        "id": "3",
        "code": "16225",
        "name": "Xã Thượng Ninh",
        "unit_type": "xa",
        "url": "http://thuongninh.thanhhoa.localhost/",
        "items": 1240,
    },
    {"id": "4", "code": "16174", "name": "Xã Như Xuân", "unit_type": "xa", "url": None, "items": None},
    {"id": "5", "code": "14845", "name": "Xã Điền Quang", "unit_type": "xa", "url": None, "items": None},
]
