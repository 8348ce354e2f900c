"""From measurements to medians, ratios and verdicts."""

import statistics
from dataclasses import dataclass, field

from .figures import HARDLINE, PUMP, TCP_SERVER, TUNED

SHORT = {PUMP: "pump", TUNED: "tuned", TCP_SERVER: "TCP server"}


@dataclass
class Results:
    """All answers of the harness, by (row, server), in the order of the runs; a failed one is its text."""
    answers: dict = field(default_factory=dict)

    def add(self, row, server, answer):
        self.answers.setdefault((row, server), []).append(answer)

    def failures(self, server=None):
        return [(row, name, a) for (row, name), answers in self.answers.items() for a in answers
                if isinstance(a, str) and server in (None, name)]

    def median(self, row, server, name):
        values = [a[name] for a in self.answers.get((row, server), []) if not isinstance(a, str)]
        return statistics.median(values) if values else None

    def spread(self, row, server, against, name):
        """The smallest and largest ratio among runs in which both were measured."""
        pairs = zip(self.answers.get((row, server), []), self.answers.get((row, against), []))
        ratios = [a[name] / b[name] for a, b in pairs if not isinstance(a, str) and not isinstance(b, str) and b[name]]
        return (min(ratios), max(ratios)) if ratios else None


@dataclass(frozen=True)
class Judgement:
    text: str                # "ok", "BELOW", "FAILED", "not judged"
    floors: str              # as shown in the table


def ratio(value, base):
    return value / base if value is not None and base else None


def judge(results, scenario, figure, quick):
    """Hardline's figure against its floors."""
    value = results.median(scenario.row, HARDLINE, figure.field)
    shown, kept = [], []
    for floor in figure.floors:
        sign = ">=" if figure.higher_is_better else "<="
        if floor.against is None:
            shown.append(f"{sign} {floor.limit:g} {figure.unit}")
            compared = value
        else:
            shown.append(f"{sign} {floor.limit:g}x {SHORT[floor.against]}")
            compared = ratio(value, results.median(scenario.row, floor.against, figure.field))
        kept.append(None if compared is None else figure.meets(floor, compared))
    floors = ", ".join(shown) or "–"
    if any(row == scenario.row for row, _, _ in results.failures(HARDLINE)):
        return Judgement("FAILED", floors)
    if not figure.floors:
        return Judgement("–", floors)
    if value is None or quick:
        return Judgement("not judged", floors)
    if False in kept:
        return Judgement("BELOW", floors)
    return Judgement("not judged" if None in kept else "ok", floors)


@dataclass(frozen=True)
class Line:
    """One line of the table."""
    scenario: object
    figure: object
    title: str
    values: dict             # server name -> median or None
    against_tuned: float
    against_pump: float
    spread: tuple
    judgement: Judgement


def lines(results, scenarios, servers, quick):
    table = []
    for scenario in scenarios:
        for figure in scenario.figures:
            values = {s.name: results.median(scenario.row, s.name, figure.field) for s in servers}
            subject = HARDLINE if HARDLINE in values else PUMP
            table.append(Line(
                scenario, figure, figure.title.format(ports=scenario.ports), values,
                ratio(values.get(subject), values.get(TUNED)),
                ratio(values.get(subject), values.get(PUMP)) if subject != PUMP else None,
                results.spread(scenario.row, subject, TUNED, figure.field), judge(results, scenario, figure, quick)))
    return table
