"""The papers of a round, and everything after a recognition."""

from django.urls import path

from evaluations.views.after import (
    central,
    complaints,
    deciding,
    paper,
    papers,
    recognitions,
    withdrawals,
)

urlpatterns = [
    path("dot/<int:pk>/van-ban/", papers.round_papers, name="round_papers"),
    path("dot/<int:pk>/van-ban/tung-diem.xlsx", papers.round_marks, name="round_marks"),
    path("dot/<int:pk>/van-ban/<slug:paper>.<slug:ending>", papers.round_paper, name="round_paper"),
    path("dot/<int:pk>/thong-bao/<slug:whom>/<int:whom_pk>.pdf", papers.notice, name="result_notice"),
    path("dot/<int:pk>/in/<slug:bundle>/", papers.bundle_start, name="bundle_start"),
    path("dot/<int:pk>/in/<slug:bundle>.pdf", papers.bundle_file, name="bundle_file"),
    path("dot/<int:pk>/quyet-dinh-theo-hoi-dong/", deciding.bulk_decide, name="bulk_decide"),
    path("dot/san-pham/<int:pk>/tong-hop.<slug:ending>", papers.entry_summary, name="entry_summary"),
    path("dot/san-pham/<int:pk>/phieu-trong.pdf", papers.entry_blank_sheets, name="entry_blank_sheets"),
    path("dot/san-pham/<int:pk>/phieu-giay/", paper.paper_sheet_create, name="paper_sheet_create"),
    path("phieu/<int:pk>.pdf", papers.sheet_pdf, name="sheet_pdf"),
    path("phieu-giay/<int:pk>/", paper.paper_sheet, name="paper_sheet"),
    path("phieu-giay/<int:pk>/nhap-lai/", paper.paper_sheet_retype, name="paper_sheet_retype"),
    path("phieu-giay/<int:pk>/ban-quet/", paper.paper_scan, name="paper_scan"),
    path("sau-cong-nhan/", recognitions.after_home, name="after_home"),
    path("sau-cong-nhan/so/", recognitions.recognition_list, name="recognition_list"),
    path("sau-cong-nhan/so/<int:pk>/", recognitions.recognition, name="recognition"),
    path("sau-cong-nhan/so/<int:pk>/keo-dai/", recognitions.extension_create, name="extension_create"),
    path("sau-cong-nhan/so/<int:pk>/hau-kiem/", withdrawals.check_create, name="check_create"),
    path("sau-cong-nhan/so/<int:pk>/thu-hoi/", withdrawals.withdrawal_create, name="withdrawal_create"),
    path("sau-cong-nhan/so/<int:pk>/khieu-nai/", complaints.complaint_create, name="complaint_create"),
    path("sau-cong-nhan/het-han/", recognitions.expiry_list, name="expiry_list"),
    path("sau-cong-nhan/thu-hoi/", withdrawals.withdrawal_list, name="withdrawal_list"),
    path("sau-cong-nhan/thu-hoi/<int:pk>/", withdrawals.withdrawal, name="withdrawal"),
    path(
        "sau-cong-nhan/thu-hoi/<int:pk>/quyet-dinh/", withdrawals.withdrawal_decide, name="withdrawal_decide"
    ),
    path("sau-cong-nhan/thu-hoi/<int:pk>/ket-thuc/", withdrawals.withdrawal_drop, name="withdrawal_drop"),
    path("sau-cong-nhan/hau-kiem/", withdrawals.check_list, name="check_list"),
    path("sau-cong-nhan/hau-kiem/<int:pk>/", withdrawals.check, name="check"),
    path("sau-cong-nhan/hau-kiem/<int:pk>/khac-phuc/", withdrawals.check_mend, name="check_mend"),
    path("sau-cong-nhan/hau-kiem/<int:pk>/ban-quet/", withdrawals.check_scan, name="check_scan"),
    path("dot/san-pham/<int:pk>/khieu-nai/", complaints.complaint_about_entry, name="complaint_about_entry"),
    path("sau-cong-nhan/khieu-nai/", complaints.complaint_list, name="complaint_list"),
    path("sau-cong-nhan/khieu-nai/<int:pk>/", complaints.complaint, name="complaint"),
    path("sau-cong-nhan/khieu-nai/<int:pk>/<slug:step>/", complaints.complaint_step, name="complaint_step"),
    path("sau-cong-nhan/5-sao/", central.proposal_list, name="proposal_list"),
    path("sau-cong-nhan/5-sao/<int:pk>/", central.proposal, name="proposal"),
    path("sau-cong-nhan/5-sao/<int:pk>/ho-so.zip", central.proposal_package, name="proposal_package"),
    path("sau-cong-nhan/5-sao/<int:pk>/gui/", central.proposal_send, name="proposal_send"),
    path("sau-cong-nhan/5-sao/<int:pk>/<slug:step>/", central.proposal_step, name="proposal_step"),
]
