/**
 * The weight of each view, gzipped, as the browser meets it: everything that its heaviest page loads before it can
 * be used. The map and chart engines are lazy on the desk (a desk without a map never loads them) and have a line of
 * their own, without what every page has anyway; the wall is nothing without its map, so the map counts there. Fails the build over budget, and on any address of a
 * host outside in what we ship.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const out = fileURLToPath(new URL('../../src/yiwang/app/static/', import.meta.url))
const manifest = JSON.parse(readFileSync(`${out}.vite/manifest.json`, 'utf8'))

const weights = new Map()
const weigh = (file) => {
  if (!weights.has(file)) weights.set(file, gzipSync(readFileSync(out + file), { level: 9 }).length)
  return weights.get(file)
}

/** All files that come with these entries, without following lazy imports. */
function closure(keys) {
  const files = new Set()
  const seen = new Set()
  const visit = (key) => {
    if (seen.has(key)) return
    seen.add(key)
    const chunk = manifest[key]
    if (!chunk) throw new Error(`no ${key} in the manifest: the budget check is out of date`)
    files.add(chunk.file)
    for (const css of chunk.css ?? []) files.add(css)
    for (const next of chunk.imports ?? []) visit(next)
  }
  keys.forEach(visit)
  return files
}

const kilobytes = (keys, without = []) => {
  const known = closure(without)
  return [...closure(keys)].filter((file) => !known.has(file)).reduce((sum, file) => sum + weigh(file), 0) / 1000
}
const pages = (folder) => Object.keys(manifest).filter((key) => key.startsWith(folder) && key.endsWith('Page.vue'))
const START = ['index.html', 'src/core/i18n/zh.ts']
const ENGINES = ['src/core/map/engine.ts', 'src/core/map/styles.ts', 'src/core/chart/echarts.ts']
const desks = Object.keys(manifest).filter((key) => /^src\/desk\/\w+\/\w+\.vue$/.test(key) && manifest[key].isDynamicEntry)

const heaviest = (shell, each) =>
  each.reduce((worst, page) => {
    const size = kilobytes([...START, shell, page])
    return size > worst.size ? { page, size } : worst
  }, { page: '', size: 0 })

const phone = heaviest('src/mobile/MobileShell.vue', pages('src/mobile/'))
const desk = heaviest('src/desk/DeskShell.vue', desks)
const citizen = heaviest('src/public/PublicShell.vue', pages('src/public/'))
const views = [
  { name: 'phone', limit: 150, ...phone },
  { name: 'public', limit: 150, ...citizen },
  { name: 'desk', limit: 300, ...desk },
  { name: 'map engine', limit: 480, page: ENGINES[0], size: kilobytes(ENGINES.slice(0, 2), START) + workers() },
  { name: 'chart engine', limit: 230, page: ENGINES[2], size: kilobytes(ENGINES.slice(2), START) },
  {
    name: 'screen',
    limit: 700,
    page: 'src/screen/SituationBoard.vue',
    size: kilobytes([...START, 'src/screen/SituationBoard.vue', ...ENGINES.slice(0, 2)]) + workers(),
  },
  // A board needs neither map nor chart engine: it may never come to.
  { name: 'board', limit: 200, page: 'src/screen/BoardWall.vue', size: kilobytes([...START, 'src/screen/BoardWall.vue']) },
]

function workers() {
  return readdirSync(`${out}assets`)
    .filter((file) => file.includes('worker') && file.endsWith('.js'))
    .reduce((sum, file) => sum + weigh(`assets/${file}`) / 1000, 0)
}

let failed = false
for (const { name, limit, page, size } of views) {
  const over = size > limit
  failed ||= over
  console.log(`${over ? 'OVER' : 'ok  '} ${name.padEnd(13)} ${size.toFixed(1).padStart(6)} kB of ${limit} gz  (${page})`)
}

// CSS or HTML that names another host would be asked for by the browser. Words in code (licences, namespaces) are not.
const OUTSIDE = /(?:url\(\s*['"]?|(?:src|href)\s*=\s*['"])(?:https?:)?\/\/[^'")\s]+/g
for (const file of readdirSync(out, { recursive: true }).map(String)) {
  if (!/\.(css|html)$/.test(file)) continue
  for (const found of readFileSync(out + file, 'utf8').match(OUTSIDE) ?? []) {
    failed = true
    console.log(`OUTSIDE ${file}: ${found}`)
  }
}
process.exit(failed ? 1 : 0)
