// The optimizers of mlcheats/optimizers.py, number for number, on the page's valley.
const { sqrt } = Math

export const f = ([x, y]) => (x * x) / 20 + y * y
const gradient = ([x, y]) => [x / 10, 2 * y]

// What becomes of a parameter w with the gradient g in the step t; s is what is remembered of it.
const OPTIMIZERS = {
  SGD: (rate) => (w, g) => -rate * g + w,
  Momentum: (rate) => (w, g, s) => w + (s.v = 0.9 * (s.v ?? 0) - rate * g),
  Nesterov: (rate) => (w, g, s) => {
    const step = rate * g
    s.v = 0.9 * (s.v ?? 0) - step
    return w + 0.9 * s.v - step
  },
  AdaGrad: (rate) => (w, g, s) => {
    s.h = (s.h ?? 0) + g * g
    return w - (rate * g) / (sqrt(s.h) + 1e-8)
  },
  RMSprop: (rate) => (w, g, s) => {
    s.h = 0.9 * (s.h ?? 0) + (1 - 0.9) * (g * g)
    return w - (rate * g) / (sqrt(s.h) + 1e-8)
  },
  Adam: (rate) => (w, g, s, t) => {
    s.m = 0.9 * (s.m ?? 0) + (1 - 0.9) * g
    s.v = 0.999 * (s.v ?? 0) + (1 - 0.999) * (g * g)
    const m = s.m / (1 - 0.9 ** t), v = s.v / (1 - 0.999 ** t)
    return w - (rate * m) / (sqrt(v) + 1e-8)
  },
}

export function path(name, rate, steps) {
  const update = OPTIMIZERS[name](rate), memory = [{}, {}], points = [[-7, 2]]
  for (let t = 1; t <= steps; t++) {
    const w = points.at(-1), g = gradient(w)
    points.push(w.map((value, i) => update(value, g[i], memory[i], t)))
  }
  return points
}

/** A number with three digits, as Python's :.3g has it, with a minus sign. */
export function shown(value) {
  const [digits, exponent] = value.toExponential(2).split("e").map(Number)
  const text =
    exponent < -4 || exponent > 2
      ? `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`
      : String(+value.toPrecision(3))
  return text.replaceAll("-", "−")
}

export default function play(place) {
  const svg = place.querySelector("svg"), says = place.querySelector("output")
  const kind = place.querySelector("select"), [rate, steps] = place.querySelectorAll("[type=range]")

  function draw() {
    const value = +(10 ** rate.value).toPrecision(2), points = path(kind.value, value, +steps.value)
    const seen = points.filter((point) => point.every((it) => Math.abs(it) < 100)) // an SVG has an end
    svg.querySelector("polyline").setAttribute("points", seen.map(([x, y]) => `${x},${-y}`).join(" "))
    svg.querySelector("g").innerHTML = seen.map(([x, y]) => `<circle cx="${x}" cy="${-y}" r=".09"/>`).join("")
    const [x, y] = points.at(-1)
    const words = { name: kind.value, rate: String(value), steps: steps.value, x: shown(x), y: shown(y), f: shown(f([x, y])) }
    rate.nextElementSibling.textContent = words.rate
    rate.ariaValueText = words.rate
    steps.nextElementSibling.textContent = words.steps
    says.textContent = says.dataset.says.replace(/\{(\w+)\}/g, (_, word) => words[word])
  }
  place.oninput = draw
  draw()
}
