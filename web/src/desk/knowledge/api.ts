/** The knowledge base's calls; paths and shapes are checked against the contract. */
import { client, given, type Filters } from '@/api/http'
import type { components } from '@/api/schema'

type Shapes = components['schemas']
export type Row = Shapes['KnowledgeRow']
export type Entry = Shapes['KnowledgeEntry']
export type Text = Shapes['KnowledgeText']
export type Correction = Shapes['KnowledgeCorrection']
export type Imported = Shapes['KnowledgeImported']

/** A text as the editor holds it: every word there, days as the date boxes write them. */
export interface Form {
  title: string
  answer: string
  questions: string
  keywords: string
  matters: string
  area: string
  public: boolean
  valid_from: string
  valid_until: string
  review_due: string
}

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}

const query = (filters: Filters) => ({ query: given(filters) as never })
const lines = (text: string, by: RegExp): string[] =>
  text
    .split(by)
    .map((line) => line.trim())
    .filter(Boolean)

function sent(form: Form) {
  return {
    title: form.title,
    answer: form.answer,
    questions: lines(form.questions, /\n/),
    keywords: lines(form.keywords, /[\n,，、;；\s]+/),
    matters: lines(form.matters, /[\n,，、;；\s]+/),
    area: form.area.trim(),
    public: form.public,
    valid_from: form.valid_from || null,
    valid_until: form.valid_until || null,
    review_due: form.review_due || null,
  }
}

export function formOf(text: Partial<Text> | null | undefined): Form {
  return {
    title: text?.title ?? '',
    answer: text?.answer ?? '',
    questions: (text?.questions ?? []).join('\n'),
    keywords: (text?.keywords ?? []).join('、'),
    matters: (text?.matters ?? []).join('、'),
    area: text?.area ?? '',
    public: text?.public ?? false,
    valid_from: text?.valid_from ?? '',
    valid_until: text?.valid_until ?? '',
    review_due: text?.review_due ?? '',
  }
}

export type Act = 'ask' | 'publish' | 'send-back' | 'reaffirm' | 'withdraw'
const at = (id: string) => ({ params: { path: { entry_id: id } } })

export const knowledge = {
  list: (filters: Filters) => answer(client.GET('/api/knowledge', { params: query(filters) })),
  entry: (id: string) => answer(client.GET('/api/knowledge/{entry_id}', at(id))),
  write: (form: Form, why: string) => answer(client.POST('/api/knowledge', { body: { form: sent(form), why, version: 0 } })),
  rewrite: (id: string, form: Form, why: string, version: number) =>
    answer(client.PUT('/api/knowledge/{entry_id}', { ...at(id), body: { form: sent(form), why, version } })),
  act: (id: string, act: Act, version: number, note: string, due: string) =>
    answer(
      client.POST(`/api/knowledge/{entry_id}/${act}`, { ...at(id), body: { version, note, review_due: due || null } }),
    ),
  report: (id: string, text: string) =>
    answer(client.POST('/api/knowledge/{entry_id}/corrections', { ...at(id), body: { text } })),
  corrections: (filters: Filters) => answer(client.GET('/api/knowledge/corrections', { params: query(filters) })),
  answer: (id: string, outcome: 'corrected' | 'refused', text: string, version: number) =>
    answer(
      client.POST('/api/knowledge/corrections/{correction_id}/answer', {
        params: { path: { correction_id: id } },
        body: { outcome, text, version },
      }),
    ),
  import: (file: File) =>
    answer(
      client.POST('/api/knowledge/import', {
        body: { file: file as never },
        bodySerializer: () => {
          const form = new FormData()
          form.append('file', file)
          return form
        },
      }),
    ),
}

export const place = (id: string): string => `/desk/knowledge/${encodeURIComponent(id)}`
