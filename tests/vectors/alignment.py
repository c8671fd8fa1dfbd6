"""Writes alignment.json: ristretto255, hash_to_group and one alignment of two parties, computed from RFC 9496, RFC 9380 and PROTOCOL 5.1 alone.

Independent of the code under test: integers of any size and SHA-512 of the Python library. The answers that the RFCs print are asserted on the way.
Usage: python3 alignment.py > alignment.json
"""

import hashlib
import json

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def negative(x):
    return x % P & 1


def absolute(x):
    return P - x % P if negative(x) else x % P


def sqrt_ratio(u, v):  # RFC 9496, section 4.2
    r = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    check = v * r * r % P
    u %= P
    square = check in (u, -u % P)
    if check in (-u % P, -u * SQRT_M1 % P):
        r = r * SQRT_M1 % P
    return square, absolute(r)


_, INVSQRT_A_MINUS_D = sqrt_ratio(1, -1 - D)
SQRT_AD_MINUS_ONE = 25063068953384623474111414158702152701244531502492656460079210482610430750235  # the negative root, section 4.1
assert SQRT_AD_MINUS_ONE**2 % P == (-D - 1) % P
ONE_MINUS_D_SQ = (1 - D * D) % P
D_MINUS_ONE_SQ = (D - 1) ** 2 % P


def decode(data):  # section 4.3.1
    s = int.from_bytes(data, "little")
    if s >= P or negative(s):
        return None
    u1, u2 = (1 - s * s) % P, (1 + s * s) % P
    v = (-D * u1 * u1 - u2 * u2) % P
    square, invsqrt = sqrt_ratio(1, v * u2 * u2)
    den_x = invsqrt * u2 % P
    den_y = invsqrt * den_x * v % P
    x, y = absolute(2 * s * den_x), u1 * den_y % P
    t = x * y % P
    return None if not square or negative(t) or y == 0 else (x, y, 1, t)


def encode(point):  # section 4.3.2
    x0, y0, z0, t0 = point
    u1, u2 = (z0 + y0) * (z0 - y0) % P, x0 * y0 % P
    _, invsqrt = sqrt_ratio(1, u1 * u2 * u2)
    den1, den2 = invsqrt * u1 % P, invsqrt * u2 % P
    z_inv = den1 * den2 * t0 % P
    rotate = negative(t0 * z_inv)
    x, y = (y0 * SQRT_M1 % P, x0 * SQRT_M1 % P) if rotate else (x0, y0)
    den_inv = den1 * INVSQRT_A_MINUS_D % P if rotate else den2
    if negative(x * z_inv):
        y = -y % P
    return absolute(den_inv * (z0 - y)).to_bytes(32, "little")


def add(p, q):
    x1, y1, z1, t1 = p
    x2, y2, z2, t2 = q
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def map_half(t):  # section 4.3.4
    r = SQRT_M1 * t * t % P
    u = (r + 1) * ONE_MINUS_D_SQ % P
    v = (-1 - r * D) * (r + D) % P
    square, s = sqrt_ratio(u, v)
    s_prime = -absolute(s * t) % P
    s, c = (s, -1) if square else (s_prime, r)
    n = (c * (r - 1) * D_MINUS_ONE_SQ - v) % P
    w0, w1, w2, w3 = 2 * s * v % P, n * SQRT_AD_MINUS_ONE % P, (1 - s * s) % P, (1 + s * s) % P
    return w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P


def one_way_map(uniform):
    halves = (int.from_bytes(uniform[i : i + 32], "little") % 2**255 % P for i in (0, 32))
    return add(*(map_half(half) for half in halves))


