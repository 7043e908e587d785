// Run the search worker of a built site outside a browser: node search_worker.js SITE, a JSON list
// of queries on stdin, a JSON list of what the worker answers on stdout.

const fs = require("node:fs")
const path = require("node:path")
const vm = require("node:vm")

const site = process.argv[2]
const assets = fs.readdirSync(site).find((name) => name.startsWith("assets-"))
const workers = path.join(site, assets, "javascripts/workers")
const main = path.join(workers, fs.readdirSync(workers).find((name) => name.endsWith(".js")))
const run = (file) => vm.runInContext(fs.readFileSync(file, "utf8"), worker, { filename: file })

let receive, answer
const worker = vm.createContext({
  console,
  importScripts: (...urls) => urls.forEach((url) => run(path.resolve(workers, url))),
  addEventListener: (_, listener) => (receive = listener),
  postMessage: (message) => (answer = message),
})
worker.self = worker

async function ask(type, data) {
  await receive({ data: { type, data } })
  return answer.data
}

const SETUP = 0, QUERY = 2 // Material's SearchMessageType

;(async () => {
  run(main)
  const index = JSON.parse(fs.readFileSync(path.join(site, "search/search_index.json"), "utf8"))
  await ask(SETUP, { ...index, options: {} })
  const answers = []
  for (const query of JSON.parse(fs.readFileSync(0, "utf8"))) answers.push(await ask(QUERY, query))
  process.stdout.write(JSON.stringify(answers))
})()
