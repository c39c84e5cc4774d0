/** The calls of the shelf of topics. */
import { client } from './http'
import type { components } from './schema'

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const of = (topic: string) => ({ params: { path: { topic } } })

export type TopicCard = components['schemas']['TopicCard']
export type TopicPage = components['schemas']['TopicPage']
export type TopicLight = components['schemas']['TopicLight']
export type TopicItem = components['schemas']['TopicItem']

export const shelf = {
  list: () => answer(client.GET('/api/shelf')),
  topic: (topic: string) => answer(client.GET('/api/shelf/{topic}', of(topic))),
  visit: (topic: string) => answer(client.POST('/api/shelf/{topic}/visits', of(topic))),
  grant: (topic: string, body: { version: number; roles: string[]; units: string[]; reason: string }) =>
    answer(client.PUT('/api/shelf/{topic}/grants', { ...of(topic), body })),
}
