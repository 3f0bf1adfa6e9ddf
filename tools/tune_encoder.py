"""Tunes the sentence encoder on the training sentences about danger. For maintainers, a few times a year: `peerline
train` needs only what this wrote, `handoff/safety/learn/tuned.npz`. PyTorch is in no lock file of the product:

    .venv/bin/python tools/tune_texts.py var/tune/texts.json
    uv run --no-project --with torch --with safetensors --with tokenizers --with numpy \\
      tools/tune_encoder.py var/tune/texts.json new.npz [handoff/safety/learn/tuned.npz]

and move new.npz there. With a third file it goes on from what is in that one, for a third of the time: enough where
sentences were added. Half an hour on two cores from the start, for 86,000 sentences. Method: every matrix of
all-MiniLM-L6-v2 gets a product of two thin ones added (LoRA, Hu and others 2021); these, the biases and the norms learn
to tell level and lanes of the sentences. One theme in eleven, and those named kept_back, are not learnt from: their
sentences tell what unseen words would get, and set the thresholds.
"""

import json
import math
import sys
import time
import zlib
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as f

LAYERS, PARTS, WIDE = 6, 12, 384
RANK, SCALE = 16, 2.0
PIECES = 64  # of one text
EPOCHS, RATE, BATCH, DROPOUT, WARM = 3, 8e-4, 48, 0.1, 0.06
KEPT_BACK = "kept_back", 11, 3  # themes named so, and those whose CRC-32 leaves 3 when divided by 11
FURTHER = 1, 4e-4  # epochs and rate where it goes on
LANES_COUNT = 0.5  # of the loss, beside 1 for each level
HARMLESS_COUNT = 2.0  # of a sentence without danger: almost everything people type is harmless
LEVELS = 3  # R1, R2, R3 and above
SLIPS = 0.25  # of the sentences are learnt with slips of typing in them: who types badly is not in danger for that


def is_kept_back(theme: str) -> bool:
    """Whether the sentences of a theme are not learnt from."""
    name, parts, part = KEPT_BACK
    return theme.startswith(name) or zlib.crc32(theme.encode()) % parts == part


def slipped(text: str, chance) -> str:
    """The text with a letter swapped, lost or doubled, or two words joined, in one or two places."""
    for _ in range(chance.integers(1, 3)):
        if len(text) < 5:
            break
        at = int(chance.integers(1, len(text) - 2))
        first, second = text[at], text[at + 1]
        kind = chance.integers(4)
        if kind == 3 and " " in text[at:]:
            space = text.index(" ", at)
            text = text[:space] + text[space + 1 :]
        elif first != " " and second != " ":
            text = text[:at] + (second + first, second, first + first + second, second + first)[kind] + text[at + 2 :]
    return text


