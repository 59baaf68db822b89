"""What the only JSON loader takes and refuses, case by case.

Source of the questions: RFC 8259, and where it leaves a choice, the stricter answer. The cases are
our own.
"""

from __future__ import annotations

import json

import pytest

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel import strict_json

TAKEN = {
    b"null": None,
    b" \t\r\n null \n": None,
    b"true": True,
    b"false": False,
    b"0": 0,
    b"-0": 0,
    b"-1": -1,
    b"10": 10,
    b"123456789012345678901234567890": 123456789012345678901234567890,
    b"0.5": 0.5,
    b"-0.0": -0.0,
    b"1e2": 100.0,
    b"1E+2": 100.0,
    b"1e-2": 0.01,
    b"1.5e300": 1.5e300,
    b"1e-400": 0.0,
    b'""': "",
    b'"a"': "a",
    b'" "': " ",
    b'"\\""': '"',
    b'"\\\\"': "\\",
    b'"\\/"': "/",
    b'"\\b\\f\\n\\r\\t"': "\b\f\n\r\t",
    b'"\\u0041"': "A",
    b'"\\u0000"': "\x00",
    b'"\\ud83d\\ude42"': "🙂",
    b'"\\uD83D\\uDE42"': "🙂",
    b'"\\u2028\\u2029"': "\u2028\u2029",
    '"ŵŷ🙂"'.encode(): "ŵŷ🙂",
    '"\u2028"'.encode(): "\u2028",
    '"\u007f"'.encode(): "\x7f",
    '"\ufeff"'.encode(): "\ufeff",
    '"\U0010ffff"'.encode(): "\U0010ffff",
    b"[]": [],
    b"[ ]": [],
    b"[1,2]": [1, 2],
    b"[1 , [2] , [] ]": [1, [2], []],
    b"{}": {},
    b'{"":0}': {"": 0},
    b'{"a":1,"b":{"a":1}}': {"a": 1, "b": {"a": 1}},
    b'{"a":1,"A":2}': {"a": 1, "A": 2},
    b'{"a":[{"a":1},{"a":1}]}': {"a": [{"a": 1}, {"a": 1}]},
    b'{"[":"]","{":"}"}': {"[": "]", "{": "}"},
    b"[" * 64 + b"]" * 64: json.loads("[" * 64 + "]" * 64),
    b'"' + b"[" * 500 + b'"': "[" * 500,
    b'"' + b'\\"' * 500 + b'"': '"' * 500,
}

REFUSED = [
    b"",
    b" ",
    b"\xef\xbb\xbfnull",
    b"\xff",
    b'"\xff"',
    b'"\xc3"',
    b'"\xc0\xaf"',
    b'"\xed\xa0\x80"',
    b'"\xf4\x90\x80\x80"',
    '"a"'.encode("utf-16"),
    '"a"'.encode("utf-16-le"),
    '"a"'.encode("utf-32"),
    b"nul",
    b"nulll",
    b"NULL",
    b"True",
    b"undefined",
    b"NaN",
    b"nan",
    b"Infinity",
    b"-Infinity",
    b"+Infinity",
    b"-NaN",
    b"[NaN]",
    b'{"a":Infinity}',
    b"+1",
    b"++1",
    b"--1",
    b"-",
    b"- 1",
    b"01",
    b"-01",
    b"00",
    b"1.",
    b".5",
    b"-.5",
    b"1.e2",
    b"1e",
    b"1e+",
    b"1e1.5",
    b"1 2",
    b"0x10",
    b"0b1",
    b"1_000",
    b"1,",
    b"1e400",
    b"-1e400",
    b"[1e9999]",
    "\uff11".encode(),
    "1\u00a0".encode(),
    b"9" * 5_000,
    b"'a'",
    b'"a',
    b'a"',
    b'"',
    b'"\\"',
    b'"\\',
    b'"\\x41"',
    b'"\\a"',
    b'"\\0"',
    b'"\\\n"',
    b'"\\u"',
    b'"\\u12"',
    b'"\\u12g4"',
    b'"\\U0041"',
    b'"\\ud800"',
    b'"\\udc00"',
    b'"\\udc00\\ud800"',
    b'"\\ud800\\ud800"',
    b'"\\ud800\\u0041"',
    b'{"\\ud800":1}',
    b'"\x00"',
    b'"\n"',
    b'"\t"',
    b'"\x1f"',
    b'"a" "b"',
    b"[",
    b"]",
    b"[1",
    b"[1,",
    b"[1,]",
    b"[,1]",
    b"[1,,2]",
    b"[1 2]",
    b"[1:2]",
    b"[1]]",
    b"[1}",
    b"(1)",
    b"[\x0b]",
    b"[\x0c]",
    "[\u00a0]".encode(),
    "[\u2028]".encode(),
    b"[1]x",
    b"[1]\x00",
    b"[1]// comment",
    b"[1]/* comment */",
    b"[1]# comment",
    b"[/* comment */1]",
    b"{",
    b"}",
    b"{]",
    b"{a:1}",
    b"{'a':1}",
    b"{1:1}",
    b"{null:1}",
    b'{"a"}',
    b'{"a":}',
    b'{"a":1,}',
    b'{,"a":1}',
    b'{"a":1,,"b":2}',
    b'{"a":1 "b":2}',
    b'{"a" 1}',
    b'{"a":1;"b":2}',
    b'{"a"=1}',
    b'{"a":1}}',
    b'{"a":1}{"b":2}',
    b'{"a":1,"a":1}',
    b'{"a":1,"a":2}',
    b'{"a":1,"\\u0061":2}',
    b'{"x":{"a":1,"a":2}}',
    b'[{"a":1,"a":2}]',
    b'{"":1,"":2}',
    b"[" * 65 + b"]" * 65,
    b'{"a":' * 65 + b"1" + b"}" * 65,
    b"[" * 100_000,
    b'[{"a":' * 50_000,
    b"[" * 100_000 + b"]" * 100_000,
]


