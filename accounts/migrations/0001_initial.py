import accounts.models.notification
import core.fields
import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("localities", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("search_key", models.TextField(db_default="", default="", editable=False)),
                ("sort_key", models.TextField(db_default="", default="", editable=False)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="thư điện tử")),
                ("name", core.fields.LineField(max_length=200, verbose_name="họ và tên")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("office_admin", "Văn phòng Điều phối – quản trị"),
                            ("office_staff", "Văn phòng Điều phối – chuyên viên"),
                            ("local_officer", "Cán bộ địa phương"),
                            ("producer", "Chủ thể OCOP"),
                            ("council_member", "Thành viên Hội đồng"),
                            ("adviser", "Tổ tư vấn"),
                            ("leader", "Lãnh đạo (chỉ xem)"),
                        ],
                        max_length=20,
                        verbose_name="vai trò",
                    ),
                ),
                ("agency", core.fields.LineField(blank=True, max_length=200, verbose_name="cơ quan")),
                ("position", core.fields.LineField(blank=True, max_length=200, verbose_name="chức vụ")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                ("is_active", models.BooleanField(default=True, verbose_name="đang hoạt động")),
                ("is_staff", models.BooleanField(default=False, verbose_name="vào trang quản trị")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="dữ liệu minh họa"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="tạo lúc"
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officers",
                        to="localities.unit",
                        verbose_name="đơn vị phụ trách",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "người dùng",
                "verbose_name_plural": "người dùng",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.CharField(max_length=20, verbose_name="kỳ gửi")),
                (
                    "state",
                    models.CharField(
                        choices=[("claimed", "Đang gửi"), ("sent", "Đã gửi"), ("failed", "Không gửi được")],
                        default="claimed",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=1, verbose_name="số lần thử")),
                ("error", core.fields.LineField(blank=True, max_length=500, verbose_name="lỗi")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="digests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "thư thông báo",
                "verbose_name_plural": "thư thông báo",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField(verbose_name="khóa của dòng")),
                (
                    "since",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="theo dõi từ"),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="contenttypes.contenttype",
                        verbose_name="loại",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người theo dõi",
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt theo dõi",
                "verbose_name_plural": "lượt theo dõi",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="mã băm của đường dẫn")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="mời lúc"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="hết hạn lúc")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="nhận lời lúc")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="thay thế lúc")),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người mời",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người được mời",
                    ),
                ),
            ],
            options={
                "verbose_name": "lời mời",
                "verbose_name_plural": "lời mời",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("daily", "Mỗi ngày một thư, vào buổi sáng"),
                            ("hourly", "Nhiều nhất mỗi giờ một thư"),
                            ("never", "Không gửi thư, chỉ xem trên trang"),
                        ],
                        default="daily",
                        max_length=10,
                        verbose_name="gửi thư",
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("task", "Việc cần làm"),
                                ("deadline", "Thời hạn"),
                                ("result", "Kết quả"),
                                ("followed", "Theo dõi"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=accounts.models.notification.every_kind,
                        size=None,
                        verbose_name="loại thông báo gửi qua thư",
                    ),
                ),
                (
                    "quiet_from",
                    models.TimeField(default=datetime.time(20, 0), verbose_name="không gửi thư từ"),
                ),
                ("quiet_to", models.TimeField(default=datetime.time(6, 0), verbose_name="đến")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail_choice",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người dùng",
                    ),
                ),
            ],
            options={
                "verbose_name": "lựa chọn nhận thư",
                "verbose_name_plural": "lựa chọn nhận thư",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("task", "Việc cần làm"),
                            ("deadline", "Thời hạn"),
                            ("result", "Kết quả"),
                            ("followed", "Theo dõi"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("text", core.fields.LineField(max_length=500, verbose_name="nội dung")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="trang liên quan")),
                ("key", models.CharField(blank=True, max_length=200, verbose_name="khóa")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="đã đọc lúc")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                (
                    "digest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="accounts.digest",
                        verbose_name="thư thông báo",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "thông báo",
                "verbose_name_plural": "thông báo",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(editable=False, max_length=100, verbose_name="danh sách")),
                ("name", core.fields.LineField(max_length=60, verbose_name="tên bộ lọc")),
                ("query", models.CharField(max_length=1000, verbose_name="điều kiện")),
                ("is_shared", models.BooleanField(default=False, verbose_name="dùng chung trong Văn phòng")),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lưu lúc")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lưu",
                    ),
                ),
            ],
            options={
                "verbose_name": "bộ lọc đã lưu",
                "verbose_name_plural": "bộ lọc đã lưu",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session_key",
                    models.CharField(editable=False, max_length=40, unique=True, verbose_name="phiên"),
                ),
                ("address", models.GenericIPAddressField(blank=True, null=True, verbose_name="địa chỉ mạng")),
                ("browser", core.fields.LineField(blank=True, max_length=100, verbose_name="trình duyệt")),
                (
                    "started_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="đăng nhập lúc"),
                ),
                (
                    "last_seen_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="hoạt động cuối"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người dùng",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiên đăng nhập",
                "verbose_name_plural": "phiên đăng nhập",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="SupportView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", core.fields.LineField(max_length=300, verbose_name="lý do")),
                (
                    "started_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="bắt đầu lúc"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="số trang đã xem")),
                (
                    "supporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support_given",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người hỗ trợ",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="xem thay",
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt xem thay",
                "verbose_name_plural": "lượt xem thay",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="UserEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("search_key", models.TextField(db_default="", default="", editable=False)),
                ("sort_key", models.TextField(db_default="", default="", editable=False)),
                ("email", models.EmailField(max_length=254, verbose_name="thư điện tử")),
                ("name", core.fields.LineField(max_length=200, verbose_name="họ và tên")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("office_admin", "Văn phòng Điều phối – quản trị"),
                            ("office_staff", "Văn phòng Điều phối – chuyên viên"),
                            ("local_officer", "Cán bộ địa phương"),
                            ("producer", "Chủ thể OCOP"),
                            ("council_member", "Thành viên Hội đồng"),
                            ("adviser", "Tổ tư vấn"),
                            ("leader", "Lãnh đạo (chỉ xem)"),
                        ],
                        max_length=20,
                        verbose_name="vai trò",
                    ),
                ),
                ("agency", core.fields.LineField(blank=True, max_length=200, verbose_name="cơ quan")),
                ("position", core.fields.LineField(blank=True, max_length=200, verbose_name="chức vụ")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                ("is_active", models.BooleanField(default=True, verbose_name="đang hoạt động")),
                ("is_staff", models.BooleanField(default=False, verbose_name="vào trang quản trị")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="dữ liệu minh họa"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="tạo lúc"
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="localities.unit",
                        verbose_name="đơn vị phụ trách",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="user",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_key"], name="user_search_trgm", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["sort_key"], name="user_sort"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "local_officer"), _negated=True),
                    ("unit__isnull", False),
                    _connector="OR",
                ),
                name="user_officer_has_unit",
                violation_error_message="Cán bộ địa phương phải có đơn vị phụ trách.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "office_admin",
                            "office_staff",
                            "local_officer",
                            "producer",
                            "council_member",
                            "adviser",
                            "leader",
                        ],
                    )
                ),
                name="user_role_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("agency", "created_at", "email", "id", "is_active", "is_demo", "is_staff", "is_superuser", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position", "role", "search_key", "sort_key", "unit_id") SELECT new_values."agency", new_values."created_at", new_values."email", new_values."id", new_values."is_active", new_values."is_demo", new_values."is_staff", new_values."is_superuser", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."position", new_values."role", new_values."search_key", new_values."sort_key", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a8d00cb5771de7234d37f601e507997016750615', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("agency", "created_at", "email", "id", "is_active", "is_demo", "is_staff", "is_superuser", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position", "role", "search_key", "sort_key", "unit_id") SELECT new_values."agency", new_values."created_at", new_values."email", new_values."id", new_values."is_active", new_values."is_demo", new_values."is_staff", new_values."is_superuser", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."position", new_values."role", new_values."search_key", new_values."sort_key", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."agency" IS DISTINCT FROM (new_values."agency") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."is_demo" IS DISTINCT FROM (new_values."is_demo") OR old_values."is_staff" IS DISTINCT FROM (new_values."is_staff") OR old_values."is_superuser" IS DISTINCT FROM (new_values."is_superuser") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."phone" IS DISTINCT FROM (new_values."phone") OR old_values."position" IS DISTINCT FROM (new_values."position") OR old_values."role" IS DISTINCT FROM (new_values."role") OR old_values."search_key" IS DISTINCT FROM (new_values."search_key") OR old_values."sort_key" IS DISTINCT FROM (new_values."sort_key") OR old_values."unit_id" IS DISTINCT FROM (new_values."unit_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f0fe79b9d68d3996d397abe28a65a9df51c661f6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0e890', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_user', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(fields=("user", "slot"), name="digest_once"),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["claimed", "sent", "failed"])), name="digest_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                fields=("content_type", "object_id", "user"), name="follow_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("cancelled_at__isnull", True)),
                fields=("user",),
                name="invitation_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("frequency__in", ["daily", "hourly", "never"])),
                name="mailchoice_frequency_known",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["user", "-id"], name="notification_user"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("read_at__isnull", True)),
                fields=["user"],
                name="notification_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("done_at", None), ("kind__in", ("task", "deadline"))),
                fields=["url"],
                name="notification_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("user", "key"),
                name="notification_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["task", "deadline", "result", "followed"])),
                name="notification_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("url", ""),
                    models.Q(("url__startswith", "/"), models.Q(("url__startswith", "//"), _negated=True)),
                    _connector="OR",
                ),
                name="notification_own_page",
                violation_error_message="Thông báo chỉ dẫn tới trang của phần mềm này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                fields=("user", "page", "name"),
                name="savedfilter_name_once",
                violation_error_message="Bạn đã có bộ lọc tên này ở danh sách này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="savedfilter_named",
                violation_error_message="Hãy đặt tên cho bộ lọc.",
            ),
        ),
        migrations.AddIndex(
            model_name="signin",
            index=models.Index(fields=["user", "-last_seen_at"], name="signin_user_seen"),
        ),
        migrations.AddConstraint(
            model_name="supportview",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="supportview_reason",
                violation_error_message="Hãy ghi lý do xem thay.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportview",
            constraint=models.CheckConstraint(
                condition=models.Q(("supporter", models.F("user")), _negated=True), name="supportview_another"
            ),
        ),
        migrations.CreateModel(
            name="PersonalView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", core.fields.LineField(max_length=100, verbose_name="trang")),
                ("object_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="mã dòng")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                (
                    "content_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                        verbose_name="loại",
                    ),
                ),
                (
                    "viewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người xem",
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt xem dữ liệu cá nhân",
                "verbose_name_plural": "lượt xem dữ liệu cá nhân",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField(verbose_name="mã dòng")),
                ("paper", core.fields.LineField(max_length=200, verbose_name="văn bản đề nghị")),
                ("reason", core.fields.ProseField(max_length=1000, verbose_name="lý do")),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), size=None, verbose_name="mục đã xóa"
                    ),
                ),
                ("history_rows", models.PositiveIntegerField(verbose_name="số dòng lịch sử đã xóa nội dung")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                        verbose_name="loại",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures_done",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người thực hiện",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần ẩn danh",
                "verbose_name_plural": "lần ẩn danh",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["content_type", "object_id"], name="erasure_row")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paper", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                        ),
                        name="erasure_asked_for",
                        violation_error_message="Hãy ghi văn bản đề nghị và lý do.",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="erasure",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e91141113ae01afdf37d83a8c3d12353f8617bb0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8dda0",
                    table="accounts_erasure",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="personalview",
            index=models.Index(fields=["content_type", "object_id", "-id"], name="personalview_row"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personalview",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d226944820124f5849fdf906a1a40cf1d3c35462",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6d65d",
                    table="accounts_personalview",
                    when="BEFORE",
                ),
            ),
        ),
    ]
