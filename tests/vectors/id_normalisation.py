"""Writes id-normalisation.json: applicants' ids and what normalisation makes of them.

Independent of the code under test: the normalisation of CPython's unicodedata, Unicode 14.0.0.
Usage: python3.11 id_normalisation.py > id-normalisation.json
"""

import hashlib
import json
import random
import unicodedata as u

WHITE = "".join(chr(i) for i in range(0x110000) if u.category(chr(i)) in ("Zs", "Zl", "Zp") or i in (9, 10, 11, 12, 13, 0x85))


def upper(c):
    if c == "\u0131":  # dotless i: itself in .NET's invariant casing
        return c
    return next((mapped for mapped in (c.upper(), c.title()) if len(mapped) == 1), c)


def normalise(text):
    once = u.normalize("NFKC", text.strip(WHITE)).strip(WHITE)
    return u.normalize("NFKC", "".join(map(upper, once))).strip(WHITE)


def refused(c):
    return u.category(c) in ("Cc", "Cf", "Cn", "Cs")


def every_code_point():
    """SHA-256 of the normal forms of all code points that may stand in an id, each between x and y, a line each."""
    digest = hashlib.sha256()
    for i in range(0x110000):
        if not refused(chr(i)):
            digest.update(normalise("x" + chr(i) + "y").encode() + b"\n")
    return digest.hexdigest()


def mixtures():
    rng = random.Random(14)
    marks = [chr(i) for i in range(0x110000) if u.combining(chr(i))]
    hangul = [chr(i) for i in [*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A7, 0x11C3), *range(0xAC00, 0xD7A4, 97)]]
    letters = [chr(i) for i in range(0x20, 0x2FA1E) if not refused(chr(i))]
    decomposing = [c for c in letters if u.normalize("NFKD", c) != c]
    cases = []
    while len(cases) < 300:
        text = "".join(rng.choice(rng.choice((marks, marks, hangul, letters, decomposing, decomposing))) for _ in range(rng.randint(1, 12)))
        if normalise(text):
            cases.append({"id": text, "normalised": normalise(text)})
    return cases


EXAMPLES = ["0042", " 0042\t", "km-7", "ＫＭ－７", "１２３", "e\u0301lise", "élise", "ÉLISE", "ﬁeld", "x²", "ǆ", "straße", "ıstanbul", "istanbul", "İstanbul", "가나", "\u1100\u1161\u1102\u1161",
            "a b", "a\u00a0b", "\u3000a\u2003", "½", "Ω", "Å", "ᾳ", "α\u0345", "q\u0323\u0307", "q\u0307\u0323", "ก็", "आधार", "身份证", "\U0001d7d8\U0001d7d9", "a\u0308\u0323", "ŉ", "ſ", "¨a"]


def main():
    assert u.unidata_version == "14.0.0"
    print(json.dumps({
        "source": "unicodedata of CPython 3.11 (Unicode 14.0.0).",
        "generator": "id_normalisation.py, version 1.",
        "every_code_point": every_code_point(),
        "examples": [{"id": text, "normalised": normalise(text)} for text in EXAMPLES],
        "mixtures": mixtures(),
        "bad_ids": [
            {"id": "", "refusal": "Empty", "position": None},
            {"id": " \t\u3000", "refusal": "Empty", "position": None},
            {"id": "a\tb", "refusal": "ControlCharacter", "position": 1},
            {"id": "  a\u0000", "refusal": "ControlCharacter", "position": 3},
            {"id": "é\u007f", "refusal": "ControlCharacter", "position": 1},
            {"id": "\ufeff12", "refusal": "FormatCharacter", "position": 0},
            {"id": "1\u200b2", "refusal": "FormatCharacter", "position": 1},
            {"id": "1\u00ad2", "refusal": "FormatCharacter", "position": 1},
            {"id": "12\u0378", "refusal": "UnknownCharacter", "position": 2},
            {"id": "12\uffff", "refusal": "UnknownCharacter", "position": 2},
            {"id": "x" * 257, "refusal": "TooLong", "position": None},
            {"id": "é" * 129, "refusal": "TooLong", "position": None},
            {"id": "x" * 2000, "refusal": "TooLong", "position": None},
        ],
    }, indent=1))


main()
