"""Reading the reference files strictly: every field typed, every unknown or doubled key a fault."""

import datetime
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.errors import ActRefused
from core.text import clean_lines

_REQUIRED = object()
_KINDS = {
    str: "một dòng chữ",
    int: "một số nguyên",
    bool: "true hoặc false",
    list: "một danh sách",
    dict: "các cặp khóa: giá trị",
    datetime.date: "một ngày (năm-tháng-ngày)",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a reference file, and where: a file, a criterion (or other place), a sentence."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.message}"


class BadReferenceData(ActRefused):
    """The reference files cannot be loaded; ``faults`` lists everything that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("Dữ liệu tham chiếu có lỗi, không nạp gì cả:\n" + "\n".join(map(str, faults)))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML that refuses a key written twice, which plain YAML would silently drop."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"khóa {key!r} viết hai lần", node.start_mark)
    return dict(
        zip(keys, (loader.construct_object(value, deep=True) for _, value in node.value), strict=True)
    )


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path, *, file: str) -> Any:
    """The document of a file; raises :class:`BadReferenceData` naming ``file`` where it is no YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadReferenceData([Fault(file, "cả tệp", f"không đọc được: {error}")]) from error


def digest(document: Any) -> str:
    """SHA-256 of a document's content: comments, quoting and layout of the file do not count."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Fields:
    """The keys of one mapping, taken one by one with their type; faults are collected, not raised."""

    def __init__(self, value: Any, *, file: str, where: str, faults: list[Fault]) -> None:
        self.file, self.where, self.faults = file, where, faults
        self.left: dict[str, Any] = dict(value) if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.fault(f"phải là {_KINDS[dict]}")

    def fault(self, message: str) -> None:
        self.faults.append(Fault(self.file, self.where, message))

    def _take(self, key: str, kind: type, default: Any) -> Any:
        if key not in self.left:
            if default is _REQUIRED:
                self.fault(f"thiếu {key}")
                return kind() if kind is not datetime.date else datetime.date.min
            return default
        value = self.left.pop(key)
        if type(value) is not kind:
            self.fault(f"{key} phải là {_KINDS[kind]}, không phải {value!r}")
            return kind() if kind is not datetime.date else datetime.date.min
        return value

    def text(self, key: str, default: Any = _REQUIRED) -> str:
        """Words in the form they are stored in: NFC, single spaces, nothing blank."""
        value = self._take(key, str, default)
        if value is not default and not self._is_clean(value):
            self.fault(f"{key} trống, thừa dấu cách hoặc chưa ở dạng NFC: {value!r}")
        return value

    @staticmethod
    def _is_clean(value: str) -> bool:
        return bool(value) and clean_lines(value) == value

    def number(self, key: str, default: Any = _REQUIRED) -> Any:
        value = self._take(key, int, default)
        if isinstance(value, int) and value < 0:
            self.fault(f"{key} không được âm: {value}")
        return value

    def flag(self, key: str, default: Any = _REQUIRED) -> bool:
        return self._take(key, bool, default)

    def day(self, key: str, default: Any = _REQUIRED) -> Any:
        return self._take(key, datetime.date, default)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words, empty where the key is absent."""
        values = self._take(key, list, [])
        for value in values:
            if not isinstance(value, str) or not self._is_clean(value):
                self.fault(f"{key} có dòng không phải chữ, trống hoặc chưa ở dạng NFC: {value!r}")
        return tuple(value for value in values if isinstance(value, str))

    def choice(self, key: str, allowed: Sequence[str], default: Any = _REQUIRED) -> str:
        value = self.text(key, default)
        if value and value != default and value not in allowed:
            self.fault(f"{key} phải là một trong {', '.join(allowed)}, không phải {value!r}")
        return value

    def numbers(self, key: str, count: int) -> tuple[int, ...]:
        """A list of exactly ``count`` whole numbers, empty where the key is absent."""
        values = self._take(key, list, [])
        if values and (len(values) != count or any(type(value) is not int for value in values)):
            self.fault(f"{key} phải là {count} số nguyên, không phải {values!r}")
            return ()
        return tuple(values)

    def mapping(self, key: str, default: Any = _REQUIRED) -> dict[str, Any]:
        return self._take(key, dict, default)

    def each(self, key: str, label: str, default: Any = _REQUIRED) -> Iterator["Fields"]:
        """The mappings of a list; ``label`` names one, with its code or number where it has one."""
        for position, value in enumerate(self._take(key, list, default), 1):
            name = value.get("code", value.get("number", position)) if isinstance(value, dict) else position
            yield Fields(value, file=self.file, where=f"{label} {name}", faults=self.faults)

    def nested(self, key: str) -> "Fields | None":
        """A mapping within this one, or None where it is absent."""
        if key not in self.left:
            return None
        return Fields(self.left.pop(key), file=self.file, where=self.where, faults=self.faults)

    def done(self) -> None:
        """Whatever was not taken is a key nobody knows: most likely a slip of the pen."""
        for key in self.left:
            self.fault(f"có khóa lạ {key!r}")