def _ids(cases):
    return [f"{number:03} {case[:24]!r}" for number, case in enumerate(cases)]


@pytest.mark.parametrize("data", list(TAKEN), ids=_ids(TAKEN))
def test_it_takes(data):
    value = strict_json.load(data)
    assert value == TAKEN[data]
    assert type(value) is type(TAKEN[data])


@pytest.mark.parametrize("data", REFUSED, ids=_ids(REFUSED))
def test_it_refuses(data):
    with pytest.raises(InputRefusedError):
        strict_json.load(data)


@pytest.mark.parametrize("end", [b"", b"\\", b'"', b'"x', b"\\\\"])
def test_two_megabytes_of_escaped_quotes_are_refused_and_hang_nobody(end):
    # A search that tries each of these quotes again would not come to an end within the day.
    with pytest.raises(InputRefusedError, match="json-malformed"):
        strict_json.load(b'["' + b'\\"' * 1_000_000 + end)


def test_brackets_in_strings_do_not_count_and_others_do():
    inside = b'["' + b'[{\\"' * 1_000 + b'"]'
    assert strict_json.load(inside) == ['[{"' * 1_000]
    with pytest.raises(InputRefusedError, match="json-too-deep"):
        strict_json.load(b'["\\\\",' * 65)


def test_four_million_bytes_of_brackets_are_told_apart():
    side_by_side = b"[" + b"[]," * 1_300_000 + b"[]]"
    assert len(strict_json.load(side_by_side)) == 1_300_001
    assert strict_json.load(b"[" * 64 + b"]" * 64) is not None
    with pytest.raises(InputRefusedError, match="json-too-deep"):
        strict_json.load(b"[" * 65 + b"]" * 65)
    with pytest.raises(InputRefusedError, match="json-malformed"):
        strict_json.load(b"]" * 4_000_000)


def test_size_is_limited_before_anything_is_read():
    assert strict_json.load(b"[1]", limit_bytes=3) == [1]
    with pytest.raises(InputRefusedError, match="json-too-large"):
        strict_json.load(b"[1] ", limit_bytes=3)


def test_the_canonical_form_is_one_for_one_value():
    value = {"b": [1, 0.5, None, True], "a": {"ŵ": "🙂", "\n": ""}}
    data = strict_json.canonical(value)
    assert data == '{"a":{"\\n":"","ŵ":"🙂"},"b":[1,0.5,null,true]}'.encode()
    assert strict_json.load(data) == value
    assert strict_json.canonical(dict(reversed(value.items()))) == data
    with pytest.raises(ValueError, match="not JSON compliant"):
        strict_json.canonical(float("nan"))
