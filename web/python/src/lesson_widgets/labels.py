"""What each text row says: the tokens of the pipeline's readers in the order of their rows."""


def text_labels(pipe, prompt, rows, prompts=(None, None), length=None):
    """-> `rows` labels. SD3: the CLIPs' tokens (both CLIPs share rows, so the first tokenizer names them), then T5's.
    FLUX: T5's alone. prompts: prompt_2 and prompt_3 where given."""
    if getattr(pipe, "tokenizer_3", None) is not None or _is_sd3(pipe):
        clip_rows = getattr(pipe, "tokenizer_max_length", 77)
        labels = _tokens(getattr(pipe, "tokenizer", None) or getattr(pipe, "tokenizer_2", None), prompt, clip_rows)
        return labels + _tokens(getattr(pipe, "tokenizer_3", None), prompts[1] or prompt, rows - clip_rows)
    return _tokens(getattr(pipe, "tokenizer_2", None), prompts[0] or prompt, rows)


def _is_sd3(pipe):
    return type(pipe.transformer).__name__ == "SD3Transformer2DModel"


def _tokens(tokenizer, prompt, length):
    if tokenizer is None:                       # a pipeline may be loaded without a reader: its rows are zeros
        return [""] * length
    ids = tokenizer(prompt, padding="max_length", max_length=length, truncation=True).input_ids
    return [tidy(t) for t in tokenizer.convert_ids_to_tokens(ids)][:length]


def tidy(token):
    """A token as a person reads it: without the marks for spaces of BPE ("cat</w>") and SentencePiece ("\u2581cat")."""
    return token.replace("</w>", "").replace("\u2581", "") or token
