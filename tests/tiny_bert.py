"""What a transformer of two layers is made of, for models with random weights."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any


def begin_tiny_bert(folder: Path, vocabulary: Sequence[str], **options: Any) -> Any:
    """Saves a tokenizer into the folder, which has to be there; gives the configuration, of 32 dimensions.

    `options` are more of BertConfig's.
    """
    import torch
    from transformers import BertConfig, BertTokenizer

    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    tokenizer: Any = BertTokenizer(vocab=str(folder / "vocab.txt"))
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    return BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=96,
        **options,
    )
