// Press Run in Firefox: JSON in, {executable, pages: [url, …]}; JSON out, for each page what its
// last listing said after a press, after a stop of an endless loop, and after another press; and
// what went wrong meanwhile.
import { readFileSync } from "node:fs"
import puppeteer from "puppeteer-core" // which Lighthouse brings

const { executable, pages } = JSON.parse(readFileSync(0, "utf8"))
const LONG = { timeout: 90_000 }
const browser = await puppeteer.launch({ browser: "firefox", executablePath: executable })
const tab = await browser.newPage()
let faults = []
tab.on("pageerror", (error) => faults.push(error.message))
tab.on("console", (message) => message.type() == "error" && faults.push(message.text()))

const press = (offer) => tab.$$eval(`[data-run=${offer}]`, (all) => all.at(-1).click())
const status = () => tab.$eval(".run-result [role=status]", (it) => it.innerText)

async function done() {
  await tab.waitForFunction(
    () => document.querySelector(".run-result") && !document.querySelector(".run-stop"),
    LONG,
  )
  return status()
}

const results = []
for (const page of pages) {
  faults = []
  await tab.goto(page)
  await press("run")
  const first = await done()
  const right = await tab.$$eval(".run-mark[data-ok=true]", (all) => all.length)
  const wrong = await tab.$$eval(".run-mark[data-ok=false]", (all) => all.length)

  await press("edit")
  await tab.keyboard.down("Control")
  await tab.keyboard.press("a")
  await tab.keyboard.up("Control")
  await tab.keyboard.type('print("begun", flush=True)\nwhile True: pass')
  await press("run")
  await tab.waitForFunction(
    () => document.querySelector(".run-output")?.innerText.includes("begun"),
    LONG,
  )
  await tab.$eval(".run-stop", (stop) => stop.click())
  const stopped = await done()
  await press("undo")
  await press("run")
  results.push({ first, right, wrong, stopped, again: await done(), faults })
}
await browser.close()
process.stdout.write(JSON.stringify(results))
