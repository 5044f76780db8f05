"""Encoders: one file and one row in `registry` each.

bundled   Google's multilingual Universal Sentence Encoder, which runs offline
endpoint  a model behind an OpenAI-compatible endpoint
"""
