#!/usr/bin/env python3
"""Cuts Inter down to what the lesson writes. See README.md beside this file.

usage: subset.py FOLDER_OF_INTER_WOFF2 OUT
"""
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

RANGES = [
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x160, 0x161), (0x17D, 0x17E),
    (0x391, 0x3A1), (0x3A3, 0x3A9), (0x3B1, 0x3C9),  # Greek
    (0x2009, 0x200A), (0x2010, 0x2014), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x202F, 0x2030),
    (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044), (0x20AC, 0x20AC), (0x2122, 0x2122),
    (0x2070, 0x2070), (0x2074, 0x207E), (0x2080, 0x208E),  # raised and lowered digits
    (0x2190, 0x2199), (0x21BA, 0x21BB), (0x21E5, 0x21E5),  # arrows
    (0x2202, 0x2202), (0x2206, 0x2206), (0x220F, 0x220F), (0x2211, 0x2212), (0x221A, 0x221A),
    (0x221E, 0x221E), (0x222B, 0x222B), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265),
    (0x2295, 0x2297),  # mathematics
    (0x25A0, 0x25A1), (0x25B2, 0x25B3), (0x25B6, 0x25B7), (0x25BA, 0x25BA), (0x25BC, 0x25BD), (0x25C0, 0x25C1),
    (0x25C6, 0x25C6), (0x25CB, 0x25CB), (0x25CF, 0x25CF), (0x2713, 0x2713), (0x2717, 0x2717),  # marks
]
# What widgets write, and what people type into them: the rest would be downloaded with the module for nothing.
WIDGETS = [
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x160, 0x161), (0x17D, 0x17E),
    (0x2009, 0x200A), (0x2010, 0x2014), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x202F, 0x2030),
    (0x2070, 0x2070), (0x2074, 0x207B), (0x2080, 0x2089),  # raised and lowered digits
    (0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265),
]


def codes(ranges: list[tuple[int, int]]) -> list[int]:
    return [code for first, last in ranges for code in range(first, last + 1)]


def subset(font: TTFont, ranges: list[tuple[int, int]], features: list[str], hinting: bool) -> None:
    options = Options()
    options.layout_features = features
    options.hinting = hinting
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes(ranges))
    subsetter.subset(font)


def lining_digits_of_one_width(font: TTFont) -> None:
    """ImGui knows no features: the characters 0-9 themselves become the tabular ones, so numbers do not dance."""
    tnum = {}
    gsub = font["GSUB"].table
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    tnum.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = tnum.get(table.cmap[code], table.cmap[code])


def main() -> None:
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    for style in ("Regular", "SemiBold", "Italic"):
        font = TTFont(source / f"Inter-{style}.woff2")
        subset(font, RANGES, ["kern", "liga", "calt", "ccmp", "locl", "mark", "tnum", "sups", "case"], hinting=False)
        font.flavor = "woff2"
        font.save(out / f"Inter-{style}.woff2")
    for style in ("Regular", "SemiBold"):
        font = TTFont(source / f"Inter-{style}.woff2")
        lining_digits_of_one_width(font)
        subset(font, WIDGETS, [], hinting=False)
        for table in ("GDEF", "GPOS", "GSUB", "OS/2", "name", "post"):  # ImGui reads outlines, widths and cmap
            if table in font:
                del font[table]
        font.flavor = None
        font.save(out / f"Inter-{style}.ttf")
    missing = [hex(c) for c in codes(WIDGETS) if c not in TTFont(out / "Inter-Regular.ttf").getBestCmap()]
    print("not in the typeface:", " ".join(missing) or "none")


main()
