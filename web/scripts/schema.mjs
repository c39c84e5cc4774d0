/** Writes src/api/schema.d.ts from the server's OpenAPI document on standard input; with --check it only compares. */
import { readFileSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url))
const document = JSON.parse(await text(process.stdin))
const fresh = `/** Generated from the OpenAPI document by scripts/schema.mjs; do not edit. */\n${astToString(await openapiTS(document))}`
if (process.argv.includes('--check')) {
  const kept = readFileSync(target, 'utf8')
  if (kept !== fresh) {
    console.error('web/src/api/schema.d.ts is not what the server says: run `npm run schema` in web/.')
    process.exit(1)
  }
} else writeFileSync(target, fresh)
