"""Encoders: one file and one row in `registry` each.

bundled       Google's multilingual Universal Sentence Encoder, which runs offline
mapped_model  the same encoder as a memory-mapped file, which opens in milliseconds
endpoint      a model behind an OpenAI-compatible endpoint
"""
