/**
 * What may be written where the cursor stands, by the JSON Schema of the packs' own records. The schema knows the
 * grammar; this only finds the place: the keys above a line, by indentation, as an analyst writes them.
 */
export interface Schema {
  $ref?: string
  $defs?: Record<string, Schema>
  anyOf?: Schema[]
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  description?: string
}

export interface Offer {
  label: string
  detail: string
  required: boolean
}

export interface Place {
  /** Keys from the top to the block in which the cursor stands; `-` for an entry of a list. */
  path: string[]
  /** The key whose value is being written, empty while a key is. */
  key: string
  /** What is written so far of the word. */
  word: string
  /** Keys that stand in the same block already. */
  taken: string[]
}

const LINE = /^(\s*)((?:- )*)(?:([\w-]+):(?:\s+(.*))?)?/

interface Read {
  indent: number
  dashes: number[]
  key: string
}

function read(text: string): Read {
  const found = LINE.exec(text)
  const spaces = found?.[1]?.length ?? 0
  const dashes = [...(found?.[2] ?? '').matchAll(/- /g)].map((one) => spaces + (one.index ?? 0))
  return { indent: spaces + (found?.[2]?.length ?? 0), dashes, key: found?.[3] ?? '' }
}

/** The keys and dashes that hold a line: above it and less indented; a list may stand at its key's own indent. */
function above(lines: readonly string[], row: number, here: Read): string[] {
  const path: string[] = []
  let keys = here.indent
  let dashes = here.indent
  const take = (one: Read, own: boolean): void => {
    if (!own && one.key && one.indent < keys) {
      path.unshift(one.key)
      keys = dashes = one.indent
    }
    for (const dash of [...one.dashes].reverse()) {
      if (dash >= dashes) continue
      path.unshift('-')
      dashes = dash
      keys = dash + 1
    }
  }
  take(here, true)
  for (let at = row - 1; at >= 0; at--) {
    const text = lines[at] ?? ''
    if (text.trim() && !text.trim().startsWith('#')) take(read(text), false)
  }
  return path
}

export function placeAt(lines: readonly string[], row: number, column: number): Place {
  const before = (lines[row] ?? '').slice(0, column)
  const inline = /[{,]\s*(?:([\w-]+):\s*)?([^\s{},:]*)$/.exec(before)
  const here = read(before)
  const path = above(lines, row, here)
  if (inline && /^\s*(?:- )*(?:[\w-]+:\s*)?.*\{/.test(before)) {
    const key = here.key && /:\s*\{/.test(before.slice(before.indexOf(here.key))) ? [here.key] : []
    const open = before.lastIndexOf('{')
    const taken = [...before.slice(open).matchAll(/([\w-]+):/g)].map((one) => one[1] ?? '')
    const inList = /\[[^\]]*$/.test(before.slice(0, open)) ? ['-'] : []
    const value = inline[1] ?? ''
    return { path: [...path, ...key, ...inList], key: value, word: inline[2] ?? '', taken: taken.filter((one) => one !== value) }
  }
  if (here.key) return { path, key: here.key, word: before.slice(before.lastIndexOf(':') + 1).trim(), taken: [] }
  return { path, key: '', word: /[\w-]*$/.exec(before.trimEnd() === before ? before : '')?.[0] ?? '', taken: siblings(lines, row, here.indent) }
}

/** Keys of the block that a line stands in. */
function siblings(lines: readonly string[], row: number, indent: number): string[] {
  const found: string[] = []
  for (const step of [-1, 1]) {
    for (let at = row + step; at >= 0 && at < lines.length; at += step) {
      const text = lines[at] ?? ''
      if (!text.trim()) continue
      const one = read(text)
      if (one.indent < indent) break
      if (one.indent === indent && one.key) found.push(one.key)
      if (one.indent === indent && one.dashes.length) {
        if (step === 1) found.pop()
        break
      }
    }
  }
  return found
}

function resolve(schema: Schema | undefined, root: Schema): Schema[] {
  if (!schema) return []
  if (schema.$ref) return resolve(root.$defs?.[schema.$ref.replace('#/$defs/', '')], root)
  return schema.anyOf ? schema.anyOf.flatMap((one) => resolve(one, root)) : [schema]
}

/** The schemas that hold at a path; of several records told apart by `recipe`, the one that the text names. */
export function schemasAt(root: Schema, path: readonly string[], recipe: string): Schema[] {
  let here = resolve(root, root)
  const named = here.filter((one) => resolve(one.properties?.recipe, root)[0]?.enum?.includes(recipe))
  if (named.length) here = named
  for (const step of path) {
    here = here.flatMap((one) => {
      if (step === '-') return resolve(one.items, root)
      const next = one.properties?.[step] ?? (typeof one.additionalProperties === 'object' ? one.additionalProperties : undefined)
      return resolve(next, root)
    })
  }
  return here
}

export function offers(root: Schema, lines: readonly string[], row: number, column: number): Offer[] {
  const place = placeAt(lines, row, column)
  const recipe = /^recipe:\s*([\w-]+)/m.exec(lines.join('\n'))?.[1] ?? ''
  const found = new Map<string, Offer>()
  if (place.key) {
    for (const one of schemasAt(root, [...place.path, place.key], recipe)) {
      const words = one.enum ?? (one.type === 'boolean' ? ['true', 'false'] : [])
      for (const word of words) if (word !== '') found.set(String(word), { label: String(word), detail: '', required: false })
    }
  } else {
    for (const one of schemasAt(root, place.path, recipe)) {
      for (const [key, value] of Object.entries(one.properties ?? {})) {
        if (place.taken.includes(key)) continue
        found.set(key, { label: key, detail: value.description ?? '', required: one.required?.includes(key) ?? false })
      }
    }
  }
  return [...found.values()].sort((a, b) => Number(b.required) - Number(a.required))
}
