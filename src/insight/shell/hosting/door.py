"""The page for whoever is not let in: why not, and what to do."""

from html import escape

from starlette.responses import HTMLResponse

from insight.figures.palette import palette_for
from insight.shell.product import PRODUCT


def door(sentence: str, *actions: tuple[str, str], status: int) -> HTMLResponse:
    """A page without scripts that says a sentence, with links: what they say and lead to."""
    links = "".join(f'<p><a href="{escape(to)}">{escape(said)}</a></p>' for said, to in actions)
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{PRODUCT}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_style()}</style></head><body><main><h1>{PRODUCT}</h1>"
        f"<p>{escape(sentence)}</p>{links}</main></body></html>\n"
    )
    return HTMLResponse(page, status, {"Cache-Control": "no-store"})


def _style() -> str:
    light, dark = palette_for("light"), palette_for("dark")
    return (
        ":root{color-scheme:light dark}body{margin:0;font:1.125rem/1.5 system-ui,sans-serif;"
        f"background:{light.background};color:{light.text}}}"
        "main{max-width:34rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.75rem}"
        f"a{{display:inline-block;padding:.6rem 1.25rem;border-radius:.5rem;"
        f"background:{light.primary};color:{light.background};text-decoration:none}}"
        f"a:focus-visible{{outline:3px solid {light.text};outline-offset:3px}}"
        f"@media(prefers-color-scheme:dark){{body{{background:{dark.background};"
        f"color:{dark.text}}}a{{background:{dark.primary};color:{dark.background}}}"
        f"a:focus-visible{{outline-color:{dark.text}}}}}"
    )
