"""A run for a build server: JUnit's XML, a test for every cell and every gate."""

import re
from xml.etree import ElementTree as Xml

from covision.bench.reports.values import contestants
from covision.domain.evals import CaseResult, EvalRun
from covision.domain.summary import GateResult, RunSummary

# XML 1.0 has no place for these, not even escaped.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(run: EvalRun, summary: RunSummary) -> str:
    """The XML. A cell that failed is an error, one that ended otherwise than its case expects a failure.

    A gate that stops is a failure; one that neither passed nor stops is skipped, with why.
    """
    root = Xml.Element("testsuites", name=_text(f"covision {summary.suite}"))
    for name, results in contestants(run).items():
        suite = Xml.SubElement(root, "testsuite", name=_text(f"{summary.suite}: {name}"))
        for one in results:
            _cell(suite, name, one)
        _count(suite)
    if summary.gates:
        suite = Xml.SubElement(root, "testsuite", name=_text(f"{summary.suite}: gates"))
        for gate in summary.gates:
            _gate(suite, gate)
        _count(suite)
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _cell(suite: Xml.Element, name: str, one: CaseResult) -> None:
    repeat = f" ({one.cell.repeat + 1})" if one.cell.repeat else ""
    seconds = one.drafting.seconds + one.judging.seconds
    case = Xml.SubElement(
        suite, "testcase", classname=_text(name), name=_text(one.cell.case + repeat), time=f"{seconds:.3f}"
    )
    forbidden = sorted({text for draft in one.drafts for text in draft.forbidden})
    if one.status == "failed":
        _tell(case, "error", one.reason)
    elif forbidden:
        _tell(case, "failure", f"Forbidden words came through: {'; '.join(forbidden)}")
    elif one.status == "not_enough" and one.expected == "drafts":
        _tell(case, "failure", f"It was not drafted: {one.reason}")
    elif one.status == "done" and one.expected == "not_enough":
        _tell(case, "failure", "It was drafted, though there is too little to draft from.")
    elif one.status == "not_enough" and one.expected is None:
        _tell(case, "skipped", one.reason)


def _gate(suite: Xml.Element, gate: GateResult) -> None:
    name = f"{gate.name}: {gate.contestant}" if gate.contestant else gate.name
    case = Xml.SubElement(suite, "testcase", classname="gates", name=_text(name), time="0.000")
    if gate.stops:
        _tell(case, "failure", gate.words)
    elif gate.status != "passed":
        _tell(case, "skipped", gate.words)


def _tell(case: Xml.Element, kind: str, words: str) -> None:
    Xml.SubElement(case, kind, message=_text(words)).text = _text(words)


def _count(suite: Xml.Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for kind, key in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(key, str(sum(case.find(kind) is not None for case in cases)))
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def _text(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)
