"""Writes secure-aggregation.json: one round of three parties, one of four that a party drops out of, one box and one ratchet step,
computed from the text of the protocol alone.

Independent of the code under test: integers of any size, HMAC and SHA-256 of the Python library, AES of pyca/cryptography.
Usage: python3 secure_aggregation.py > secure-aggregation.json
"""

import hashlib
import hmac
import json
import struct
import sys
from fractions import Fraction

import cryptography
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

P = 2**61 - 1
RING = 2**64


def secret(name):
    return hashlib.sha256(b"secure-aggregation.json " + name.encode()).digest()


def expand(key, info, length):
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.new(key, block + info + bytes([counter]), hashlib.sha256).digest()
        out += block
        counter += 1
    return out[:length]


def stream(key, words):
    encryptor = Cipher(algorithms.AES(key), modes.CTR(bytes(16))).encryptor()
    return list(struct.unpack(f"<{words}Q", encryptor.update(bytes(8 * words))))


def le64(value):
    return struct.pack("<Q", value)


def le32(value):
    return struct.pack("<I", value)


def prefixed(text):
    return le32(len(text.encode())) + text.encode()


def encode(value, bits):
    return round(Fraction(value) * 2**bits)  # Python rounds fractions half to even.


def field_mask(words, start):
    return next(word % 2**61 for word in words[start:] if word % 2**61 != P)


def evaluate(polynomial, x):
    return sum(c * x**k for k, c in enumerate(polynomial)) % P


def share(polynomials, x):
    return b"".join(le64(value) for value in [x, *(evaluate(polynomial, x) for polynomial in polynomials)])


def resilient(session, round_number, attempt, transcript, plan, group):
    """A round of four parties with self masks, shared with threshold 3; the third party drops out of it."""
    n, threshold, length, absent = 4, 3, 7, 2
    survivors = [i for i in range(n) if i != absent]
    place = le64(round_number) + le32(attempt)
    info = b"agricredit/v1/mask" + session + place + transcript + plan
    coefficients = [w % 2**61 for w in stream(expand(group, b"agricredit/v1/tag" + place, 16), 2 * length) if w % 2**61 != P][:length]
    offset = field_mask(stream(expand(group, b"agricredit/v1/offset" + place, 16), 8), 0)
    start = (length + 1) // 2 * 2
    pairs = {(i, j): secret(f"resilient pair {i} {j}") for i in range(n) for j in range(i + 1, n)}
    encoded = [[int.from_bytes(secret(f"input {i} {k}")[:5], "little") - 2**39 for k in range(length)] for i in range(n)]
    parties = []
    for i in range(n):
        polynomials = [
            [int.from_bytes(secret(f"polynomial {i} {e} {k}"), "little") % P for k in range(threshold)] for e in range(3)
        ]
        key = expand(hashlib.sha256(b"".join(le64(p[0]) for p in polynomials)).digest(), b"agricredit/v1/self", 16)
        masks = [(1, stream(key, length + 8))]
        masks += [(1 if i == low else -1, stream(expand(pair, info, 16), length + 8)) for (low, high), pair in pairs.items() if i in (low, high)]
        words = [(q + sum(sign * mask[k] for sign, mask in masks)) % RING for k, q in enumerate(encoded[i])]
        tag = offset + sum(a * q for a, q in zip(coefficients, encoded[i])) + sum(sign * field_mask(mask, start) for sign, mask in masks)
        parties.append(
            {
                "values": encoded[i],
                "self_mask": [str(p[0]) for p in polynomials],
                "shares": [share(polynomials, x).hex() for x in range(1, n + 1)],
                "self_key": key.hex(),
                "words": struct.pack(f"<{length}Q", *words).hex(),
                "tag": str(tag % P),
            }
        )

    total = [sum(encoded[i][k] for i in survivors) for k in range(length)]
    first = bytes.fromhex(parties[0]["shares"][0])
    return {
        "threshold": threshold,
        "absent": absent,
        "pairs": [{"low": i, "high": j, "secret": pair.hex()} for (i, j), pair in pairs.items()],
        "parties": parties,
        "leaves": [
            {"survivor": i, "added": i < absent, "key": expand(pairs[min(i, absent), max(i, absent)], info, 16).hex()} for i in survivors
        ],
        "sum": {
            "contributions": len(survivors),
            "words": [str(s) for s in total],
            "tag": str((len(survivors) * offset + sum(a * s for a, s in zip(coefficients, total))) % P),
        },
        "bad_shares": [
            {"why": "of another place", "holder": 1, "share": parties[0]["shares"][1]},
            {"why": "of place 0, the secret itself", "holder": 0, "share": share([[0]] * 3, 0).hex()},
            {"why": "one byte short", "holder": 1, "share": first[:-1].hex()},
            {"why": "one byte more", "holder": 1, "share": (first + bytes(1)).hex()},
            {"why": "nothing", "holder": 1, "share": ""},
            {"why": "an element is p", "holder": 1, "share": (first[:8] + le64(P) + first[16:]).hex()},
            {"why": "an element has the top bit", "holder": 1, "share": (first[:-1] + b"\x80").hex()},
            {"why": "the place has a high byte", "holder": 1, "share": (first[:7] + b"\x01" + first[8:]).hex()},
        ],
    }


