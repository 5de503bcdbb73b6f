"""How an HTML mail looks: one table, from which inline styles and the style sheet are made.

Many mail clients strip the style sheet, so each element bears its style; the sheet adds what
cannot be inline: the dark scheme, which must overrule what is inline, and narrow screens. Every
colour of text has a contrast of 4.5 to 1 at least against what it stands on (WCAG 2.2, AA).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

_SANS = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_SERIF = "Georgia,'Times New Roman',serif"


@dataclass(frozen=True, slots=True)
class Look:
    """The declarations of one class: inline, in the dark scheme, on a narrow screen."""

    style: str
    dark: str = ""
    narrow: str = ""


LOOKS: Mapping[str, Look] = {
    "body": Look("margin:0;padding:0;background:#edf0f4", "background:#0f1318"),
    "page": Look(
        f"padding:24px 12px;background:#edf0f4;color:#1b222c;font:16px/1.5 {_SANS};"
        "word-wrap:break-word;overflow-wrap:anywhere",
        "background:#0f1318;color:#e4e8ee",
        "padding:0",
    ),
    "sheet": Look(
        "max-width:640px;margin:0 auto;padding:28px 30px 24px;background:#ffffff;"
        "border-top:4px solid #1f4e8c",
        "background:#181d24;border-color:#5b93d6",
        "padding:20px 16px",
    ),
    "h1": Look(
        f"margin:0 0 8px;font:24px/1.35 {_SERIF};color:#14233a",
        "color:#f2f5f9",
        "font-size:20px",
    ),
    "h2": Look(
        f"margin:32px 0 12px;padding:0 0 6px;border-bottom:1px solid #c9d1db;"
        f"font:20px/1.3 {_SERIF};color:#1f4e8c",
        "color:#9cc3f5;border-color:#3a4450",
    ),
    "h3": Look("margin:0;font-size:16px;line-height:1.4;font-weight:bold"),
    "p": Look("margin:0 0 12px"),
    "site": Look("font-size:14px;font-weight:normal;color:#4d5967", "color:#aab5c3"),
    "quiet": Look("margin:2px 0;font-size:14px;color:#4d5967", "color:#aab5c3"),
    "a": Look("color:#0b57a4;text-decoration:underline", "color:#93c1f7"),
    "table": Look(
        "width:100%;margin:0 0 8px;border-collapse:collapse;table-layout:fixed;"
        "font-size:15px;line-height:1.4",
        narrow="display:block",
    ),
    "caption": Look("padding:0 0 8px;text-align:left", narrow="display:block"),
    "head": Look(
        "",
        narrow="display:block;position:absolute;width:1px;height:1px;overflow:hidden;"
        "clip-path:inset(50%)",
    ),
    "col": Look(
        "padding:6px 12px 6px 0;border-bottom:2px solid #1f4e8c;text-align:left;"
        "vertical-align:bottom;font-size:13px;color:#4d5967",
        "color:#aab5c3;border-color:#5b93d6",
    ),
    "rows": Look(
        "",
        "border-color:#5b93d6",
        "display:block;border-top:2px solid #1f4e8c",
    ),
    "row": Look(
        "",
        "border-color:#333c48",
        "display:block;padding:8px 0;border-bottom:1px solid #d7dde5",
    ),
    "who": Look(
        "padding:9px 12px 9px 0;border-bottom:1px solid #d7dde5;text-align:left;"
        "vertical-align:top;font-weight:bold",
        "border-color:#333c48",
        "display:block;padding:0 0 2px;border:0",
    ),
    "cell": Look(
        "padding:9px 12px 9px 0;border-bottom:1px solid #d7dde5;vertical-align:top",
        "border-color:#333c48",
        "display:block;padding:1px 0 1px 130px;border:0",
    ),
    "when": Look(
        "padding:9px 0;border-bottom:1px solid #d7dde5;vertical-align:top;font-size:13px;"
        "color:#4d5967",
        "border-color:#333c48;color:#aab5c3",
        "display:block;padding:1px 0 1px 130px;border:0",
    ),
    "label": Look(
        "display:none",
        "color:#aab5c3",
        "display:inline-block;width:126px;margin-left:-130px;padding-right:4px;"
        "font-size:13px;color:#4d5967",
    ),
    "late": Look(
        "display:inline-block;padding:0 6px;border:1px solid #a8640a;border-radius:3px;"
        "background:#fff4e0;color:#7a4300;font-size:12px;font-weight:bold",
        "background:#3a2a10;color:#ffd394;border-color:#c9973a",
    ),
    "reported": Look(
        "margin:32px 0 0;padding:14px 18px 6px;border:2px dashed #a8640a;background:#fdf6e8",
        "background:#272013;border-color:#c9973a",
        "padding:12px 14px 4px",
    ),
    "h2report": Look(
        f"margin:0 0 4px;font:italic 20px/1.3 {_SERIF};color:#7a4300",
        "color:#ffd394",
    ),
    "note": Look("margin:0 0 12px;font-size:14px;color:#4d5967", "color:#c3b594"),
    "treaty": Look("margin:0 0 24px"),
    "figure": Look("margin:8px 0 0"),
    # One picture for both schemes: it brings its own light ground.
    "chart": Look(
        "display:block;max-width:100%;height:auto;border:0;background:#ffffff;color:#1b222c;"
        "font-size:14px",
        "color:#1b222c",
    ),
    "list": Look("margin:0;padding:0;list-style:none"),
    "item": Look("margin:0 0 14px"),
    "lead": Look("margin:0"),
    "quote": Look(
        "margin:2px 0 4px;padding:2px 0 2px 12px;border-left:3px solid #c9d1db",
        "border-color:#4a5563",
    ),
    "ins": Look(
        "background:#daf1e0;color:#12502a;text-decoration:underline;font-weight:bold",
        "background:#133620;color:#b9edc9",
    ),
    "del": Look(
        "background:#fbe3e3;color:#8a1c1c;text-decoration:line-through",
        "background:#43191c;color:#ffc9c9",
    ),
    "aloud": Look(  # read, and not seen; Gmail takes out the position
        "display:inline-block;position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);"
        "white-space:nowrap"
    ),
    "code": Look("font:14px Consolas,Menlo,monospace"),
    "foot": Look(
        "margin:36px 0 0;padding:14px 0 0;border-top:1px solid #c9d1db;font-size:14px;"
        "color:#4d5967",
        "color:#aab5c3;border-color:#3a4450",
    ),
    "h2foot": Look("margin:0 0 6px;font-size:14px;line-height:1.4;font-weight:bold"),
}


def look(name: str) -> Markup:
    """The attributes of an element that looks so: its class and its style."""
    style = LOOKS[name].style
    styled = Markup(' style="{}"').format(style) if style else ""
    return Markup(' class="{}"').format(name) + styled


def _rules(declarations: Mapping[str, str]) -> str:
    return "".join(
        f".{name}{{{told.replace(';', '!important;')}!important}}"
        for name, told in declarations.items()
        if told
    )


#: The whole sheet. The rules for narrow screens stand before the dark ones: these win.
STYLE_SHEET = Markup(  # noqa: S704 -- it is made of the table above alone
    ":root{color-scheme:light dark;supported-color-schemes:light dark}"
    f"@media (max-width:560px){{{_rules({name: each.narrow for name, each in LOOKS.items()})}}}"
    "@media (prefers-color-scheme:dark)"
    f"{{{_rules({name: each.dark for name, each in LOOKS.items()})}}}"
)
