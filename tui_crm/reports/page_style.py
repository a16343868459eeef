"""How a report looks in a browser and on paper."""

STYLE = """
:root {
  color-scheme: light;
  --ink: #1b2430; --soft: #566273; --faint: #8a94a3; --line: #dfe4ea; --wash: #f5f7f9;
  --accent: #1f4f82; --better: #17693a; --worse: #a32a20;
}
* { box-sizing: border-box; }
html { background: #e9edf1; }
body {
  margin: 32px auto; max-width: 840px; padding: 56px 64px 64px; background: #fff;
  color: var(--ink); font: 14px/1.5 "Segoe UI", "Helvetica Neue", Helvetica, Arial, sans-serif;
  font-variant-numeric: tabular-nums; box-shadow: 0 1px 4px rgba(20, 30, 45, .12);
}
header { border-bottom: 2px solid var(--accent); padding-bottom: 20px; }
.business {
  margin: 0 0 2px; color: var(--accent); font-weight: 600; letter-spacing: .04em;
  overflow-wrap: anywhere;
}
h1 { margin: 0 0 16px; font-size: 30px; line-height: 1.15; font-weight: 650; }
h2 { margin: 40px 0 10px; font-size: 19px; line-height: 1.25; font-weight: 650; }
p { margin: 0 0 10px; max-width: 68ch; }
dl { margin: 0; display: grid; gap: 3px; }
dl div { display: grid; grid-template-columns: 92px 1fr; }
dt { color: var(--soft); }
dd { margin: 0; }
.lead { margin: 20px 0 0; font-size: 17px; line-height: 1.45; }
table { width: 100%; border-collapse: collapse; margin: 0 0 24px; font-size: 12.5px; }
caption { text-align: left; padding: 0 0 6px; }
caption, figcaption { font-size: 12.5px; }
caption strong, figcaption strong { display: block; font-size: 14px; }
caption span, figcaption span { display: block; color: var(--soft); max-width: 80ch; }
.hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
th, td { padding: 5px 8px; text-align: left; vertical-align: baseline; font-weight: 400; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
thead th {
  color: var(--soft); font-size: 11.5px; line-height: 1.3; vertical-align: bottom;
  border-bottom: 1px solid var(--ink);
}
tbody { border-bottom: 1px solid var(--line); }
tbody th { width: 20%; overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; }
thead .n { white-space: normal; }
.total th, .total td { font-weight: 600; border-top: 1px solid var(--ink); }
.better { color: var(--better); }
.worse { color: var(--worse); }
.muted { color: var(--faint); }
.noted th, .noted td { padding-bottom: 0; }
.note td { padding-top: 0; color: var(--soft); font-size: 11.5px; line-height: 1.4; }
.trend { width: 80px; padding-top: 0; padding-bottom: 0; vertical-align: middle; }
svg { display: block; width: 100%; height: auto; }
svg.spark { width: 72px; height: 18px; }
polyline.spark { fill: none; stroke: #6f8fb3; stroke-width: 1.3; stroke-linejoin: round; }
circle.now { fill: var(--accent); }
.score { table-layout: fixed; }
.score th { width: 13%; }
.score th:first-child { width: 23%; }
.score th:nth-child(3) { width: 20%; }
.score th:last-child { width: 80px; }
.score td:nth-child(2) { font-weight: 600; }
.small { font-size: 11.5px; }
.small td { vertical-align: top; }
.small .note td { font-size: inherit; }
.small th[scope=row] { vertical-align: top; font-weight: 600; }
.heated { table-layout: auto; }
.heated th, .heated td { padding-left: 5px; padding-right: 5px; white-space: nowrap; }
.heated th:first-child { padding-left: 0; }
.heated .n { text-align: center; }
.heated tbody { border-bottom: 1px solid #fff; }
.heated td[style] { background: rgba(53, 116, 183, calc(.04 + .5 * var(--heat))); }
figure { margin: 0 0 28px; }
figcaption { margin-bottom: 8px; }
svg text { font-size: 11px; fill: var(--ink); }
svg .label { font-size: 10px; fill: var(--soft); }
svg .strong { font-weight: 600; }
svg .value { font-size: 9px; fill: var(--ink); }
svg .axis { font-size: 10.5px; fill: var(--soft); }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .base { stroke: var(--ink); stroke-width: 1; }
svg .bar { fill: #3f74ab; }
svg .running { fill: #b9cde2; stroke: #3f74ab; stroke-dasharray: 3 2; }
svg .track { fill: var(--wash); }
@media (max-width: 720px) {
  body { margin: 0; padding: 24px 16px; }
  section { overflow-x: auto; }
  table { min-width: 640px; }
}
@media print {
  @page { size: A4; margin: 16mm 15mm; }
  html { background: none; }
  body {
    margin: 0; padding: 0; max-width: none; box-shadow: none; font-size: 10pt;
    -webkit-print-color-adjust: exact; print-color-adjust: exact;
  }
  h1 { font-size: 22pt; }
  h2 { font-size: 14pt; margin-top: 22pt; break-after: avoid; }
  table, caption, figcaption { font-size: 8.5pt; }
  caption strong, figcaption strong { font-size: 10pt; }
  thead th, .note td, .small { font-size: 7.8pt; }
  .score th:nth-child(3) { width: 18%; }
  th, td { padding: 3pt 5pt; }
  .score th:last-child { width: 66pt; }
  p, caption { break-after: avoid; }
  tbody, figure, .whole { break-inside: avoid; }
  thead { display: table-header-group; }
}
"""
