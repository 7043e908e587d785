// A perceptron of two inputs, its line in the plane, and the gate that it is to be.
export const INPUTS = [[0, 0], [1, 0], [0, 1], [1, 1]]
export const GATES = { AND: [0, 0, 0, 1], OR: [0, 1, 1, 1], XOR: [0, 1, 1, 0] }
const CORNERS = [[-0.5, -0.5], [1.5, -0.5], [1.5, 1.5], [-0.5, 1.5]]
const STEP = 20 // of the sliders: twentieths

const sum = ([w1, w2, b], [x1, x2]) => w1 * x1 + w2 * x2 + b

export const answers = (values) => INPUTS.map((x) => (sum(values, x) > 0 ? 1 : 0))
export const right = (values, gate) => answers(values).filter((y, i) => y === GATES[gate][i]).length

/** The line through two points, its larger weight 1, and 1 where it gets more of the gate right. */
export function through([x, y], [x2, y2], gate) {
  const w = [y - y2, x2 - x]
  const size = Math.max(...w.map(Math.abs))
  const round = (value) => Math.round(STEP * value) / STEP + 0 // no -0
  const values = [w[0], w[1], -w[0] * x - w[1] * y].map((value) => round(value / size))
  const turned = values.map((value) => 0 - value)
  return right(turned, gate) > right(values, gate) ? turned : values
}

/** The part of the picture where the sum is above 0, and where its edge enters and leaves it. */
export function side(values) {
  const part = [], edge = []
  CORNERS.forEach((corner, i) => {
    const next = CORNERS[(i + 1) % CORNERS.length]
    const [here, there] = [sum(values, corner), sum(values, next)]
    if (here > 0) part.push(corner)
    if (here > 0 === there > 0) return
    const share = here / (here - there)
    const cut = corner.map((value, k) => value + share * (next[k] - value))
    part.push(cut)
    edge.push(cut)
  })
  return { part, edge }
}

export default function play(place) {
  const svg = place.querySelector("svg"), says = place.querySelector("output")
  const sliders = [...place.querySelectorAll("[type=range]")]
  const gate = () => place.querySelector(":checked").value
  let from

  function draw() {
    const values = sliders.map((slider) => +slider.value)
    const given = answers(values), wanted = GATES[gate()]
    const { part, edge } = side(values)
    const at = ([x, y]) => `${x},${-y}`
    svg.querySelector("polygon").setAttribute("points", part.map(at).join(" "))
    const line = svg.querySelector("line"), [[x1, y1], [x2, y2]] = edge.length ? edge : [[0, 0], [0, 0]]
    for (const [name, value] of Object.entries({ x1, y1: -y1, x2, y2: -y2 })) line.setAttribute(name, value)
    svg.querySelector("g").innerHTML = INPUTS.map(([x, y], i) => {
      const ring = given[i] === wanted[i] ? "" : '<circle class="play-wrong" r=".14"/>'
      const mark = wanted[i] ? '<path class="play-1" d="M0-.085L.085.06H-.085Z"/>' : '<circle class="play-0" r=".07"/>'
      return `<g transform="translate(${x} ${-y})">${ring}${mark}</g>`
    }).join("")
    for (const slider of sliders) slider.parentElement.querySelector("b").textContent = slider.value.replace("-", "−")
    says.textContent = says.dataset.says
      .replace("{gate}", gate())
      .replace("{right}", right(values, gate()))
      .replace("{answers}", given.join(", "))
  }

  const point = ({ clientX, clientY }) => {
    const { left, top, width, height } = svg.getBoundingClientRect()
    return [(2 * (clientX - left)) / width - 0.5, 1.5 - (2 * (clientY - top)) / height]
  }
  svg.onpointerdown = (event) => {
    svg.setPointerCapture(event.pointerId)
    from = point(event)
  }
  svg.onpointermove = (event) => {
    const to = point(event)
    if (!from || Math.hypot(to[0] - from[0], to[1] - from[1]) < 0.1) return
    through(from, to, gate()).forEach((value, i) => (sliders[i].value = value))
    draw()
  }
  svg.onpointerup = svg.onpointercancel = () => (from = undefined)
  place.oninput = draw
  draw()
}
