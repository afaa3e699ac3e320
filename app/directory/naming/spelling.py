"""Spelling: how the letters of each script sound, where a plain transliteration would mislead."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

# The sounds are those of `sounds`; capitals stand for letters with more than one (W: v or u, Y: a vowel, J: j or g ...).
# Arabic, Persian, Urdu, Kurdish. Short vowels are not written.
_ARABIC = {
    "اآأٱەةۃ": "a", "ۆؤ": "o", "إێئےۓ": "i", "يیىېۍ": "Y", "و": "W", "ھءعٔ": "", "بٻ": "b", "پ": "p", "تطٹټ": "t",
    "ث": "H", "ج": "J", "چڇ": "s", "حخهہ": "h", "دڈډ": "d", "ذض": "D", "ظ": "z", "رڑړڕ": "r", "زژ": "z", "سصش": "s",
    "غ": "g", "ڭڠگݣڴ": "g", "ف": "f", "ڤڥۋ": "v", "قكکڪ": "k", "لڵ": "l", "م": "m", "نںڼ": "n", "ۇۈ": "u",
}  # fmt: skip
_HEBREW = {
    "א": "A", "ע'": "", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "W", "ז": "z", "ח": "h", "טת": "t", "י": "Y",
    "כךק": "k", "ל": "l", "מם": "m", "נן": "n", "סשצץ": "s", "פ": "p", "ף": "f", "ר": "r",
}  # fmt: skip
_HEBREW_PAIRS = {"ג'": "j", "ז'": "z", "צ'": "s", "ץ'": "s", "ת'": "H", "ד'": "H", "וו": "V", "יי": "e"}
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "ηιυ": "i", "θ": "H", "κ": "k", "λ": "l", "μ": "m",
    "ν": "n", "ξ": "ks", "οω": "o", "π": "p", "ρ": "r", "σς": "s", "τ": "t", "φ": "f", "χ": "C", "ψ": "ps",
}  # fmt: skip
_GREEK_PAIRS = {
    "τζ": "j", "τσ": "s", "μπ": "b", "ντ": "N", "γκ": "G", "γγ": "ng", "ου": "u", "ει": "i", "οι": "i", "υι": "i",
    "αι": "e", "αυ": "av", "ευ": "ev",
}  # fmt: skip
_CYRILLIC = str.maketrans({"ь": "", "ъ": "", "ћ": "ch", "ђ": "dj", "џ": "dj", "ј": "y", "х": "kh"})
_INITIALS = ("g", "k", "n", "d", "t", "l", "m", "b", "p", "s", "s", "", "j", "j", "s", "k", "t", "p", "h")
_VOWELS = ("a", "e", "ia", "ie", "o", "e", "io", "ie", "o", "ua", "ue", "ue", "io", "u", "uo", "ue", "ui", "iu", "u", "ui", "i")  # fmt: skip  # noqa: E501
_FINALS = ("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t")  # fmt: skip  # noqa: E501
# Family names whose first sound is written in Latin but not spoken in the South, or with a silent r.
_KOREAN_FAMILIES = {
    "이": "I", "임": "Im", "유": "Iu", "류": "Iu", "노": "no", "박": "pak", "나": "na", "여": "Io", "양": "iang", "림": "lim",
}  # fmt: skip
_KANA_SIGNS = re.compile("[っッー]")
_KANA_SMALL = re.compile("([\u3041-\u3096\u30a1-\u30fa])([ぁぃぅぇぉァィゥェォ])")
_THAI_SILENT = re.compile("[\u0e01-\u0e2e][\u0e34-\u0e3a]?\u0e4c")
_ASPIRATES = re.compile("([bdkt])h")
# Chinese in Cyrillic (Palladius): чжан is zhang, цзян is jiang, цзэн is zeng.
_CHINESE_J = re.compile("чж|цз(?=[иеёюя])")
_HARD_G = re.compile("g(?=[eiy])")


SON_OF = frozenset({"mac", "mag", "mhic", "nic"})
"""Words of Gaelic family names that English writes together with the next: Mac an Tòisich is Macintosh."""
_GAELIC_PARTICLES = SON_OF | {"ó", "ò", "o", "ní", "uí"}
# Softened consonants (lenition) and the vowels that only tell how the consonant beside them is said.
_GAELIC = [
    (re.compile(written), said)
    for written, said in (
        ("[aio]*[dg]h$", "i"), ("bhf|[mb]h", "v"), ("^[dg]h", "g"), ("[dg]h|fh", ""), ("^[ts]h", "h"), ("th", ""),
        ("c(?!h)", "k"),
        ("ao|[ií]o|iu", "i"), ("é[ai]", "e"), ("ea|[aá]i", "a"), ("eo|[oó]i", "o"), ("[uú]i", "u"),
    )
]  # fmt: skip


def _table(letters: dict[str, str]) -> dict[int, str]:
    return {ord(letter): sound for group, sound in letters.items() for letter in group}


_TABLES = {"Arab": _table(_ARABIC), "Hebr": _table(_HEBREW), "Grek": _table(_GREEK)}


def _with_pairs(word: str, pairs: dict[str, str]) -> str:
    for pair, letters in pairs.items():
        word = word.replace(pair, letters)
    return word


def _without_marks(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def _arabic(word: str) -> str:
    plain = unicodedata.normalize("NFC", word)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    if len(plain) > 2 and plain[-1] in "هہ":
        plain = plain[:-1] + "ة"
    if plain.startswith("و"):
        plain = "v" + plain[1:]
    return plain.translate(_TABLES["Arab"])


def _hebrew(word: str) -> str:
    plain = _without_marks(word)
    if plain.startswith("ו"):
        plain = "v" + plain.lstrip("ו")
    if len(plain) > 2 and plain.endswith("ה"):
        plain = plain[:-1] + "a"
    return _with_pairs(plain, _HEBREW_PAIRS).translate(_TABLES["Hebr"])


def _greek(word: str) -> str:
    return _with_pairs(_without_marks(word), _GREEK_PAIRS).translate(_TABLES["Grek"])


def korean_family(word: str) -> str:
    """The sounds of a Korean family name of one syllable, as families write it in Latin."""
    return _KOREAN_FAMILIES.get(word) or _hangul(word)


def _hangul(word: str) -> str:
    sounds = []
    for char in unicodedata.normalize("NFC", word):
        index = ord(char) - 0xAC00
        if 0 <= index < 11172:
            initial, vowel, final = index // 588, index % 588 // 28, index % 28
            sounds.append(_INITIALS[initial] + _VOWELS[vowel] + _FINALS[final])
        else:
            sounds.append(char)
    return "".join(sounds)


def is_gaelic(words: list[str]) -> bool:
    """Whether a name is written as Irish or Scottish Gaelic write it: with Ó, Ní, Mac or the like before its last word."""
    return any(word in _GAELIC_PARTICLES for word in words[1:-1])


def gaelic_graphemes(word: str) -> str:
    """An Irish or Scottish Gaelic word in Latin graphemes: Cómhanaigh is kovani, Ceallaigh kali."""
    for written, said in _GAELIC:
        word = written.sub(said, word)
    return anyascii(word)


def spoken(word: str, script: str) -> str | None:
    """The sounds of a word in a script whose letters have sounds of their own; `None` when letters must be read as Latin.

    Hangul as in the Revised Romanization (2000) with sounds joined; Greek as ELOT 743 transcribes it.
    """
    if script == "Arab":
        return anyascii(_arabic(word))
    if script == "Hebr":
        return anyascii(_hebrew(word))
    if script == "Grek":
        return anyascii(_greek(word))
    if script == "Hang":
        return anyascii(_hangul(word))
    return None


def _with_small_vowel(syllable: re.Match[str]) -> str:
    """ヴェ is ve: the small vowel takes the place of the one before it."""
    return anyascii(syllable[1]).rstrip("aeiou") + anyascii(syllable[2])


def latin_graphemes(word: str, script: str) -> str:
    """The word in Latin graphemes to be read by `sounds`, for scripts that transliterate well letter by letter."""
    if script == "Latn":
        return anyascii(word).lower()
    if script == "Cyrl":
        word = _CHINESE_J.sub("дж", word).replace("цз", "дз")
        return _HARD_G.sub("gh", anyascii(word.translate(_CYRILLIC)))
    if script == "Kana":
        word = _KANA_SMALL.sub(_with_small_vowel, _KANA_SIGNS.sub("", word))
    elif script == "Thai":
        word = _THAI_SILENT.sub("", word)
    letters = anyascii(word).lower().replace("j", "dj")
    if script in ("Thai", "Indc", "Zyyy"):
        letters = _ASPIRATES.sub(r"\1", letters).replace("v", "w")
    return _HARD_G.sub("gh", letters)
