// Render formulas with KaTeX: JSON in, [[tex, display], …]; JSON out, [{html} or {error}, …].
const { createRequire } = require("node:module")
const katex = createRequire(process.cwd() + "/")("katex")

const render = ([tex, displayMode]) => {
  try {
    const html = katex.renderToString(tex, {
      displayMode,
      output: "htmlAndMathml",
      throwOnError: true,
      strict: "error",
    })
    return { html }
  } catch (error) {
    return { error: error.message }
  }
}

const formulas = JSON.parse(require("node:fs").readFileSync(0, "utf8"))
process.stdout.write(JSON.stringify(formulas.map(render)))
