"""What may be a passphrase, and what its bytes are."""

import pytest

from estip_desktop.adapters.crypto.words import MnemonicWords, ZxcvbnMeter
from estip_desktop.errors import InputRefusedError, SecretRefusedError
from estip_desktop.vault import passphrases


class KindMeter:
    def __init__(self, score: int = 4) -> None:
        self._score = score
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def score(self, passphrase: str, context: tuple[str, ...]) -> int:
        self.asked.append((passphrase, context))
        return self._score


def test_five_words_of_the_list_are_offered():
    words = MnemonicWords().words()
    offered = passphrases.generate(MnemonicWords()).split(" ")
    assert len(words) == len(set(words)) == 2048
    assert len(offered) == 5
    assert set(offered) <= set(words)


def test_two_offers_differ():
    assert passphrases.generate(MnemonicWords()) != passphrases.generate(MnemonicWords())


def test_generated_passphrases_pass_the_meter():
    for _ in range(20):
        phrase = passphrases.generate(MnemonicWords())
        assert passphrases.problem(phrase, ("Van 3", "Sarah"), ZxcvbnMeter()) == ""


def test_fourteen_characters_are_too_few():
    assert passphrases.problem("x" * 14, (), KindMeter()) == "passphrase-too-short"
    assert passphrases.problem("x" * 15, (), KindMeter()) == ""


def test_1024_bytes_are_the_most():
    assert passphrases.problem("é" * 512, (), KindMeter()) == ""
    assert passphrases.problem("é" * 512 + "x", (), KindMeter()) == "passphrase-too-long"


def test_the_meter_gets_72_characters_and_the_words_of_the_context():
    meter = KindMeter()
    passphrases.problem("y" * 200, ("Van 3 Northdale", "Sarah"), meter)
    text, context = meter.asked[0]
    assert len(text) == 72
    assert {"Van 3 Northdale", "Van", "Northdale", "Sarah"} <= set(context)


def test_score_three_is_refused():
    with pytest.raises(InputRefusedError, match="passphrase-guessable"):
        passphrases.require_strong("y" * 20, (), KindMeter(3))


@pytest.mark.parametrize("phrase", ["passwordpassword", "Northdale Police", "aaaaaaaaaaaaaaaaaaaa"])
def test_guessable_passphrases_are_refused(phrase):
    found = passphrases.problem(phrase, ("Northdale Police",), ZxcvbnMeter())
    assert found == "passphrase-guessable"


def test_composed_and_decomposed_letters_are_the_same_passphrase():
    assert passphrases.to_bytes("Si\u00e2n") == passphrases.to_bytes("Sia\u0302n")


def test_nothing_is_cut_off():
    assert passphrases.to_bytes("x" * 1024) == b"x" * 1024
    with pytest.raises(SecretRefusedError):
        passphrases.to_bytes("x" * 1025)


def test_what_is_no_text_is_refused_as_a_wrong_passphrase():
    with pytest.raises(SecretRefusedError):
        passphrases.to_bytes("half a pair \ud800")


@pytest.mark.parametrize("passphrase", ["x" * 1025, "\ud800"])
def test_what_cannot_be_one_is_refused_without_saying_more(passphrase):
    with pytest.raises(SecretRefusedError) as caught:
        passphrases.to_bytes(passphrase)
    assert caught.value.detail == "passphrase"


def test_the_meter_always_knows_where_the_app_is_used():
    meter = KindMeter()
    passphrases.problem("a long enough passphrase", ("Van 3",), meter)
    known = meter.asked[0][1]
    assert {"estip", "police", "peer supporter", "wellbeing", "trauma", "Van 3"} <= set(known)


@pytest.mark.parametrize(
    "chosen",
    [
        "sianobrien sianobrien",
        "obriensian obriensian",
        "Sian OBrien Sian OBrien",
        "o'brien siân o'brien",
        "O\u2019Brien-Siân-Northdale",
    ],
)
def test_the_owners_names_are_known_in_every_spelling(chosen):
    known = ("Van 3", "Siân O'Brien", "Northdale Police")
    assert passphrases.problem(chosen, known, ZxcvbnMeter()) == "passphrase-guessable"
