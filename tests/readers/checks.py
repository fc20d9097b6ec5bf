"""What holds for every article, whatever its format."""

from index.article import Article


def block_texts(article: Article, *, exact: bool = False) -> list[str]:
    """The blocks' texts, once they are known to be well formed and the article to be safe to show.

    With `exact`, the text is a plain file's, which is kept as it is.
    """
    end = 0
    for block in article.blocks:
        assert end <= block.start < block.end <= len(article.text)
        end = block.end
    texts = [article.text[block.start : block.end] for block in article.blocks]
    assert texts
    assert all(text == text.strip() != "" for text in texts)
    assert exact or is_safe(article.text, allowed="\n\t")
    labels = [article.title, article.author, article.published, article.source_url, article.site, *article.notes]
    assert all(is_safe(label) and label == " ".join(label.split()) for label in labels if label is not None)
    assert article.title
    return texts


def is_safe(text: str, allowed: str = "") -> bool:
    """Whether nothing in the text steers a terminal or turns the direction of writing."""
    controls = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))} - set(allowed)
    overrides = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    return not (controls | overrides) & set(text)
