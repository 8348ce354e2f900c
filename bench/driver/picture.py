"""The ratios as a picture: how many times better than tuned ser2net, on a logarithmic scale."""

import math
from html import escape

from .figures import DEFAULT, HARDLINE, PUMP, TUNED

WIDTH, LEFT, RIGHT, TOP, BAR, GAP = 860, 250, 70, 64, 9, 13
DRAWN = (HARDLINE, PUMP, DEFAULT)
LEAST, MOST = 1 / 16, 16

STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-size: 15px; font-weight: 600; }
  .quiet { fill: #57606a; }
  .grid { stroke: #d0d7de; } .one { stroke: #57606a; } .floor { stroke: #cf222e; stroke-width: 2.5; }
  .hardline { fill: #0969da; } .pump { fill: #8c959f; } .ser2net { fill: #d4a72c; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .quiet { fill: #9198a1; }
    .grid { stroke: #3d444d; } .one { stroke: #9198a1; } .floor { stroke: #ff7b72; }
    .hardline { fill: #4493f8; } .pump { fill: #656c76; } .ser2net { fill: #9e7b1d; }
  }
"""


def x_of(better):
    clipped = min(max(better, LEAST), MOST)
    return LEFT + (math.log2(clipped) - math.log2(LEAST)) / (math.log2(MOST) - math.log2(LEAST)) * (WIDTH - LEFT - RIGHT)


def advantage(figure, value, base):
    if not value or not base:
        return None
    return value / base if figure.higher_is_better else base / value


def svg(table, servers):
    labels = {s.name: s.label for s in servers}
    drawn = [name for name in DRAWN if name in labels]
    lines = [l for l in table if l.values.get(TUNED) and any(advantage(l.figure, l.values.get(n), l.values[TUNED]) for n in drawn)]
    row_height = BAR * max(1, len(drawn)) + GAP
    bottom = TOP + row_height * max(1, len(lines))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 46}" width="{WIDTH}" role="img" '
             f'aria-label="Advantage over tuned ser2net">', f"<style>{STYLE}</style>",
             '<text class="title" x="12" y="22">Times better than tuned ser2net (longer is better; red: the floor)</text>',
             *legend(drawn, labels), *grid(bottom)]
    if not lines:
        parts.append(f'<text class="quiet" x="12" y="{TOP + 14}">Nothing to compare: tuned ser2net was not measured with another server.</text>')
    for i, line in enumerate(lines):
        parts += bars(line, drawn, TOP + GAP / 2 + i * row_height)
    return "\n".join([*parts, "</svg>"]) + "\n"


def legend(drawn, labels):
    x = LEFT
    for name in drawn:
        yield f'<rect class="{name}" x="{x}" y="36" width="12" height="12" rx="2"/><text x="{x + 17}" y="46">{escape(labels[name])}</text>'
        x += 40 + 8 * len(labels[name])


def grid(bottom):
    better = LEAST
    while better <= MOST:
        x = x_of(better)
        name = f"{better:g}x" if better >= 1 else f"1/{1 / better:g}x"
        yield f'<line class="{"one" if better == 1 else "grid"}" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom + 4}"/>'
        yield f'<text class="quiet" x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{name}</text>'
        better *= 2
    yield f'<text class="quiet" x="{x_of(LEAST):.1f}" y="{bottom + 38}">worse</text>'
    yield f'<text class="quiet" x="{x_of(MOST):.1f}" y="{bottom + 38}" text-anchor="end">better</text>'


def bars(line, drawn, top):
    base = line.values[TUNED]
    height = BAR * len(drawn)
    yield f'<text x="{LEFT - 10}" y="{top + height / 2 + 4:.1f}" text-anchor="end">{escape(line.title)}</text>'
    one = x_of(1)
    for i, name in enumerate(drawn):
        better = advantage(line.figure, line.values.get(name), base)
        if better is None:
            continue
        x, y = x_of(better), top + i * BAR
        yield f'<rect class="{name}" x="{min(x, one):.1f}" y="{y:.1f}" width="{max(abs(x - one), 1):.1f}" height="{BAR - 1}" rx="1.5"/>'
        if i == 0:
            yield f'<text x="{max(x, one) + 5:.1f}" y="{y + BAR:.1f}">{better:.2g}x</text>'
    for floor in line.figure.floors:
        if floor.against == TUNED:
            x = x_of(floor.limit if line.figure.higher_is_better else 1 / floor.limit)
            yield f'<line class="floor" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 2:.1f}" y2="{top + height + 1:.1f}"/>'
