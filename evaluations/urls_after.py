from django.urls import path

from evaluations.views.after import papers

urlpatterns = [
    path("dot/<int:pk>/van-ban/", papers.round_papers, name="round_papers"),
    path("dot/<int:pk>/van-ban/tung-diem.xlsx", papers.round_marks, name="round_marks"),
    path("dot/<int:pk>/van-ban/<slug:paper>.<slug:ending>", papers.round_paper, name="round_paper"),
    path("dot/<int:pk>/thong-bao/<slug:whom>/<int:whom_pk>.pdf", papers.notice, name="result_notice"),
    path("dot/<int:pk>/in/<slug:bundle>/", papers.bundle_start, name="bundle_start"),
    path("dot/<int:pk>/in/<slug:bundle>.pdf", papers.bundle_file, name="bundle_file"),
    path(
        "dot/san-pham/<int:pk>/tong-hop.<slug:ending>",
        papers.entry_summary,
        name="entry_summary",
    ),
    path("dot/san-pham/<int:pk>/phieu-trong.pdf", papers.entry_blank_sheets, name="entry_blank_sheets"),
    path("phieu/<int:pk>.pdf", papers.sheet_pdf, name="sheet_pdf"),
]
