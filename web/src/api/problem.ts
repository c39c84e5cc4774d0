/** Every error of the server has one shape (RFC 9457 problem details) with a sentence in Chinese and in English. */
export interface Problem {
  status: number
  code: string
  title?: string
  detail?: string
  zh: string
  en: string
  faults?: unknown[]
}

export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.en || problem.zh || problem.code)
    this.name = 'ProblemError'
    this.problem = problem
  }

  get status(): number {
    return this.problem.status
  }
}

const OFFLINE: Problem = {
  status: 0,
  code: 'web.unreachable',
  zh: '连不上服务器。请检查网络，稍后会自动重试。',
  en: 'The server cannot be reached. Check the network; it will be tried again.',
}

export function offline(): ProblemError {
  return new ProblemError(OFFLINE)
}

/** Whatever came back on a failed call, as a problem; a proxy's HTML page becomes a plain sentence. */
export function problemFrom(status: number, body: unknown): ProblemError {
  if (body && typeof body === 'object' && 'code' in body) {
    const given = body as Partial<Problem>
    return new ProblemError({
      ...given,
      status,
      code: String(given.code),
      zh: given.zh || given.detail || given.title || `请求失败（${status}）。`,
      en: given.en || given.detail || given.title || `The request failed (${status}).`,
    })
  }
  return new ProblemError({
    status,
    code: `http.${status}`,
    zh: `请求失败（${status}）。`,
    en: `The request failed (${status}).`,
  })
}

export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof TypeError) return OFFLINE
  return {
    status: 0,
    code: 'web.unexpected',
    zh: '页面出了意外错误。',
    en: 'Something unexpected went wrong on this page.',
    detail: error instanceof Error ? error.message : String(error),
  }
}
