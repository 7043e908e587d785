"""Tables read from CSV files, against the csv module's rows and scikit-learn's copies."""

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

from mlcheats import load_table

ASSETS = Path(__file__).parents[2] / "assets"


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_diabetes_is_scikit_learns():
    table, peer = load_table(ASSETS / "diabetes.csv"), datasets.load_diabetes(scaled=False)
    np.testing.assert_array_equal(table.x, peer.data)
    np.testing.assert_array_equal(table.t, peer.target)
    assert table.t.dtype == np.int64
    assert table.features == peer.feature_names
    assert table.classes == []


def test_iris_is_scikit_learns():
    table, peer = load_table(ASSETS / "iris.csv"), datasets.load_iris()
    np.testing.assert_array_equal(table.x, peer.data)
    np.testing.assert_array_equal(table.t, peer.target)
    assert table.classes == peer.target_names.tolist()


def test_breast_cancer_is_scikit_learns_with_the_classes_by_the_alphabet():
    table, peer = load_table(ASSETS / "breast_cancer.csv"), datasets.load_breast_cancer()
    np.testing.assert_array_equal(table.x, peer.data)
    np.testing.assert_array_equal(np.array(table.classes)[table.t], peer.target_names[peer.target])
    assert table.classes == ["benign", "malignant"]


def test_words_become_labels(tmp_path):
    x, t, features, classes = load_table(
        written(tmp_path, "길이,b,종\r\n1,2.5,나비\r\n3,,개\r\n\r\n-4e2, 5 , 나비\r\n", "utf-8-sig")
    )
    np.testing.assert_array_equal(x, [[1, 2.5], [3, np.nan], [-400, 5]])
    np.testing.assert_array_equal(t, [1, 0, 1])
    assert t.dtype == np.int64
    assert (features, classes) == (["길이", "b"], ["개", "나비"])


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["1", "2"], np.array([1, 2])),
        (["1", "2.5"], np.array([1, 2.5])),
        (["1", ""], np.array([1, np.nan])),
        (["1e300", "2"], np.array([1e300, 2])),
    ],
)
def test_answers_that_are_numbers(tmp_path, cells, wanted):
    t = load_table(written(tmp_path, "x,t\n" + "".join(f"0,{cell}\n" for cell in cells))).t
    assert t.dtype == wanted.dtype
    np.testing.assert_array_equal(t, wanted)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a head of two or more names, and rows"),
        ("x,t\n", "expected a head of two or more names, and rows"),
        ("t\n1\n", "expected a head of two or more names, and rows"),
        ("x,t\n1,2\n3\n", "line 3: expected 2 cells, got 1"),
        ("x,t\n1,2\n3,4,5\n", "line 3: expected 2 cells, got 3"),
        ("x,t\n1,2\none,4\n", "line 3: expected a number, got 'one'"),
    ],
)
def test_bad_files_are_told(tmp_path, text, said):
    path = written(tmp_path, text)
    with pytest.raises(ValueError, match=re.escape(str(path)) + ".*" + re.escape(said)):
        load_table(path)


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match=r"nowhere\.csv"):
        load_table("nowhere.csv")
