"""A bar chart, as SVG."""

from xml.sax.saxutils import escape

COLOURS = {"openssh": "#9aa5b1", "gateway": "#2f6f9f", "daemon": "#bcc5ce", "pipe": "#d9dee3"}
NAMES = {"openssh": "OpenSSH + rrsync", "gateway": "gateway", "daemon": "rsync's daemon", "pipe": "bare pipe"}
LEFT, WIDTH, BAR, GAP, TOP = 230, 470, 9, 12, 46


def speeds(groups):
    """Of groups of (name, {server: speed}) where OpenSSH's is 1."""
    most = max([1.0] + [speed for _, bars in groups for speed in bars.values()])
    parts, y = [], TOP
    for name, bars in groups:
        height = BAR * len(bars)
        parts.append(text(LEFT - 8, y + height / 2 + 4, name, "end"))
        for server in (key for key in NAMES if key in bars):
            length = bars[server] / most * WIDTH
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 1}" fill="{COLOURS[server]}"/>')
            if server == "gateway":
                parts.append(text(LEFT + length + 4, y + BAR - 1, f"{bars[server]:.2f}×", size=10))
            y += BAR
        y += GAP
    one = LEFT + WIDTH / most
    parts.append(
        f'<line x1="{one:.1f}" x2="{one:.1f}" y1="{TOP - 6}" y2="{y - GAP + 4}" stroke="#333" stroke-dasharray="3 3"/>'
    )
    for number, (server, name) in enumerate(NAMES.items()):
        x = LEFT + number * 150
        parts.append(f'<rect x="{x}" y="14" width="12" height="12" fill="{COLOURS[server]}"/>' + text(x + 18, 24, name))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 50}" height="{y + 4}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def text(x, y, words, anchor="start", size=12):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="#222">{escape(words.replace("`", ""))}</text>'