def bad_sums(total, tag):
    def moved(coordinate, amount):
        return [s + amount * (k == coordinate) for k, s in enumerate(total)]

    yield "one unit more", moved(0, 1), tag, True
    yield "one unit less", moved(len(total) - 1, -1), tag, True
    yield "moved by p, where only the range check helps", moved(4, P), tag, True
    yield "moved by -p, where only the range check helps", moved(4, -P), tag, True
    yield "tag off by one", total, tag + 1, True
    yield "tag not reduced", total, tag + P, False
    yield "twice the sum and the tag", [2 * s for s in total], 2 * tag, True
    yield "the negative of the sum and of the tag", [-s for s in total], -tag, True
    yield "nothing", [0] * len(total), 0, True


def main():
    session, transcript, plan = secret("session"), secret("transcript"), secret("plan")
    round_number, attempt = 3, 1
    parts = [("rows", 1, 0, 1000000.0), ("gradient", 5, 30, 1000.0), ("hessian", 3, 20, 100000.0)]
    values = [
        [700.0, 0.1, -0.1, 999.9999, -1000.0, 2.0**-31, 1.5, -12345.678, 100000.0],
        [12.5, 1.0, 3 * 2.0**-31, -999.0, 1000.0, -(2.0**-31), 2.0**-21, 0.0, -100000.0],
        [1000000.0, -7.25, 123.456, -0.5, 0.25, 5 * 2.0**-31, -3 * 2.0**-21, 99999.5, 1.0 / 3.0],
    ]
    bits = [part[2] for part in parts for _ in range(part[1])]
    length = len(bits)
    pairs = {(i, j): secret(f"pair {i} {j}") for i in range(3) for j in range(i + 1, 3)}
    group = secret("group key")
    info = b"agricredit/v1/mask" + session + le64(round_number) + le32(attempt) + transcript + plan
    coefficients = [
        word % 2**61
        for word in stream(expand(group, b"agricredit/v1/tag" + le64(round_number) + le32(attempt), 16), 2 * length)
        if word % 2**61 != P
    ][:length]

    offset = field_mask(stream(expand(group, b"agricredit/v1/offset" + le64(round_number) + le32(attempt), 16), 8), 0)

    parties = []
    for i in range(3):
        encoded = [encode(value, f) for value, f in zip(values[i], bits)]
        words = [q % RING for q in encoded]
        tag = (offset + sum(a * q for a, q in zip(coefficients, encoded))) % P
        for (low, high), pair in pairs.items():
            if i in (low, high):
                sign = 1 if i == low else -1
                mask = stream(expand(pair, info, 16), length + 8)
                words = [(word + sign * m) % RING for word, m in zip(words, mask)]
                tag = (tag + sign * field_mask(mask, (length + 1) // 2 * 2)) % P
        parties.append(
            {
                "values": values[i],
                "encoded": [str(q) for q in encoded],
                "words": struct.pack(f"<{length}Q", *words).hex(),
                "tag": str(tag),
            }
        )

    total = [
        sum(int(party["encoded"][k]) for party in parties) for k in range(length)
    ]
    total_tag = (3 * offset + sum(a * s for a, s in zip(coefficients, total))) % P
    address = {"sender": "bank-1", "receiver": "coöp-2", "session": session.hex(), "round": 3, "attempt": 1, "kind": 7}
    box_info = (
        b"agricredit/v1/box" + prefixed(address["sender"]) + prefixed(address["receiver"])
        + session + le64(address["round"]) + le32(address["attempt"]) + le32(address["kind"])
    )
    box_secret, content = secret("box"), bytes(range(48))
    json.dump(
        {
            "source": "Own, from the text of the protocol (parts 1, 2.2 to 2.4, with the tag's constant term): tests/vectors/secure_aggregation.py, "
            f"Python {sys.version.split()[0]}, pyca/cryptography {cryptography.__version__}.",
            "session": session.hex(),
            "round": round_number,
            "attempt": attempt,
            "transcript": transcript.hex(),
            "plan_hash": plan.hex(),
            "group_key": group.hex(),
            "parts": [{"name": n, "length": m, "fractional_bits": f, "bound": c} for n, m, f, c in parts],
            "pairs": [{"low": i, "high": j, "secret": pair.hex()} for (i, j), pair in pairs.items()],
            "parties": parties,
            "sum": {"words": [str(s) for s in total], "tag": str(total_tag)},
            "bad_sums": [
                {"why": why, "words": [str(w) for w in words], "tag": str(tag % P if reduced else tag)}
                for why, words, tag, reduced in bad_sums(total, total_tag)
            ],
            "ratchet": {
                "before": pairs[(0, 1)].hex(),
                "after": expand(pairs[(0, 1)], b"agricredit/v1/ratchet", 32).hex(),
            },
            "resilient": resilient(session, round_number, attempt, transcript, plan, group),
            "box": {
                "secret": box_secret.hex(),
                **address,
                "content": content.hex(),
                "sealed": AESGCM(expand(box_secret, box_info, 32)).encrypt(bytes(12), content, None).hex(),
            },
        },
        sys.stdout,
        indent=2,
        ensure_ascii=True,
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
