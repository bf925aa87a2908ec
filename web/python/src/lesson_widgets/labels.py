"""What each text row says: the tokens of the pipeline's readers in the order of their rows."""

PAD = "[PAD]"


def text_labels(pipe, prompt, rows, prompts=(None, None)):
    """-> (`rows` labels, [[reader, rows], ...]). SD3: the CLIPs' tokens (both CLIPs share rows, so the first tokenizer names
    them), then T5's. FLUX: T5's alone. prompts: prompt_2 and prompt_3 where given."""
    if getattr(pipe, "tokenizer_3", None) is not None or _is_sd3(pipe):
        clip_rows = getattr(pipe, "tokenizer_max_length", 77)
        labels = _tokens(getattr(pipe, "tokenizer", None) or getattr(pipe, "tokenizer_2", None), prompt, clip_rows)
        labels += _tokens(getattr(pipe, "tokenizer_3", None), prompts[1] or prompt, rows - clip_rows)
        return labels, [["CLIP", clip_rows], ["T5", rows - clip_rows]]
    return _tokens(getattr(pipe, "tokenizer_2", None), prompts[0] or prompt, rows), [["T5", rows]]


def _is_sd3(pipe):
    return type(pipe.transformer).__name__ == "SD3Transformer2DModel"


def _tokens(tokenizer, prompt, length):
    """Padding is "[PAD]" whatever the tokenizer pads with: CLIP-L takes its end mark, and bigG an exclamation mark."""
    if tokenizer is None:                       # a pipeline may be loaded without a reader: its rows are zeros
        return [""] * length
    read = tokenizer(prompt, padding="max_length", max_length=length, truncation=True, return_attention_mask=True)
    words = [tidy(token) if kept else PAD for token, kept in zip(tokenizer.convert_ids_to_tokens(read.input_ids), read.attention_mask)]
    return words[:length]


def tidy(token):
    """A token as a person reads it: without the marks for spaces of BPE ("cat</w>") and SentencePiece ("\u2581cat")."""
    return token.replace("</w>", "").replace("\u2581", "") or token
