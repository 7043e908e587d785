// Audit pages with Lighthouse: JSON in, {port, runs: [[url, profile, categories], …]}; JSON out,
// for each run the score of each category in percent, and what it was lost to.
import { readFileSync } from "node:fs"
import lighthouse, { desktopConfig } from "lighthouse"

const { port, runs } = JSON.parse(readFileSync(0, "utf8"))
const results = []
for (const [url, profile, onlyCategories] of runs) {
  const config = profile == "desktop" ? desktopConfig : undefined
  const { lhr } = await lighthouse(url, { port, onlyCategories, logLevel: "error" }, config)
  const categories = Object.values(lhr.categories)
  const lost = categories
    .flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
    .map(({ id }) => [id, lhr.audits[id].displayValue ?? lhr.audits[id].details?.items])
  results.push({
    scores: Object.fromEntries(categories.map(({ id, score }) => [id, Math.round(score * 100)])),
    lost: Object.fromEntries(lost),
  })
}
process.stdout.write(JSON.stringify(results))
