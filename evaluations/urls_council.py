from django.urls import path

from evaluations.views import board, entries, rounds

urlpatterns = [
    path("", rounds.council_list, name="council_list"),
    path("dot/", rounds.round_list, name="round_list"),
    path("dot/moi/", rounds.round_create, name="round_create"),
    path("dot/<int:pk>/", rounds.round_page, name="round"),
    path("dot/<int:pk>/them-ho-so/", rounds.round_add, name="round_add"),
    path("dot/<int:pk>/mo/", rounds.round_open, name="round_open"),
    path("dot/<int:pk>/theo-doi/", board.round_board, name="round_board"),
    path("dot/<int:pk>/theo-doi/bang/", board.round_board_live, name="round_board_live"),
    path("dot/<int:pk>/diem-danh/", board.round_presence, name="round_presence"),
    path("dot/<int:pk>/nhac/", board.round_remind, name="round_remind"),
    path("dot/<int:pk>/chuyen-hop/", board.round_meet, name="round_meet"),
    path("dot/<int:pk>/cham-lai/", board.round_reopen, name="round_reopen"),
    path("dot/<int:pk>/khoa/", rounds.round_close, name="round_close"),
    path("dot/<int:pk>/tong-hop/", rounds.round_tally, name="round_tally"),
    path("dot/<int:pk>/quyet-dinh/", rounds.round_decision, name="round_decision"),
    path("dot/san-pham/<int:pk>/", entries.entry, name="entry"),
    path("dot/san-pham/<int:pk>/xung-dot/", entries.entry_recuse, name="entry_recuse"),
    path("dot/san-pham/<int:pk>/loai/", entries.entry_eliminate, name="entry_eliminate"),
    path("dot/san-pham/<int:pk>/tong-hop/", entries.entry_tally, name="entry_tally"),
    path("dot/san-pham/<int:pk>/ket-luan/", entries.entry_conclude, name="entry_conclude"),
    path("dot/san-pham/<int:pk>/quyet-dinh/", entries.entry_decide, name="entry_decide"),
    path("dot/giay-chung-nhan/<int:pk>.pdf", entries.certificate_pdf, name="certificate_pdf"),
]
