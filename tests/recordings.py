"""Recordings for tests: synthetic speech about how recordings are kept, and drawn film."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAMS = ("ffmpeg", "espeak-ng", "exiftool")
SENTENCE = "Образец записи. Это проверка того, как хранится звук."


def need(*programs: str) -> None:
    """Skip the test on a machine without these programs."""
    absent = [program for program in programs if not shutil.which(program)]
    if absent:
        pytest.skip(f"{', '.join(absent)} not installed")


def ffmpeg(*words: str | Path) -> None:
    """Run ffmpeg, quietly."""
    command = ("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *map(str, words))
    subprocess.run(command, check=True, capture_output=True)


def speak(path: Path, words: str = SENTENCE) -> Path:
    """Synthetic speech as a WAV file, 22,050 Hz mono."""
    subprocess.run(("espeak-ng", "-v", "ru", "-w", path, words), check=True, capture_output=True)
    return path


def film(path: Path, size: str = "320x240", seconds: float = 2, *words: str | Path) -> Path:
    """A drawn test picture that moves, with a tone."""
    pictures = f"testsrc=size={size}:rate=25:duration={seconds}"
    tone = f"sine=frequency=300:sample_rate=22050:duration={seconds}"
    coding = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    ffmpeg("-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", tone, *coding, *words, path)
    return path
