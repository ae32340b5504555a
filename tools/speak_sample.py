"""Read out the sounds of the sample collection with a speech synthesiser: `python tools/speak_sample.py`.

Run by hand; what it makes is committed. The same versions of espeak-ng and ffmpeg make the same bytes again. The words
stand in the WebVTT files of `collection/testimonies/`; their times are measured on the sound and written back.
"""

from __future__ import annotations

import array
import re
import subprocess
import tempfile
import wave
from collections.abc import Iterable, Sequence
from pathlib import Path

TESTIMONIES = Path(__file__).resolve().parent.parent / "collection" / "testimonies"
CUE = re.compile(r"^[\d:.]+ --> [\d:.]+\n<v ([^>]+)>(.+)$", re.MULTILINE)
TIMES = re.compile(r"^[\d:.]+ --> [\d:.]+$", re.MULTILINE)
# espeak-ng's voice and pitch
VOICES = {"Архивист": ("ru", "30"), "Чтец": ("ru+f2", "55")}
PAUSE = 0.6  # seconds between two cues
SILENCE = 200  # of 32,767: what is quieter, before and after the words, is cut off


def sound(name: str, transcripts: Sequence[str]) -> None:
    """Read out the cues of the first transcript as `name`, and write their times into all the transcripts."""
    paths = [TESTIMONIES / transcript for transcript in transcripts]
    samples, times, rate = array.array("h"), [], 22050
    for speaker, words in CUE.findall(paths[0].read_text(encoding="utf-8")):
        spoken, rate = _speak(words, *VOICES[speaker])
        start = len(samples) / rate
        samples.extend(spoken)
        times.append((start, len(samples) / rate))
        samples.extend(array.array("h", bytes(2 * round(PAUSE * rate))))
    _encode(samples, rate, TESTIMONIES / name)
    for path in paths:
        path.write_text(_timed(path.read_text(encoding="utf-8"), times), encoding="utf-8")


def _speak(words: str, voice: str, pitch: str) -> tuple[array.array[int], int]:
    """The samples of the words without the silence before and after them, and how many there are in a second."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "cue.wav"
        subprocess.run(("espeak-ng", "-v", voice, "-s", "145", "-p", pitch, "-w", path, words), check=True)
        with wave.open(str(path)) as heard:
            samples, rate = array.array("h", heard.readframes(heard.getnframes())), heard.getframerate()
    loud = [position for position, sample in enumerate(samples) if abs(sample) > SILENCE]
    return samples[loud[0] : loud[-1] + 1], rate


def _encode(samples: array.array[int], rate: int, target: Path) -> None:
    """Opus in Ogg, 24 kbit/s, with no trace of when or by what it was made."""
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "sound.wav"
        with wave.open(str(plain), "wb") as out:
            out.setparams((1, 2, rate, len(samples), "NONE", ""))
            out.writeframes(samples.tobytes())
        exact = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
        encode = ("-c:a", "libopus", "-b:a", "24k", "-application", "voip")
        command = ("ffmpeg", "-y", "-loglevel", "error", "-i", plain, *exact, *encode, target)
        subprocess.run(command, check=True)


def _timed(transcript: str, times: Iterable[tuple[float, float]]) -> str:
    """The transcript with these times, in seconds, in place of its own. Raises ValueError if their number differs."""
    parts = TIMES.split(transcript)
    clocks = [f"{_clock(start)} --> {_clock(end)}" for start, end in times]
    pairs = zip(parts, [*clocks, ""], strict=True)
    return "".join(part + clock for part, clock in pairs)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"00:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def main() -> None:
    """Read out all of them anew."""
    sound("0001.opus", ("0001.ru.vtt", "0001.en.vtt"))
    sound("0002-zqxv16.opus", ("0002.ru.vtt",))


if __name__ == "__main__":
    main()
