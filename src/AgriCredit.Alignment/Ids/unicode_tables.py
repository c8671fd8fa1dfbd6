#!/usr/bin/env python3
"""Writes unicode-14.0.txt: what IdNormalisation needs of Unicode 14.0.0, taken from the unicodedata module of CPython 3.11.

Run where unicodedata.unidata_version is 14.0.0:  python3 unicode_tables.py > unicode-14.0.txt
The file may be a newer version's only together with the protocol's: normalised ids of both sides have to be the same bytes.
"""
import sys
import unicodedata as u

VERSION = "14.0.0"
HANGUL = range(0xAC00, 0xAC00 + 11172)
DOTLESS_I = 0x131  # upper case is I in Unicode, itself in .NET's invariant casing, which is the documented rule


def text(s):
    return " ".join(f"{ord(c):X}" for c in s)


def simple_upper(c):
    for mapped in (c.upper(), c.title()):  # a full mapping of several characters: the simple one, if any, is the title case
        if len(mapped) == 1:
            return mapped
    return c


def main():
    assert u.unidata_version == VERSION, u.unidata_version
    every = [chr(i) for i in range(0x110000) if not 0xD800 <= i < 0xE000]
    out = [f"# Unicode {VERSION}, written by unicode_tables.py. D: compatibility decomposition; O: canonical order; C: composition; U: simple upper case; R: refused (Cc, Cf, Cn)."]
    for c in every:
        if ord(c) not in HANGUL and (d := u.normalize("NFKD", c)) != c:
            out.append(f"D {ord(c):X} {text(d)}")
    out += [f"O {ord(c):X} {u.combining(c)}" for c in every if u.combining(c)]
    for c in every:
        d = u.decomposition(c)
        if d and "<" not in d and len(d.split()) == 2 and u.normalize("NFC", c) == c:
            first, second = d.split()
            out.append(f"C {int(first, 16):X} {int(second, 16):X} {ord(c):X}")
    out += [f"U {ord(c):X} {ord(simple_upper(c)):X}" for c in every if simple_upper(c) != c and ord(c) != DOTLESS_I]
    start = None
    for i in range(0x110001):
        refused = i < 0x110000 and not 0xD800 <= i < 0xE000 and u.category(chr(i)) in ("Cc", "Cf", "Cn")
        if refused and start is None:
            start = i
        if not refused and start is not None:
            out.append(f"R {start:X} {i - 1:X}")
            start = None
    sys.stdout.write("\n".join(out) + "\n")


main()
