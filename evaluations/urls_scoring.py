from django.urls import path

from evaluations.views import scoring

urlpatterns = [
    path("", scoring.scoring_home, name="scoring_home"),
    path("bat-dau/<int:pk>/", scoring.sheet_start, name="sheet_start"),
    path("phieu/<int:pk>/", scoring.sheet, name="sheet"),
    path("phieu/<int:pk>/diem/", scoring.sheet_mark, name="sheet_mark"),
    path("phieu/<int:pk>/y-kien/", scoring.sheet_comment, name="sheet_comment"),
    path("phieu/<int:pk>/cham-lai/", scoring.sheet_reopen, name="sheet_reopen"),
]
