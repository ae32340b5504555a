// A large picture, tile by tile (IIIF Image API 3, level 0). Without this file it is seen as large as the window.
"use strict";

for (const pane of document.querySelectorAll("[data-tiles]")) zoom(pane, pane.dataset.tiles);

function zoom(pane, place) {
  const [width, height, edge] = ["width", "height", "edge"].map((name) => Number(pane.dataset[name]));
  const scaleFactors = pane.dataset.factors.split(" ").map(Number);
  const board = document.createElement("div");
  const shown = new Map();   // tiles by their address
  const fingers = new Map();
  let scale, left, top;      // pixels of the window to one of the picture; where its corner lies

  board.className = "board";
  pane.classList.replace("fit", "zoom");
  pane.tabIndex = 0;
  pane.setAttribute("role", "application");
  pane.setAttribute("aria-label", pane.dataset.says);
  pane.firstElementChild.replaceWith(board);

  const whole = () => Math.min(pane.clientWidth / width, pane.clientHeight / height, 1);

  function fit() {
    scale = whole();
    left = (pane.clientWidth - width * scale) / 2;
    top = (pane.clientHeight - height * scale) / 2;
    draw();
  }

  function by(factor, x = pane.clientWidth / 2, y = pane.clientHeight / 2) {
    const next = Math.min(Math.max(scale * factor, whole()), 2);
    left = x - (x - left) * next / scale;
    top = y - (y - top) * next / scale;
    scale = next;
    draw();
  }

  function move(x, y) {
    left += x;
    top += y;
    draw();
  }

  // A picture smaller than the window stands in its middle; a larger one leaves no edge of it bare.
  const held = (at, size, room) => size <= room ? (room - size) / 2 : Math.min(0, Math.max(room - size, at));

  function draw() {
    left = held(left, width * scale, pane.clientWidth);
    top = held(top, height * scale, pane.clientHeight);
    const sharp = 1 / (scale * devicePixelRatio);
    const factor = scaleFactors.findLast((one) => one <= sharp) ?? scaleFactors[0];
    const step = edge * factor;
    const wanted = new Set();
    for (let y = Math.max(0, Math.floor(-top / scale / step)) * step; y < height && y * scale + top < pane.clientHeight; y += step) {
      for (let x = Math.max(0, Math.floor(-left / scale / step)) * step; x < width && x * scale + left < pane.clientWidth; x += step) {
        wanted.add(tile(x, y, Math.min(step, width - x), Math.min(step, height - y), factor));
      }
    }
    const ready = [...wanted].every((address) => shown.get(address).complete);
    for (const [address, image] of shown) {
      // Coarser tiles stay below until the finer ones are there.
      if (!wanted.has(address) && ready) { image.remove(); shown.delete(address); }
    }
    board.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
  }

  function tile(x, y, wide, high, factor) {
    const region = wide === width && high === height ? "full" : `${x},${y},${wide},${high}`;
    const size = `${Math.ceil(wide / factor)},${Math.ceil(high / factor)}`;
    const address = `${place}/${region}/${size}/0/default.jpg`;
    if (!shown.has(address)) {
      const image = new Image();
      image.alt = "";
      image.draggable = false;
      image.style.cssText = `left:${x}px;top:${y}px;width:${wide}px;height:${high}px`;
      image.addEventListener("load", draw);
      image.src = address;
      shown.set(address, image);
      board.append(image);
    }
    return address;
  }

  pane.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left: x, top: y } = pane.getBoundingClientRect();
    by(Math.exp(-event.deltaY / 400), event.clientX - x, event.clientY - y);
  }, { passive: false });

  pane.addEventListener("pointerdown", (event) => {
    pane.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
  });
  pane.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const other = [...fingers.values()].find((one) => one.pointerId !== event.pointerId);
    if (other) {
      const { left: x, top: y } = pane.getBoundingClientRect();
      const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
      by(apart(event) / apart(before), (event.clientX + other.clientX) / 2 - x, (event.clientY + other.clientY) / 2 - y);
    } else {
      move(event.clientX - before.clientX, event.clientY - before.clientY);
    }
    fingers.set(event.pointerId, event);
  });
  for (const kind of ["pointerup", "pointercancel"]) pane.addEventListener(kind, (event) => fingers.delete(event.pointerId));
  pane.addEventListener("dblclick", (event) => {
    const { left: x, top: y } = pane.getBoundingClientRect();
    by(2, event.clientX - x, event.clientY - y);
  });

  for (const button of document.querySelectorAll("button[data-by]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => by(Number(button.dataset.by)));
  }

  const keys = {
    "+": () => by(1.5), "=": () => by(1.5), "-": () => by(1 / 1.5), "0": fit,
    ArrowLeft: () => move(80, 0), ArrowRight: () => move(-80, 0), ArrowUp: () => move(0, 80), ArrowDown: () => move(0, -80),
  };
  pane.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  new ResizeObserver(() => by(1)).observe(pane);
  fit();
}
