import createClient from 'openapi-fetch'
import { offline, problemFrom } from './problem'
import type { paths } from './schema'

/** The CSRF token of this tab, from the session answer; every unsafe request carries it. */
let csrf = ''

export function keepCsrf(token: string): void {
  csrf = token
}

let unauthenticated: () => void = () => undefined

/** What to do when the server no longer knows us; set once by the router. */
export function onUnauthenticated(act: () => void): void {
  unauthenticated = act
}

/** One request; every refusal becomes a `ProblemError` with the server's own sentence. */
export async function guarded(request: Request): Promise<Response> {
  if (request.method !== 'GET') request.headers.set('X-CSRF-Token', csrf)
  let response: Response
  try {
    response = await fetch(request)
  } catch {
    throw offline()
  }
  if (response.ok) return response
  if (response.status === 401 && !new URL(request.url).pathname.startsWith('/api/session')) unauthenticated()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  throw problemFrom(response.status, isJson ? await response.json().catch(() => null) : null)
}

export const client = createClient<paths>({ fetch: guarded, credentials: 'same-origin' })

export type Filters = Record<string, string | number | boolean | null | undefined>

/** A query without what is empty: an empty filter asks for nothing. */
export function given(filters: Filters): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [key, value] of Object.entries(filters)) {
    if (value !== undefined && value !== null && value !== '') query[key] = String(value)
  }
  return query
}

export function withQuery(path: string, filters: Filters = {}): string {
  const text = new URLSearchParams(given(filters)).toString()
  return text ? `${path}?${text}` : path
}
