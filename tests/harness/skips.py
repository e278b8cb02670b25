"""With OCOP_NO_SKIP set, a skipped test is a failed one: nothing may pass for tested that was not."""

import os

import pytest

NO_SKIP = bool(os.environ.get("OCOP_NO_SKIP"))


def _forbid(report: pytest.TestReport | pytest.CollectReport) -> None:
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although OCOP_NO_SKIP is set: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    _forbid(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    _forbid(report)
    return report