class Network(nn.Module):
    """The published network, its matrices fixed, with what is to be learnt. From ids and mask to answers."""

    def __init__(self, folder: Path, answers: int):
        super().__init__()
        self.fixed, self.own, self.up, self.down = {}, nn.ParameterDict(), nn.ParameterDict(), nn.ParameterDict()
        for name, array in load_file(folder / "model.safetensors").items():
            if not array.is_floating_point() or name.startswith("pooler"):
                continue
            if array.dim() == 1:
                self.own[name.replace(".", "_")] = nn.Parameter(array.float())
                continue
            self.fixed[name] = array.float()
            if name.startswith("encoder"):
                key = name.removesuffix(".weight").replace(".", "_")
                self.down[key] = nn.Parameter(torch.randn(RANK, array.shape[1]) / math.sqrt(array.shape[1]))
                self.up[key] = nn.Parameter(torch.zeros(array.shape[0], RANK))
        self.out = nn.Linear(WIDE, answers)

    def linear(self, x, part):
        key = part.replace(".", "_")
        made = f.linear(x, self.fixed[f"{part}.weight"], self.own[f"{key}_bias"])
        return made + SCALE * f.linear(f.linear(x, self.down[key]), self.up[key])

    def norm(self, x, part):
        key = part.replace(".", "_")
        return f.layer_norm(x, (WIDE,), self.own[f"{key}_weight"], self.own[f"{key}_bias"], 1e-12)

    def layer(self, x, hidden, part):
        texts, long, _ = x.shape
        query, key, value = (
            self.linear(x, f"{part}.attention.self.{name}").view(texts, long, PARTS, WIDE // PARTS).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        seen = f.scaled_dot_product_attention(query, key, value, attn_mask=hidden.to(query.dtype))
        seen = seen.transpose(1, 2).reshape(texts, long, WIDE)
        heard = f.dropout(self.linear(seen, f"{part}.attention.output.dense"), DROPOUT, self.training)
        x = self.norm(x + heard, f"{part}.attention.output.LayerNorm")
        wide = self.linear(f.gelu(self.linear(x, f"{part}.intermediate.dense")), f"{part}.output.dense")
        return self.norm(x + f.dropout(wide, DROPOUT, self.training), f"{part}.output.LayerNorm")

    def forward(self, ids, mask):
        places = self.fixed["embeddings.position_embeddings.weight"][: ids.shape[1]]
        first = self.fixed["embeddings.token_type_embeddings.weight"][0]
        x = f.embedding(ids, self.fixed["embeddings.word_embeddings.weight"]) + places + first
        x, hidden = self.norm(x, "embeddings.LayerNorm"), (mask[:, None, None, :] - 1) * 1e9
        for number in range(LAYERS):
            x = self.layer(x, hidden, f"encoder.layer.{number}")
        mean = (x.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return self.out(f.dropout(mean, DROPOUT, self.training))


def batches(ids, seed):
    """Rows in groups of like length, in an order of its own for each epoch."""
    order, groups = np.random.default_rng(seed).permutation(len(ids)), []
    for at in range(0, len(ids), BATCH * 40):
        part = sorted(order[at : at + BATCH * 40], key=lambda row: len(ids[row]))
        groups += [part[start : start + BATCH] for start in range(0, len(part), BATCH)]
    return [groups[each] for each in np.random.default_rng(seed + 1).permutation(len(groups))]


def go_on(made: Network, before: Path) -> list[int]:
    """Take up what was learnt before. Returns its epochs."""
    with np.load(before) as kept, torch.no_grad():
        for name in kept.files:
            if name == "about":
                continue
            part, end = name.replace(".", "_").rsplit("_", 1)
            array = torch.tensor(kept[name].astype(np.float32))
            if end in ("up", "down"):
                getattr(made, end)[part].copy_(array)
            else:
                (getattr(made.out, end) if part == "out" else made.own[f"{part}_{end}"]).copy_(array)
        return json.loads(bytes(kept["about"]))["epochs"]


def learn(given: Path, to: Path, before: Path | None = None) -> None:
    """Tune and write what was learnt."""
    torch.manual_seed(0)
    read = json.loads(given.read_text())
    rows = [row for row in read["rows"] if not is_kept_back(row[3])]
    words = Tokenizer.from_file(str(given.parent / "tokenizer.json"))
    words.no_padding()
    words.enable_truncation(PIECES)
    chance = np.random.default_rng(len(rows))
    ids = [words.encode(slipped(row[0], chance) if chance.random() < SLIPS else row[0]).ids for row in rows]
    wanted = torch.zeros(len(rows), len(read["heads"]))
    for number, (_, level, lanes, _theme) in enumerate(rows):
        wanted[number, : min(level, LEVELS)] = 1.0
        wanted[number, [LEVELS + lane for lane in lanes]] = 1.0
    made = Network(given.parent, wanted.shape[1]).train()
    done = go_on(made, before) if before else []
    epochs, rate = FURTHER if before else (EPOCHS, RATE)
    counts = torch.tensor([1.0 if row[1] else HARMLESS_COUNT for row in rows])
    learning = torch.optim.AdamW(made.parameters(), lr=rate, weight_decay=0.01)
    steps, step, began = epochs * math.ceil(len(rows) / BATCH), 0, time.monotonic()
    for epoch in range(sum(done), sum(done) + epochs):
        for batch in batches(ids, 2 * epoch):
            long = max(len(ids[row]) for row in batch)
            table, mask = torch.zeros(len(batch), long, dtype=torch.long), torch.zeros(len(batch), long)
            for place, row in enumerate(batch):
                table[place, : len(ids[row])], mask[place, : len(ids[row])] = torch.tensor(ids[row]), 1
            for group in learning.param_groups:
                group["lr"] = rate * min(1, step / (WARM * steps)) * (1 - step / (steps + 50))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                said = made(table, mask)
            loss = f.binary_cross_entropy_with_logits(said.float(), wanted[batch], reduction="none")
            loss = loss[:, :LEVELS].sum(1) + LANES_COUNT * loss[:, LEVELS:].sum(1)
            loss = (loss * counts[batch]).mean()
            learning.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(made.parameters(), 1.0)
            learning.step()
            step += 1
            if step % 50 == 0:
                print(f"{step} of {steps}, loss {loss.item():.3f}, {time.monotonic() - began:.0f} s", file=sys.stderr)
    about = {"themes": sorted({row[3] for row in rows}), "epochs": [*done, epochs], "heads": read["heads"]}
    write(to, made, about, given)


def write(to: Path, made, about: dict, given: Path) -> None:
    """What was learnt in half precision: for each matrix `up` and `down`, the small vectors, and how it was made."""
    arrays = {"out.weight": made.out.weight.detach().numpy(), "out.bias": made.out.bias.detach().numpy()}
    with safe_open(given.parent / "model.safetensors", "np") as base:
        for name in base.keys():  # noqa: SIM118 - it is no dictionary
            key, part = name.replace(".", "_"), name.removesuffix(".weight")
            if key in made.own:
                arrays[name] = made.own[key].detach().numpy()
            elif part.replace(".", "_") in made.up:
                for end in ("up", "down"):
                    arrays[f"{part}.{end}"] = getattr(made, end)[part.replace(".", "_")].detach().numpy()
    about |= {"scale": SCALE, "rank": RANK, "batch": BATCH}
    halves = {name: array.astype(np.float16) for name, array in arrays.items()}
    np.savez_compressed(to, about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8), **halves)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or "--help" in sys.argv:
        sys.exit(__doc__)
    learn(*map(Path, sys.argv[1:]))
