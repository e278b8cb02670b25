from django.urls import path

from accounts.views import notifications

urlpatterns = [
    path("", notifications.notification_list, name="notification_list"),
    path("da-doc-het/", notifications.notification_read_all, name="notification_read_all"),
    path("nhan-thu/", notifications.mail_choice, name="mail_choice"),
    path("<int:pk>/mo/", notifications.notification_open, name="notification_open"),
    path("<int:pk>/chua-doc/", notifications.notification_unread, name="notification_unread"),
]
