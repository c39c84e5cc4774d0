import { computed, reactive } from 'vue'
import { api } from '@/api'
import type { Subject } from '@/api/types'
import { ProblemError } from '@/api/problem'

interface SessionState {
  known: boolean
  subject: Subject | null
}

const state = reactive<SessionState>({ known: false, subject: null })

export const subject = computed(() => state.subject)
export const signedIn = computed(() => state.subject !== null)

/** Whether the person signed in holds the permission; an undefined permission is open to all. */
export function may(permission: string | undefined): boolean {
  if (!permission) return true
  return state.subject?.permissions.includes(permission) ?? false
}

export function hasRole(role: string): boolean {
  return state.subject?.roles.includes(role) ?? false
}

export async function loadSession(force = false): Promise<Subject | null> {
  if (state.known && !force) return state.subject
  try {
    state.subject = await api.session()
  } catch (error) {
    if (!(error instanceof ProblemError) || (error.status !== 401 && error.status !== 403)) throw error
    state.subject = null
  }
  state.known = true
  return state.subject
}

export async function signIn(login: string, password: string): Promise<void> {
  state.subject = await api.signIn(login, password)
  state.known = true
}

export async function signOut(): Promise<void> {
  try {
    await api.signOut()
  } finally {
    state.subject = null
    state.known = true
  }
}

/** The server said 401: what we knew about the person no longer holds. */
export function forgetSession(): void {
  state.subject = null
  state.known = true
}
