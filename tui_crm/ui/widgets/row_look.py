"""How a list of records looks: the parts that a theme colours."""

from __future__ import annotations

PARTS = frozenset(
    f"record-table--{part}"
    for part in (
        "row",
        "heading",
        "sorted",
        "cursor",
        "mark",
        "muted",
        "warning",
        "success",
        "error",
        "empty",
    )
)
"""
| Class | Paints |
| :- | :- |
| `record-table--row` | a row |
| `record-table--heading`, `record-table--sorted` | the titles; that of the sorted column |
| `record-table--cursor` | the row under the cursor |
| `record-table--mark` | the sign of a marked row |
| `record-table--muted`, `--warning`, `--success`, `--error` | rows of that tone |
| `record-table--empty` | the sentence shown when there are no rows |
"""

LOOK = """
RecordTable {
    height: 1fr;
    background: $background;
    color: $foreground;
    scrollbar-gutter: stable;
    scrollbar-size: 1 1;
    scrollbar-corner-color: $background;
    scrollbar-background: $background;
    scrollbar-background-hover: $background;
    scrollbar-background-active: $background;
    & > .record-table--row { color: $foreground; }
    & > .record-table--heading { color: $foreground; text-style: bold; }
    & > .record-table--sorted { color: $text-primary; text-style: bold; }
    & > .record-table--mark { color: $text-primary; text-style: bold; }
    & > .record-table--muted { color: $text-muted; }
    & > .record-table--warning { color: $text-warning; }
    & > .record-table--success { color: $text-success; }
    & > .record-table--error { color: $text-error; }
    & > .record-table--empty { color: $text-muted; }
    & > .record-table--cursor {
        color: $block-cursor-blurred-foreground;
        background: $block-cursor-blurred-background;
        text-style: $block-cursor-blurred-text-style;
    }
    &:focus > .record-table--cursor {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: $block-cursor-text-style;
    }
}
"""
