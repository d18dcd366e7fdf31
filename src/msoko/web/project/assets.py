"""What the browser is sent besides pages: type faces, scripts and one style sheet, made of wheels and our own files.

Nothing of others is kept in the repository; nothing is fetched by a reader's browser from elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from msoko.web.project.frame import BUNDLE, STYLESHEETS

HERE = Path(__file__).parent
STAMP = ".stamp"  # of what the folder was made from; equal: there is nothing to do
FACES = {
    "pt-sans-400": ("fontpkg_pt_sans", "PT_Sans-Web-Regular"),
    "pt-sans-700": ("fontpkg_pt_sans", "PT_Sans-Web-Bold"),
    "pt-serif-700": ("fontpkg_pt_serif", "PT_Serif-Web-Bold"),
}
# Latin, Cyrillic and the signs that texts use; the two thin spaces are in neither face and are added.
LETTERS = [
    *range(0x20, 0x7F), 0xA0, 0xA7, 0xAB, 0xB0, 0xB1, 0xB7, 0xBB, 0xBD, 0xD7, *range(0x400, 0x460),
    0x2009, 0x2013, 0x2014, 0x2026, 0x202F, 0x20BD, 0x2116, 0x2212, 0x2248, 0x2264, 0x2265,
]  # fmt: skip
THIN = {0x202F: 160, 0x2009: 180}  # code -> width in thousandths of the type size
# The name that our scripts call; `ast` draws without eval, as the content security policy demands.
EMBED = (
    "window.msokoChart=(el,spec,o={})=>"
    'vegaEmbed(el,spec,{renderer:"svg",actions:false,ast:true,defaultStyle:false,...o});'
)
LEFT_OUT = ("redoc*", "htmax*", "htmx-4*", "hx-*", "htmx-2.js")  # in the wheels, never linked


def publish() -> bool:
    """Make the assets and collect everything with hashed names; False if all of it was there already."""
    root = Path(settings.STATIC_ROOT)
    assets, stamp = Path(str(settings.STATICFILES_DIRS[0])), _stamp()
    if (root / STAMP).is_file() and (root / STAMP).read_text("ascii") == stamp:
        return False
    build(assets)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=list(LEFT_OUT))
    (root / STAMP).write_text(stamp, "ascii")
    return True


def build(folder: Path) -> None:
    """fonts/*.woff2, vega.js, locale-ru.json and the bundle of style sheets; from wheels once a version."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = _wheels()
    if not (folder / STAMP).is_file() or (folder / STAMP).read_text("ascii") != stamp:
        _fonts(folder / "fonts")
        _vega(folder)
        (folder / STAMP).write_text(stamp, "ascii")
    (folder / BUNDLE).parent.mkdir(exist_ok=True)
    (folder / BUNDLE).write_text("\n".join(_styles()), "utf-8")


def _styles() -> Iterator[str]:
    """Ours, then the rules of the charts; the colours of both are in tokens.css."""
    for name in STYLESHEETS:
        yield (HERE / "static" / name).read_text("utf-8")
    yield (resources.files("msoko.charts") / "style.css").read_text("utf-8")


def _fonts(folder: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    folder.mkdir(exist_ok=True)
    for target, (package, name) in FACES.items():
        with resources.as_file(resources.files(package) / "files" / f"{name}.ttf") as path:
            font = TTFont(path)
        for table in ("hdmx", "LTSH", "VDMX"):  # tables for each size that would not know the added glyphs
            if table in font:
                del font[table]
        for code, width in THIN.items():
            _add_space(font, code, width)
        options = subset.Options(flavor="woff2", layout_features=["kern", "ccmp", "locl", "mark"], hinting=True)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=LETTERS)
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(folder / f"{target}.woff2")


def _add_space(font: object, code: int, width: int) -> None:
    """Without its own glyph a browser borrows one, and «1 486» gets an uneven gap."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    name = f"uni{code:04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])  # type: ignore[attr-defined]
    font["glyf"][name] = TTGlyphPen(None).glyph()  # type: ignore[index]
    font["hmtx"][name] = (width, 0)  # type: ignore[index]
    for table in font["cmap"].tables:  # type: ignore[index]
        if table.isUnicode():
            table.cmap[code] = name


def _vega(folder: Path) -> None:
    """For pages on which people explore; the rest of the site never loads it."""
    import vl_convert

    bundle = vl_convert.javascript_bundle(EMBED, vl_version="6.4")
    (folder / "vega.js").write_text(bundle, "utf-8")
    locale = {
        "number": vl_convert.get_format_locale("ru-RU"),
        "time": vl_convert.get_time_format_locale("ru-RU"),
    }
    (folder / "locale-ru.json").write_text(json.dumps(locale, ensure_ascii=False), "utf-8")


def _wheels() -> str:
    names = ("fontpkg-pt-sans", "fontpkg-pt-serif", "fonttools", "vl-convert-python", "django-htmx", "django-ninja")
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    return " ".join([*(f"{name}={version(name)}" for name in names), own])


def _stamp() -> str:
    """Of every static file that is not made here, and of the wheels."""
    assets = Path(str(settings.STATICFILES_DIRS[0]))
    digest = hashlib.sha256(_wheels().encode())
    charts = resources.files("msoko.charts") / "style.css"
    digest.update(charts.read_bytes())
    for finder in get_finders():
        for name, storage in finder.list(list(LEFT_OUT)):
            if assets in Path(storage.path(name)).parents:
                continue
            known = Path(storage.path(name)).stat()
            digest.update(f"{name} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()
