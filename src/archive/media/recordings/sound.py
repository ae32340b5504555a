"""Sound: the duration of a WAV file, from its header."""

from __future__ import annotations

import io
import wave

from archive.media.matter import Found, Matter, Unreadable


def wav(matter: Matter) -> Found:
    """The duration of a WAV file (RIFF WAVE, PCM), not more than its bytes can hold; None for other codings.

    Raises Unreadable where it is no WAV file, EOFError where its header breaks off.
    """
    if matter.data[:4] + matter.data[8:12] != b"RIFFWAVE":
        raise Unreadable("is not a WAV file")
    try:
        with wave.open(io.BytesIO(matter.data)) as sound:
            frame = sound.getnchannels() * sound.getsampwidth()
            frames = min(sound.getnframes(), matter.size // frame)
            return Found(duration=round(frames / sound.getframerate(), 3))
    except (wave.Error, ZeroDivisionError):
        return Found()
