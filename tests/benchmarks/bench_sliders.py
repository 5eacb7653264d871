"""
Weights' sliders of a run of site selection: from the event to the changed list, and to the changed map, in a browser.

`./matian bench sliders [--candidates 2000] [--steps 20] [--json]`

The run is the pocket-park preset with the area alone as its constraint, so that many candidates are left; it is kept on
the instance's record under a name of its own, and found there again. Chromium draws in software. A frame counts as
drawn when its pixels have been read back. `list` is the first change of the ranking; `map` the first frame whose
pixels differ; `rest` the last frame that does. The peer is a bare redraw of the same map with nothing changed, which
is what drawing takes by itself. `drag` moves a slider sixty times in a second and tells how many frames were drawn.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from gis_core import db  # noqa: E402
from gis_core.instance import Instance  # noqa: E402
from gis_core.siting.document import read_scenario  # noqa: E402
from gis_core.siting.preset import preset  # noqa: E402
from gis_core.siting.run import run  # noqa: E402
from gis_core.siting.store import keep, listed  # noqa: E402
from tests.benchmarks.bench_first_map import FIND_MAP, WAIT_S, WINDOW, opened, served  # noqa: E402

NAME = "bench sliders"
TARGET_MS = 100

WATCH = """
function () {
  const map = this[0];
  const gl = map.painter.context.gl;
  const look = () => {
    const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
    const pixels = new Uint8Array(width * height * 4);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    const at = performance.now();
    let sum = 0;
    const words = new Int32Array(pixels.buffer);
    for (let n = 0; n < words.length; n += 1) sum = (Math.imul(sum, 31) + words[n]) | 0;
    return { at, sum };
  };
  let frames = [];
  map.on("render", () => frames.push(look()));
  const rest = (ms) => new Promise((done) => {
    const wait = () => {
      const last = frames.at(-1)?.at ?? 0;
      if (performance.now() - last < ms || !map.loaded()) setTimeout(wait, 20);
      else done();
    };
    setTimeout(wait, ms);
  });
  const inputs = () => [...document.querySelectorAll(".sliders input")];
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const move = (input, value) => {
    set.call(input, String(value));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  window.bench = {
    async redraw() {
      await rest(400);
      frames = [];
      const start = performance.now();
      map.triggerRepaint();
      await rest(300);
      return frames[0].at - start;
    },
    async step(slider, value) {
      await rest(400);
      const before = frames.at(-1)?.sum ?? look().sum;
      frames = [];
      let list = null;
      const watch = new MutationObserver(() => { list ??= performance.now(); });
      const all = { subtree: true, childList: true, characterData: true, attributes: true };
      watch.observe(document.querySelector(".ranking"), all);
      const start = performance.now();
      move(inputs()[slider], value);
      await rest(500);
      watch.disconnect();
      const changed = frames.filter((frame, at) => frame.sum !== (frames[at - 1]?.sum ?? before));
      const after = (at) => at - start;
      const [first, last] = [changed[0], changed.at(-1)].map((frame) => after(frame?.at));
      return { list: after(list), map: first, rest: last, frames: frames.length };
    },
    async drag(slider) {
      await rest(400);
      frames = [];
      const start = performance.now();
      for (let n = 0; n < 60; n += 1) {
        move(inputs()[slider], n / 60);
        await new Promise((done) => setTimeout(done, Math.max(0, start + (n + 1) * 16.7 - performance.now())));
      }
      const end = performance.now();
      const drawn = new Set(frames.map((frame) => frame.sum)).size;
      await rest(500);
      return { drawn, ms: end - start, rest: frames.at(-1).at - end };
    },
  };
}
"""


def many(instance: Instance, wanted: int) -> int:
    """Return the number of a run with about `wanted` candidates, made where there is none yet."""
    with db.connect(instance, who="bench") as connection:
        for row in listed(connection):
            if row["name"] == NAME and row["left"] == wanted:
                return int(row["id"])
        document = preset("pocket_park").model_dump(mode="json", exclude_none=True)
        areas = connection.execute(
            "SELECT area_m2 FROM parcels ORDER BY abs(area_m2 - 2000), code LIMIT %s", [wanted]
        ).fetchall()
        bounds = [float(row[0]) for row in areas]
        source = "so that many are left"
        limits = {
            name: {"value": value, "unit": "m²", "source": source}
            for name, value in (("min", min(bounds)), ("max", max(bounds)))
        }
        document |= {"name": NAME, "constraints": [{"kind": "area", **limits}]}
        document.pop("preset")
        return keep(connection, run(connection, instance, read_scenario(document))).id


def watched(cdp: CDPSession) -> None:
    """Let the page tell of the frames of its map."""
    found = cdp.send("Runtime.evaluate", {"expression": FIND_MAP, "awaitPromise": True})["result"]["objectId"]
    maps = cdp.send("Runtime.queryObjects", {"prototypeObjectId": found})["objects"]["objectId"]
    cdp.send("Runtime.callFunctionOn", {"objectId": maps, "functionDeclaration": WATCH})


def measure(candidates: int, steps: int) -> dict[str, Any]:
    """Move the sliders of a run, one after the other, and return milliseconds by what was waited for."""
    with served() as (running, _), opened() as browser, ThreadPoolExecutor(1) as elsewhere:
        number = elsewhere.submit(many, running.instance, candidates).result()
        context = browser.new_context(viewport=WINDOW, reduced_motion="reduce")
        context.request.get(elsewhere.submit(running.login_link).result())
        page = context.new_page()
        page.goto(f"{running.url}/siting?run={number}&step=weights")
        page.wait_for_selector('.siting-canvas[aria-busy="false"]', timeout=1000 * WAIT_S)
        page.wait_for_selector(".sliders input", timeout=1000 * WAIT_S)
        watched(context.new_cdp_session(page))
        for slider in (0, 1):  # both have been moved once
            page.evaluate(f"bench.step({slider}, 0.5)")
        moved = [page.evaluate(f"bench.step({n % 2}, {0.1 + 0.8 * ((n * 7) % steps) / steps})") for n in range(steps)]
        redrawn = [page.evaluate("bench.redraw()") for _ in range(steps)]
        dragged = [page.evaluate("bench.drag(0)") for _ in range(3)]
        context.close()
        return {"steps": moved, "redraw": redrawn, "drag": dragged}


def main(arguments: list[str]) -> int:
    """Print the medians; 1 when the map of half of the steps comes later than the target."""
    parser = argparse.ArgumentParser(
        prog="./matian bench sliders", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--candidates", type=int, default=2000, help="candidates that are ranked (default 2000)")
    parser.add_argument("--steps", type=int, default=20, help="steps of the sliders (default 20)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    found = measure(asked.candidates, asked.steps)
    told = {name: [step[name] for step in found["steps"]] for name in ("list", "map", "rest")}
    told["redraw"] = found["redraw"]
    middle = {name: statistics.median(values) for name, values in told.items()}
    if asked.json:
        print(json.dumps({"median_ms": middle, **found}))
    else:
        for name, values in told.items():
            print(f"{name:7} {middle[name]:6.1f} ms ({min(values):.1f}–{max(values):.1f})")
        print(f"frames of a step: {statistics.median(step['frames'] for step in found['steps']):.0f}")
        print(f"map to a bare redraw: {middle['map'] / middle['redraw']:.2f}")
        for drag in found["drag"]:
            print(f"drag: {drag['drawn']} frames in {drag['ms']:.0f} ms, at rest {drag['rest']:.0f} ms later")
    return int(middle["map"] > TARGET_MS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
