from django.urls import path

from training.views import classes, files, people

urlpatterns = [
    path("", classes.class_list, name="class_list"),
    path("moi/", classes.class_create, name="class_create"),
    path("hoc-vien/", people.people, name="people"),
    path("hoc-vien/<int:pk>/", people.person, name="person"),
    path("hoc-vien/<int:pk>/sua/", people.person_edit, name="person_edit"),
    path("hoc-vien/<int:pk>/gop/", people.person_merge, name="person_merge"),
    path("do-bao-phu/", people.coverage_page, name="coverage"),
    path("do-bao-phu/danh-sach/", people.coverage_list, name="coverage_list"),
    path("<int:pk>/", classes.class_detail, name="class_detail"),
    path("<int:pk>/sua/", classes.class_edit, name="class_edit"),
    path("<int:pk>/buoc/<slug:step>/", classes.class_step, name="class_step"),
    path("<int:pk>/them-buoi/", classes.session_create, name="session_create"),
    path("<int:pk>/tep/them/", files.class_files, name="class_files"),
    path("tep/<int:pk>/", files.class_file, name="class_file"),
    path("tep/<int:pk>/bo/", files.class_file_drop, name="class_file_drop"),
    path("<int:pk>/dang-ky/", people.enrol, name="enrol"),
    path("<int:pk>/diem-danh.pdf", classes.attendance_sheet, name="attendance_sheet"),
    path("<int:pk>/chung-nhan.pdf", classes.class_certificates, name="class_certificates"),
    path("buoi/<int:pk>/", classes.attendance, name="attendance"),
    path("buoi/<int:pk>/xoa/", classes.session_remove, name="session_remove"),
    path("buoi/<int:pk>/co-mat-het/", classes.attendance_all, name="attendance_all"),
    path("buoi/<int:pk>/<int:enrolment_pk>/", classes.attendance_mark, name="attendance_mark"),
    path("danh-sach/<int:pk>/bo/", people.enrolment_remove, name="enrolment_remove"),
    path("danh-sach/<int:pk>/ket-qua/", people.enrolment_result, name="enrolment_result"),
    path("danh-sach/<int:pk>/y-kien/", people.enrolment_feedback, name="enrolment_feedback"),
]
