// Draw a digit: mlcheats/images.py and networks.py again, for ink on a transparent canvas.
const FIELD = 28, BOX = 20, SIDE = 280, STEP = 20
const { fround, max, min, trunc } = Math

const clip = (value, low, high) => min(max(value, low), high)
const even = (value) => { // as Python rounds
  const below = Math.floor(value), rest = value - below
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1
}

/** The picture of `alpha`, `width` pixels wide, as MNIST has its own: 784 numbers, ink 1. */
export function asMnist(alpha, width) {
  const { ink, rows, columns } = cutOut(alpha, width)
  const scale = BOX / max(rows, columns)
  const high = max(1, even(rows * scale)), wide = max(1, even(columns * scale))
  const digit = turned(scaled(turned(scaled(ink, columns, wide), wide), rows, high), high)
  const most = digit.reduce((a, b) => max(a, b))
  const down = new Float32Array(high), across = new Float32Array(wide)
  digit.forEach((value, i) => {
    digit[i] = value / most
    down[trunc(i / wide)] += digit[i]
    across[i % wide] += digit[i]
  })
  const top = offset(down), left = offset(across)
  const field = new Float32Array(FIELD * FIELD)
  for (let y = 0; y < high; y++) field.set(digit.subarray(y * wide, (y + 1) * wide), (top + y) * FIELD + left)
  return field
}

function cutOut(alpha, width) {
  const ink = Float32Array.from(alpha, (value) => value / 255)
  const most = ink.reduce((a, b) => max(a, b))
  const xs = [], ys = []
  ink.forEach((value, i) => {
    ink[i] = clip(fround(2 * fround(value / most)) - 0.5, 0, 1)
    if (ink[i] < 0.5) return
    xs.push(i % width)
    ys.push(trunc(i / width))
  })
  const [left, right] = bounds(xs), [top, bottom] = bounds(ys)
  const part = ink.filter((_, i) => {
    const x = i % width, y = trunc(i / width)
    return left <= x && x <= right && top <= y && y <= bottom
  })
  return { ink: part, rows: bottom - top + 1, columns: right - left + 1 }
}

const bounds = (values) => values.reduce(([a, b], it) => [min(a, it), max(b, it)], [Infinity, -1])

/** Rows of `from` pixels to rows of `to`, as Pillow's BILINEAR does, which averages what is smaller. */
function scaled(image, from, to) {
  const scale = from / to, support = max(scale, 1), result = new Float32Array((image.length / from) * to)
  for (let x = 0; x < to; x++) {
    const centre = (x + 0.5) * scale
    const first = max(0, trunc(centre - support + 0.5)), last = min(from, trunc(centre + support + 0.5))
    const weights = []
    for (let i = first; i < last; i++) weights.push(max(0, 1 - Math.abs((i - centre + 0.5) * (1 / support))))
    const total = weights.reduce((a, b) => a + b)
    for (let y = 0; y * from < image.length; y++)
      result[y * to + x] = weights.reduce((sum, weight, i) => sum + image[y * from + first + i] * (weight / total), 0)
  }
  return result
}

function turned(image, width) {
  const height = image.length / width
  return image.map((_, i) => image[(i % height) * width + trunc(i / height)])
}

function offset(mass) {
  const total = mass.reduce((a, b) => a + b)
  const centre = mass.reduce((sum, value, i) => sum + value * i, 0) / total
  return clip(even(FIELD / 2 - centre), 0, FIELD - mass.length)
}

/** The float16 arrays of an .npz as np.savez writes it: {name: {shape, values}}. */
export function arrays(buffer) {
  const view = new DataView(buffer), found = {}
  const text = (at, length) => String.fromCharCode(...new Uint8Array(buffer, at, length))
  for (let at = 0; view.getUint32(at, true) === 0x04034b50; ) {
    const length = view.getUint16(at + 26, true), name = text(at + 30, length).replace(".npy", "")
    const extra = at + 30 + length, size = view.getUint32(extra + 4, true) // NumPy has it in ZIP64's place
    const file = extra + view.getUint16(at + 28, true), start = file + 10 + view.getUint16(file + 8, true)
    const shape = text(file + 10, start - file - 10).match(/\(([^)]*)\)/)[1].match(/\d+/g).map(Number)
    const halves = new Uint16Array(buffer.slice(start, file + size))
    found[name] = { shape, values: Float32Array.from(halves, half) }
    at = file + size
  }
  return found
}

