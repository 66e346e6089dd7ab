"""How the cost of choosing grows, as small drawings."""

import json
import math

# curve: what is counted, and how the cost may grow
CURVES = {
    "rooms": ("listed rooms", "flat"),
    "rules": ("rules", "linear"),
    "instances": ("instances", "flat"),
}
WIDTH, HEIGHT, MARGIN = 360, 200, 44


def drawing(title, points, note):
    largest = max(ns for _, ns in points) * 1.25
    wide = max(amount for amount, _ in points) > 1000
    scale = (lambda x: math.log10(x)) if wide else (lambda x: x)
    low, high = scale(points[0][0]), scale(points[-1][0])

    def place(amount, ns):
        x = MARGIN + (scale(amount) - low) / (high - low) * (WIDTH - MARGIN - 16)
        return round(x, 1), round(HEIGHT - MARGIN + 8 - ns / largest * (HEIGHT - MARGIN - 20), 1)

    line = " ".join(f"{x},{y}" for x, y in (place(*point) for point in points))
    base = HEIGHT - MARGIN + 8
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="11">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
             f'<path d="M{MARGIN} 12V{base}H{WIDTH - 12}" fill="none" stroke="#888"/>',
             f'<polyline points="{line}" fill="none" stroke="#1560bd" stroke-width="2"/>']
    for amount, ns in points:
        x, y = place(amount, ns)
        parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="#1560bd"/>')
        parts.append(f'<text x="{x}" y="{y - 7}" text-anchor="middle">{ns:.0f}</text>')
        parts.append(f'<text x="{x}" y="{base + 14}" text-anchor="middle" fill="#555">{amount:,}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle" fill="#555">{title}: ns for a choice, {note}</text>')
    return "\n".join(parts) + "\n</svg>\n"


def draw(ours, folder, measure, rounds):
    folder.mkdir(exist_ok=True)
    jobs = json.loads(ours.ask("list"))
    for name, (title, growth) in CURVES.items():
        steps = [job for job in jobs if job.startswith(f"curve_{name}/")]
        medians = measure({job: (lambda job=job: ours.time(job)) for job in steps}, rounds)
        points = [(int(job.rsplit("/", 1)[1]), medians[job]["ns"]) for job in steps]
        (folder / f"{name}.svg").write_text(drawing(title, points, growth))
        print(f"curve {name} ({growth}): " + ", ".join(f"{amount:,}: {ns:.0f} ns" for amount, ns in points))
