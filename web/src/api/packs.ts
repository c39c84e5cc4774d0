/** The calls about topics that come and go. */
import { client } from './http'
import type { components } from './schema'

type S = components['schemas']
export type PackStanding = S['PackStanding']
export type PackComing = S['PackComing']
export type PackInstall = S['PackInstall']

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const of = (pack: string) => ({ params: { path: { pack } } })

/** A file and words, as a form. */
function sent(said: Record<string, string | Blob>): { body: never; bodySerializer: (body: unknown) => FormData } {
  const form = new FormData()
  for (const [name, value] of Object.entries(said)) form.append(name, value)
  return { body: form as never, bodySerializer: (body: unknown) => body as FormData }
}

export const packs = {
  standing: () => answer(client.GET('/api/packs/standing')),
  installs: (pack: string) => answer(client.GET('/api/packs/{pack}/installs', of(pack))),
  progress: (ticket: string) => answer(client.GET('/api/packs/progress/{ticket}', { params: { path: { ticket } } })),
  look: (file: File, ticket: string) => answer(client.POST('/api/packs/look', sent({ file, ticket }))),
  leaving: (pack: string) => answer(client.GET('/api/packs/{pack}/leaving', of(pack))),
  install: (file: File, reason: string, act: string, ticket: string) =>
    answer(
      client.POST(
        '/api/packs/install',
        sent({ file, reason, ticket, upgrade: String(act !== 'install'), downgrade: String(act === 'downgrade') }),
      ),
    ),
  remove: (pack: string, reason: string, ticket: string) => answer(client.POST('/api/packs/{pack}/remove', { ...of(pack), body: { reason, ticket } })),
  restore: (pack: string, reason: string, ticket: string) => answer(client.POST('/api/packs/{pack}/restore', { ...of(pack), body: { reason, ticket } })),
}
