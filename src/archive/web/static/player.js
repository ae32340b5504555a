// A transcript that follows its recording. Without this file the times are links that jump to their lines.
"use strict";

for (const list of document.querySelectorAll("ol[data-recording]")) {
  const recording = document.getElementById(list.dataset.recording);
  if (recording) follow(recording, list);
}
for (const wave of document.querySelectorAll(".wave")) {
  const recording = document.getElementById(wave.dataset.recording);
  if (recording) draw(recording, wave);
}

// The place in the picture of its loudness; a click goes there. The keyboard has the recording's own controls.
function draw(recording, wave) {
  const hand = document.createElement("i");
  wave.append(hand);
  recording.addEventListener("timeupdate", () => {
    hand.style.left = `${100 * recording.currentTime / (recording.duration || 1)}%`;
  });
  wave.addEventListener("click", (event) => {
    const { left, width } = wave.getBoundingClientRect();
    if (recording.duration) recording.currentTime = recording.duration * (event.clientX - left) / width;
  });
}

function follow(recording, list) {
  const lines = [...list.querySelectorAll("[data-start]")];
  const starts = lines.map((line) => Number(line.dataset.start));
  const switches = list.parentElement.querySelector(".follow");
  const wanted = switches?.querySelector("input");   // a list of contents is not long enough to follow
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let current = null;
  let readerMoved = 0;   // when, in milliseconds
  let arriving = wanted && new URLSearchParams(location.search).has("t");
  if (switches) switches.hidden = false;

  // Who scrolls is reading elsewhere: the page is left to them for a while.
  for (const kind of ["wheel", "touchmove"]) {
    addEventListener(kind, () => { readerMoved = Date.now(); }, { passive: true });
  }

  function show() {
    const at = recording.currentTime + 0.05;
    const begun = !recording.paused || recording.currentTime > 0;
    const line = begun ? lines[starts.findLastIndex((start) => start <= at)] ?? null : null;
    if (line === current) return;
    current?.removeAttribute("aria-current");
    line?.setAttribute("aria-current", "true");
    current = line;
    if (line && arriving) {
      arriving = false;
      // To the middle, below the recording and with what is said before; a hit may be in the contents.
      const hit = location.hash && document.querySelector(":target")?.closest("li");
      const lead = () => (hit || line).scrollIntoView({ block: "center", behavior: "instant" });
      // Until all has loaded, the browser itself goes to the line again and again.
      if (document.readyState === "complete") lead();
      else addEventListener("load", () => requestAnimationFrame(lead), { once: true });
    }
    if (!line || recording.paused || !wanted?.checked || Date.now() - readerMoved < 4000) return;
    const { top, bottom } = line.getBoundingClientRect();
    if (top < innerHeight * 0.2 || bottom > innerHeight * 0.8) {
      line.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
    }
  }

  function go(seconds) {
    if (recording.readyState === 0) {
      recording.addEventListener("loadedmetadata", () => { recording.currentTime = seconds; }, { once: true });
    } else {
      recording.currentTime = seconds;
    }
    recording.play().catch(() => {});   // what is wrong, its own controls say
  }

  for (const kind of ["loadedmetadata", "timeupdate", "seeked"]) recording.addEventListener(kind, show);
  show();   // the browser may have gone to the address's second before anybody listened
  list.addEventListener("click", (event) => {
    const time = event.target.closest("a.time");
    if (!time || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", time.href);
    readerMoved = 0;
    go(Number(time.closest("[data-start]").dataset.start));
  });
}