function half(bits) {
  const exponent = (bits >> 10) & 31, rest = bits & 1023
  const size = exponent ? 2 ** (exponent - 15) * (1 + rest / 1024) : 2 ** -24 * rest
  return bits >> 15 ? -size : size
}

/** The probabilities that a network {W1, b1, W2, …} of any depth gives to the ten digits. */
export function predict(network, x) {
  const depth = Object.keys(network).length / 2
  let z = x
  for (let n = 1; n <= depth; n++) {
    const { shape: [, outputs], values } = network[`W${n}`]
    const a = Float64Array.from(network[`b${n}`].values)
    z.forEach((value, i) => {
      for (let k = 0; k < outputs; k++) a[k] += value * values[i * outputs + k]
    })
    z = n < depth ? a.map((value) => 1 / (1 + Math.exp(-value))) : a
  }
  const most = max(...z), y = Array.from(z, (value) => Math.exp(value - most))
  const total = y.reduce((a, b) => a + b)
  return y.map((value) => value / total)
}

export const percent = (share) => `${(100 * share).toFixed(1)}%`

export default function play(place) {
  const [paper, small] = place.querySelectorAll("canvas"), [cursor] = place.querySelectorAll("i")
  const bars = place.querySelector("ol"), says = place.querySelector("output")
  const pen = paper.getContext("2d", { willReadFrequently: true })
  let network, last, down, at = [SIDE / 2, SIDE / 4], drawing = 0

  const fetched = () =>
    (network ??= fetch(new URL("digit_weight.npz", import.meta.url))
      .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status)))
      .then(arrays))

  function show(y) {
    bars.innerHTML = [...Array(10).keys()]
      .map((k) => `<li value="${k}"><span>${k}</span><i></i><b>${y ? percent(y[k]) : ""}</b></li>`)
      .join("")
    bars.querySelectorAll("i").forEach((bar, k) => (bar.style.width = `${y ? 4 * y[k] : 0}em`))
  }

  function clear() {
    drawing++
    pen.clearRect(0, 0, SIDE, SIDE)
    small.getContext("2d").clearRect(0, 0, FIELD, FIELD)
    says.textContent = ""
    show()
  }

  function stroke(from, to) {
    Object.assign(pen, { lineWidth: 22, lineCap: "round" })
    pen.beginPath()
    pen.moveTo(...from)
    pen.lineTo(...to)
    pen.stroke()
    fetched().catch(() => (network = undefined))
  }

  async function answer() {
    const mine = ++drawing
    const alpha = pen.getImageData(0, 0, SIDE, SIDE).data.filter((_, i) => i % 4 === 3)
    const x = asMnist(alpha, SIDE), seen = new ImageData(FIELD, FIELD)
    x.forEach((ink, i) => (seen.data[4 * i + 3] = 255 * ink))
    small.getContext("2d").putImageData(seen, 0, 0)
    try {
      const y = predict(await fetched(), x)
      if (mine !== drawing) return // it was cleared, or drawn on
      const digit = y.indexOf(max(...y))
      says.textContent = says.dataset.says.replace("{digit}", digit).replace("{share}", percent(y[digit]))
      show(y)
    } catch {
      network = undefined
      says.textContent = says.dataset.missing
    }
  }

  const point = ({ clientX, clientY }) => {
    const { left, top, width } = paper.getBoundingClientRect()
    return [((clientX - left) * SIDE) / width, ((clientY - top) * SIDE) / width]
  }
  paper.onpointerdown = (event) => {
    paper.setPointerCapture(event.pointerId)
    last = point(event)
    stroke(last, last)
  }
  paper.onpointermove = (event) => {
    if (last) stroke(last, (last = point(event)))
  }
  paper.onpointerup = paper.onpointercancel = () => {
    if (last) answer()
    last = undefined
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
  function mark() {
    cursor.style.left = `${(100 * at[0]) / SIDE}%`
    cursor.style.top = `${(100 * at[1]) / SIDE}%`
    cursor.className = down ? "down" : ""
  }
  paper.onkeydown = (event) => {
    const way = ARROWS[event.key]
    if (!way && event.key !== " ") return
    event.preventDefault()
    cursor.hidden = false
    if (way) {
      const to = at.map((value, i) => clip(value + STEP * way[i], 0, SIDE))
      if (down) stroke(at, to)
      at = to
    } else {
      down = !down
      says.textContent = down ? says.dataset.down : says.dataset.up
      if (down) stroke(at, at)
      else answer()
    }
    mark()
  }
  paper.onblur = () => {
    cursor.hidden = true
    if (down) answer()
    down = false
  }
  place.querySelector("button").onclick = clear
  clear()
}
