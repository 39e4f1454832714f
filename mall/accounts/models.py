"""Who a person is to the mall: a phone or an e-mail that was verified, and where their parcels go."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.crypto import EncryptedTextField, lookup_hash

from . import divisions


class UserManager(BaseUserManager["User"]):
    def by_phone(self, phone: str):
        """The user with this phone, or None. Phones are stored encrypted and found by hash."""
        return self.filter(phone_hash=lookup_hash(phone)).first() if phone else None

    def create_user(self, *, phone: str = "", email: str | None = None, password: str | None = None, **extra):
        user = self.model(email=self.normalize_email(email).lower() if email else None, **extra)
        user.set_phone(phone)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str | None = None, **extra):
        return self.create_user(email=email, password=password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Signs in by phone or e-mail; at least one of them is there. (B8)"""

    lock_rank = "user"

    email = models.EmailField(_("电子邮箱"), unique=True, null=True, blank=True)
    phone = EncryptedTextField(_("手机号"), blank=True)
    phone_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    phone_verified_at = models.DateTimeField(_("手机验证时间"), null=True, blank=True)
    display_name = models.CharField(_("昵称"), max_length=40, blank=True)
    locale = models.CharField(
        _("语言"), max_length=10, default="zh-hans", choices=[("zh-hans", "中文"), ("en", "English")]
    )
    # Until its person chooses, pages follow the browser, and messages the language of the last sign-in.
    locale_is_chosen = models.BooleanField(_("语言由本人选定"), default=False)
    is_staff = models.BooleanField(_("员工"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    date_joined = models.DateTimeField(_("注册时间"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = verbose_name_plural = _("用户")
        ordering = ["id"]
        permissions = [("reveal_user", _("查看用户完整的手机号和邮箱"))]
        indexes = [models.Index(fields=["display_name"], name="user_display_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone_hash__isnull=False), name="user_has_phone_or_email"
            ),
            models.CheckConstraint(
                condition=Q(phone="", phone_hash__isnull=True) | (~Q(phone="") & Q(phone_hash__isnull=False)),
                name="user_phone_with_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What pages call this person: never a phone or e-mail in full."""
        return self.display_name or self.masked_contact

    @property
    def masked_contact(self) -> str:
        if self.phone:
            return mask_phone(self.phone)
        return mask_email(self.email) if self.email else str(self.pk)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def set_phone(self, phone: str) -> None:
        self.phone, self.phone_hash = phone, lookup_hash(phone) or None


def mask_phone(phone: str) -> str:
    """``13812345678`` → ``138****5678``."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "****"


def mask_email(email: str) -> str:
    """``someone@example.com`` → ``s***@example.com``."""
    local, _at, domain = email.partition("@")
    return f"{local[:1]}***@{domain}"


def mask_name(name: str) -> str:
    """``王小明`` → ``王**``."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


class AddressQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)


class Address(models.Model):
    """An entry of a shopper's address book. What identifies is encrypted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="addresses", verbose_name=_("用户"))
    recipient = EncryptedTextField(_("收货人"))
    phone = EncryptedTextField(_("联系电话"))
    division = models.CharField(_("省市区"), max_length=6)
    street = EncryptedTextField(_("详细地址"))
    is_default = models.BooleanField(_("默认地址"), default=False)
    created_at = models.DateTimeField(_("添加时间"), default=timezone.now)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("收货地址")
        ordering = ["-is_default", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(is_default=True), name="one_default_address")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.pk}"

    @property
    def region(self) -> str:
        return divisions.full_name(self.division)

    @property
    def masked(self) -> str:
        return f"{mask_name(self.recipient)} {mask_phone(self.phone)} {self.region}****"


class SignIn(models.Model):
    """A sign-in, kept so that its owner can recognise a stranger's. (E4)"""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins", verbose_name=_("用户"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    ip = models.GenericIPAddressField(_("网络地址"), null=True)
    user_agent = models.CharField(_("设备"), max_length=200, blank=True)
    method = models.CharField(_("方式"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("登录记录")
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "-id"], name="sign_in_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%F %T}"