def expand(message, tag, length):  # RFC 9380, section 5.3.1
    tag += bytes([len(tag)])
    first = hashlib.sha512(bytes(128) + message + length.to_bytes(2, "big") + b"\0" + tag).digest()
    out, last = b"", bytes(64)
    for number in range(1, (length + 63) // 64 + 1):
        mixed = bytes(a ^ b for a, b in zip(first, last))
        last = hashlib.sha512(mixed + bytes([number]) + tag).digest()
        out += last
    return out[:length]


def hash_to_group(message, tag):
    return one_way_map(expand(message, tag, 64))


XMD_TAG = b"QUUX-V01-CS02-with-expander-SHA512-256"
XMD_MESSAGES = [b"", b"abc", b"abcdef0123456789", b"q128_" + b"q" * 128, b"a512_" + b"a" * 512]
XMD_PRINTED = {  # RFC 9380, K.3, the answers of 32 bytes, and the first 32 of those of 128
    32: ["6b9a7312411d92f921c6f68ca0b6380730a1a4d982c507211a90964c394179ba", "0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc",
         "087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b107b83346bc967f58", "7336234ee9983902440f6bc35b348352013becd88938d2afec44311caf8356b3",
         "57b5f7e766d5be68a6bfe1768e3c2b7f1228b3e4b3134956dd73a59b954c66f4"],
    128: ["41b037d1734a5f8df225dd8c7de38f851efdb45c372887be655212d07251b921", "7f1dddd13c08b543f2e2037b14cefb255b44c83cc397c1786d975653e36a6b11",
          "3f721f208e6199fe903545abc26c837ce59ac6fa45733f1baaf0222f8b7acb04", "b799b045a58c8d2b4334cf54b78260b45eec544f9f2fb5bd12fb603eaee70db7",
          "05b0bfef265dcee87654372777b7c44177e2ae4c13a27f103340d9cd11c86cb2"],
}
OPRF_TAG = b"HashToGroup-OPRFV1-\0-ristretto255-SHA512"
OPRF_BLIND = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706"
OPRF_KEY = "5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e"
OPRF_PRINTED = [  # RFC 9497, A.1.1: input, blinded element, evaluation element
    ("00", "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c", "7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e"),
    ("5a" * 17, "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418", "b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25"),
]
BAD = {  # RFC 9496, A.2
    "not canonical": ["00" + "ff" * 31, "ff" * 31 + "7f", "f3" + "ff" * 30 + "7f", "ed" + "ff" * 30 + "7f"],
    "negative": ["01" + "00" * 31, "01" + "ff" * 30 + "7f",
                 "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20", "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
                 "c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78", "47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24",
                 "f1c6165d33367351b0da8f6e4511010c68174a03b6581212c71c0e1d026c3c72", "87260f7a2f12495118360f02c26a470f450dadf34a413d21042b43b9d93e1309"],
    "x^2 not square": ["26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371", "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
                       "de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad7b", "bcab477be20861e01e4a0e295284146a510150d9817763caf1a6f4b422d67042",
                       "2a292df7e32cababbd9de088d1d1abec9fc0440f637ed2fba145094dc14bea08", "f4a9e534fc0d216c44b218fa0c42d99635a0127ee2e53c712f70609649fdff22",
                       "8268436f8c4126196cf64b3c7ddbda90746a378625f9813dd9b8457077256731", "2810e5cbc2cc4d4eece54f61c6f69758e289aa7ab440b3cbeaa21995c2f4232b"],
    "negative xy": ["3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e", "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
                    "d483fe813c6ba647ebbfd3ec41adca1c6130c2beeee9d9bf065c8d151c5f396e", "8a2e1d30050198c65a54483123960ccc38aef6848e1ec8f5f780e8523769ba32",
                    "32888462f8b486c68ad7dd9610be5192bbeaf3b443951ac1a8118419d9fa097b", "227142501b9d4355ccba290404bde41575b037693cef1f438c47f8fbf35d1165",
                    "5c37cc491da847cfeb9281d407efc41e15144c876e0170b499a96a22ed31e01e", "445425117cb8c90edcbc7c1cc0e74f747f2c1efa5630a967c64f287792a48a4b"],
    "s = -1": ["ec" + "ff" * 30 + "7f"],
}


def expansions():
    rows = []
    for length, printed in XMD_PRINTED.items():
        for message, start in zip(XMD_MESSAGES, printed):
            uniform = expand(message, XMD_TAG, length).hex()
            assert uniform.startswith(start)
            rows.append({"message": message.decode(), "length": length, "uniform": uniform})
    return {"tag": XMD_TAG.decode(), "answers": rows}


def hashes():
    rows = []
    for message, blinded, evaluated in OPRF_PRINTED:
        element = hash_to_group(bytes.fromhex(message), OPRF_TAG)
        masked = multiply(int.from_bytes(bytes.fromhex(OPRF_BLIND), "little"), element)
        assert encode(masked).hex() == blinded
        assert encode(multiply(int.from_bytes(bytes.fromhex(OPRF_KEY), "little"), masked)).hex() == evaluated
        rows.append({"message": message, "element": encode(element).hex(), "blinded": blinded, "evaluated": evaluated})
    return {"tag": OPRF_TAG.hex(), "blind": OPRF_BLIND, "key": OPRF_KEY, "answers": rows}


def alignment():
    session = hashlib.sha256(b"alignment vector").digest()
    tag = b"agricredit/v1/psi" + session
    a, b = (int.from_bytes(hashlib.sha512(name).digest(), "little") % L for name in (b"a", b"b"))
    ids_a = ["0042", "KM-7", "ÉLISE-3", "9001"]
    ids_b = ["9001", "5", "0042"]
    lists = {}
    for name, ids, own, other in (("initiator", ids_a, a, b), ("responder", ids_b, b, a)):
        once = [multiply(own, hash_to_group(i.encode(), tag)) for i in ids]
        lists[name] = {"scalar": own.to_bytes(32, "little").hex(), "ids": ids, "masked": "".join(encode(p).hex() for p in once),
                       "doubly": [encode(multiply(other, p)).hex() for p in once]}
    doubly_b = lists["responder"]["doubly"]
    matches = sorted((value, row, doubly_b.index(value)) for row, value in enumerate(lists["initiator"]["doubly"]) if value in doubly_b)
    for side in lists.values():
        side["doubly"] = "".join(side["doubly"])
    return {"session": session.hex(), **lists, "rows": [row for _, row, _ in matches], "positions": [position for _, _, position in matches]}


def main():
    assert all(decode(bytes.fromhex(data)) is None for group in BAD.values() for data in group)
    print(json.dumps({
        "source": "RFC 9380, appendix K.3 (expand_message_xmd with SHA-512); RFC 9497, appendix A.1.1 (hash_to_group, blinding, evaluation); RFC 9496, appendix A.2 (bad encodings); PROTOCOL 5.1 (alignment).",
        "generator": "alignment.py, version 1, which computes every answer anew and asserts those that the RFCs print.",
        "expand": expansions(),
        "hash_to_group": hashes(),
        "alignment": alignment(),
        "bad_elements": [{"why": why, "element": data} for why, group in BAD.items() for data in group],
    }, indent=2, ensure_ascii=False))


main()
