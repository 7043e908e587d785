"""What is kept is what was made, or is made anew."""

from pathlib import Path

import pytest

from press.tools import cache


@pytest.fixture
def make(tmp_path, monkeypatch):
    """`make(key)` gives what is kept for the key, and how often anything has been made."""
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    made = []

    def make(key):
        content = cache.cached("folder", key, lambda: made.append(key) or b"<" + key + b">")
        return content, len(made)

    return make


def test_what_is_kept_is_made_once_for_each_key(make):
    assert [make(b"a"), make(b"a"), make(b"b")] == [(b"<a>", 1), (b"<a>", 1), (b"<b>", 2)]


@pytest.mark.parametrize("end", [0, 10, 32, 34])
def test_what_was_cut_off_is_made_anew(make, tmp_path, end):
    make(b"a")
    (file,) = (tmp_path / "folder").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:end])
    assert make(b"a") == (b"<a>", 2)
    assert file.read_bytes() == whole


def test_where_nothing_can_be_kept_it_is_made_each_time(make, tmp_path, monkeypatch):
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"")
    monkeypatch.setattr(cache, "CACHE", in_the_way)
    assert [make(b"a"), make(b"a")] == [(b"<a>", 1), (b"<a>", 2)]


def test_what_fails_is_not_kept(make, tmp_path):
    with pytest.raises(ZeroDivisionError):
        cache.cached("folder", b"a", lambda: bytes(1 // 0))
    assert make(b"a") == (b"<a>", 1)
    assert [file.name for file in Path(tmp_path, "folder").iterdir() if "." in file.name] == []
