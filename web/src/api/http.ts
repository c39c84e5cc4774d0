import { offline, problemFrom } from './problem'

/** The CSRF token of this tab, from the session answer; every unsafe request carries it. */
let csrf = ''

export function keepCsrf(token: string): void {
  csrf = token
}

type Query = Record<string, string | number | boolean | null | undefined>

export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

let unauthenticated: () => void = () => undefined

/** What to do when the server no longer knows us; set once by the router. */
export function onUnauthenticated(act: () => void): void {
  unauthenticated = act
}

export async function call<T>(method: string, url: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf
  if (body instanceof FormData) init.body = body
  else if (body !== undefined) {
    headers['Content-Type'] = 'application/json'
    init.body = JSON.stringify(body)
  }
  let response: Response
  try {
    response = await fetch(url, init)
  } catch {
    throw offline()
  }
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  const answer: unknown = isJson && response.status !== 204 ? await response.json().catch(() => null) : null
  if (!response.ok) {
    if (response.status === 401 && !url.startsWith('/api/session')) unauthenticated()
    throw problemFrom(response.status, answer)
  }
  return answer as T
}

export const get = <T>(path: string, query?: Query): Promise<T> => call<T>('GET', withQuery(path, query))
export const post = <T>(path: string, body: unknown = {}): Promise<T> => call<T>('POST', path, body)
