"""The colours of the app: one accent and much quiet, on dark or light ground."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="crm-dark",
    primary="#4384b5",
    secondary="#8fb4d3",
    accent="#d9a05b",
    warning="#dcae63",
    error="#e08585",
    success="#86bd8a",
    foreground="#d8dde5",
    background="#14171b",
    surface="#1c2026",
    panel="#262c34",
    dark=True,
)

LIGHT = Theme(
    name="crm-light",
    primary="#2c6a97",
    secondary="#4f7f9f",
    accent="#a8611a",
    warning="#8f6206",
    error="#ad3a36",
    success="#357241",
    foreground="#262b32",
    background="#fbfaf7",
    surface="#f0eee8",
    panel="#e5e2d9",
    dark=False,
)

NAMES = {"dark": DARK.name, "light": LIGHT.name, "ansi": "ansi-dark"}
"""The themes by the name that the user's settings have for them."""

MUTED = "$foreground 60%"
"""Words that stand back; in running text the theme's own muted colour has no ground to go by."""
