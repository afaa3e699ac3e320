"""A file's encoding is found out from its bytes, and refused where it would be a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Invalid
from app.exchange.encodings import encoding_of

WRITTEN = {
    "French": ("Garde nationale maritime – École; Procédure d'urgence; à l'étranger", "windows-1252", "mac-roman", "utf-16"),
    "Spanish": ("España; Jefatura Fiscal y de Fronteras; Teléfono; Dirección", "windows-1252", "mac-roman"),
    "Portuguese": ("Administração Interna; Polícia Judiciária; Migrações", "windows-1252"),
    "German": ("Bundespolizei – Führungsgruppe; Behörde für Ausländer; Straße", "windows-1252", "mac-roman"),
    "Polish": ("Straż Graniczna – Komenda Główna; Urząd do Spraw Cudzoziemców", "windows-1250"),
    "Czech": ("Ministerstvo vnitra České republiky; Ředitelství služby cizinecké policie; úřad", "windows-1250"),
    "Hungarian": ("Országos Rendőr-főkapitányság; Legfőbb Ügyészség; Bűnügyi Együttműködési Központ", "windows-1250"),
    "Turkish": ("Göç İdaresi Başkanlığı; Sahil Güvenlik Komutanlığı", "windows-1254"),
    "Russian": ("Пограничная служба; Министерство внутренних дел", "windows-1251", "koi8-r"),
    "Russian, capitals": ("ПОГРАНИЧНАЯ СЛУЖБА; МИНИСТЕРСТВО ВНУТРЕННИХ ДЕЛ", "windows-1251"),
    "Ukrainian": ("Державна прикордонна служба України", "windows-1251"),
    "Arabic": ("الحرس البحري التونسي; وزارة الداخلية", "windows-1256"),
    "Arabic and French": ("الحرس البحري; Garde nationale – Direction générale; procédure", "windows-1256"),
    "Greek": ("Ελληνική Ακτοφυλακή; Υπουργείο Προστασίας του Πολίτη", "windows-1253"),
    "Hebrew": ("רשות האוכלוסין וההגירה; משטרת ישראל", "windows-1255"),
    "Chinese": ("国家移民管理局; 中国海警局; 公安部", "gb18030"),
}
"""Names as ministries write them, and the code pages that their machines may save them in."""


@pytest.mark.parametrize(("text", "page"), [(text, page) for text, *pages in WRITTEN.values() for page in pages])
def test_a_name_is_read_with_the_page_that_it_was_written_in(tmp_path: Path, text: str, page: str) -> None:
    file = tmp_path / "text.csv"
    file.write_bytes(f"state,name\r\nTN,{text}\r\n".encode(page))
    assert file.read_bytes().decode(encoding_of(file)).endswith(f"{text}\r\n")


def test_what_follows_the_sample_must_be_of_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.exchange.encodings.SAMPLE_BYTES", 500)
    file = tmp_path / "text.csv"
    file.write_bytes("été; où; à Tunis\n".encode("windows-1252") * 40 + b"\x81\n")
    with pytest.raises(Invalid, match="row 41"):
        encoding_of(file)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("é,漢".encode(), "utf-8"),
        ("é,漢".encode("utf-8-sig"), "utf-8-sig"),
        ("é,漢".encode("utf-16"), "utf-16"),
        ("é".encode("utf-16-be"), None),
        (b"\xe9t\xe9 \x80", "windows-1252"),
        (b"\x81\x8d", None),
        (b"\x81\x8d\x8f\x90\x9d", None),
        (bytes(range(128, 256)), None),
        (b"", "utf-8"),
    ],
)
def test_the_encoding_is_found_out(tmp_path: Path, raw: bytes, encoding: str | None) -> None:
    file = tmp_path / "text.csv"
    file.write_bytes(raw)
    if encoding is None:
        with pytest.raises(Invalid):
            encoding_of(file)
    else:
        assert encoding_of(file) == encoding
