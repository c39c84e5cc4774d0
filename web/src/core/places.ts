/** Where things are: the centres and pages a person may use, and the one address of every object. */
import type { IconName } from './ui/icons'
import { may } from './session'

export interface Place {
  to: string
  title: string
  icon: IconName
  permission: string
}

export interface Centre {
  code: string
  title: string
  places: Place[]
}

const CENTRES: Centre[] = [
  {
    code: 'situation',
    title: 'centre.situation',
    places: [
      { to: '/desk/situation/map', title: 'page.map', icon: 'map', permission: 'situation.see' },
      { to: '/desk/situation/alerts', title: 'page.alerts', icon: 'alert', permission: 'alerts.see' },
      { to: '/desk/rules', title: 'page.rules', icon: 'rule', permission: 'rules.see' },
      { to: '/desk/holds', title: 'page.holds', icon: 'hold', permission: 'alerts.see' },
      { to: '/desk/situation/duty', title: 'page.duty', icon: 'duty', permission: 'shifts.see' },
      { to: '/desk/things', title: 'page.things', icon: 'thing', permission: 'things.see' },
      { to: '/desk/coverage', title: 'cover.title', icon: 'area', permission: 'things.see' },
      { to: '/desk/access', title: 'access.title', icon: 'link', permission: 'things.see' },
      { to: '/screen/situation', title: 'page.wall', icon: 'wall', permission: 'situation.see' },
    ],
  },
  {
    code: 'coordination',
    title: 'centre.coordination',
    places: [
      { to: '/desk/appeals/new', title: 'appeal.intake', icon: 'message', permission: 'appeals.register' },
      { to: '/desk/appeals', title: 'page.appeals', icon: 'coordination', permission: 'appeals.see' },
      { to: '/desk/appeals/call-backs', title: 'appeal.callBacks', icon: 'phone', permission: 'appeals.call_back' },
      { to: '/desk/appeals/exchange', title: 'exchange.title', icon: 'refresh', permission: 'appeals.handle' },
      { to: '/desk/coordination/events', title: 'page.events', icon: 'event', permission: 'events.see' },
      { to: '/desk/coordination/queue', title: 'queue.title', icon: 'todo', permission: 'cases.dispatch' },
      { to: '/desk/coordination/cases', title: 'page.cases', icon: 'case', permission: 'cases.see' },
      { to: '/desk/coordination/board', title: 'board.title', icon: 'duty', permission: 'cases.see' },
      { to: '/desk/coordination/flows', title: 'flows.title', icon: 'link', permission: 'cases.see' },
      { to: '/desk/themes/signals', title: 'themes.title', icon: 'chart', permission: 'themes.see' },
      { to: '/desk/themes/monthly', title: 'themes.monthly', icon: 'todo', permission: 'themes.see' },
      { to: '/desk/knowledge', title: 'knowledge.title', icon: 'info', permission: 'knowledge.see' },
      { to: '/desk/matters', title: 'page.matters', icon: 'table', permission: 'matters.see' },
      { to: '/m', title: 'page.phone', icon: 'phone', permission: 'cases.handle' },
    ],
  },
  {
    code: 'enablement',
    title: 'centre.enablement',
    places: [
      { to: '/desk/shelf', title: 'shelf.title', icon: 'enablement', permission: 'shelf.see' },
      { to: '/desk/routines', title: 'routines.title', icon: 'refresh', permission: 'packs.see' },
      { to: '/desk/packs', title: 'packs.title', icon: 'case', permission: 'packs.manage' },
      { to: '/desk/studio', title: 'studio.title', icon: 'rule', permission: 'studio.write' },
      { to: '/desk/ledgers', title: 'ledger.title', icon: 'table', permission: 'ledgers.see' },
      { to: '/desk/models', title: 'models.title', icon: 'chart', permission: 'algorithms.see' },
    ],
  },
  {
    code: 'decision',
    title: 'centre.decision',
    places: [
      { to: '/desk/cockpit', title: 'cockpit.title', icon: 'decision', permission: 'indicators.see' },
      { to: '/desk/instructions', title: 'page.instructions', icon: 'message', permission: 'command.see' },
      { to: '/desk/boards', title: 'boards.title', icon: 'wall', permission: 'boards.see' },
      { to: '/desk/reports', title: 'reports.title', icon: 'info', permission: 'reports.see' },
      { to: '/desk/indicators', title: 'figures.title', icon: 'table', permission: 'indicators.see' },
      { to: '/desk/graph', title: 'graph.title', icon: 'link', permission: 'indicators.see' },
      { to: '/desk/indicators/targets', title: 'targets.title', icon: 'check', permission: 'indicators.see' },
      { to: '/desk/indicators/filling', title: 'filling.title', icon: 'todo', permission: 'indicators.fill' },
      { to: '/desk/indicators/collection', title: 'filling.collection', icon: 'check', permission: 'indicators.review' },
      { to: '/desk/indicators/aims', title: 'aims.title', icon: 'chart', permission: 'indicators.review' },
      { to: '/desk/indicators/tables', title: 'imported.title', icon: 'table', permission: 'indicators.define' },
      { to: '/desk/indicators/definitions', title: 'defining.title', icon: 'rule', permission: 'indicators.define' },
    ],
  },
]

/** Only what one may use: a centre without a page for the person does not appear. */
export function centres(): Centre[] {
  return CENTRES.map((centre) => ({
    ...centre,
    places: centre.places.filter((place) => may(place.permission)),
  })).filter((centre) => centre.places.length > 0)
}

export function firstDesk(): string {
  if (may('indicators.fill')) return '/desk/indicators/filling'
  if (may('indicators.review')) return '/desk/indicators/collection'
  if (may('alerts.confirm')) return '/desk/situation/map'
  if (may('appeals.call_back')) return '/desk/appeals/new'
  if (may('cases.handle') && !may('cases.dispatch')) return '/desk/coordination/cases'
  return centres()[0]?.places[0]?.to ?? '/desk/missing'
}

export function isPhone(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(max-width: 640px)').matches
}

export const address = {
  alert: (id: string) => `/desk/situation/alerts/${encodeURIComponent(id)}`,
  event: (id: string) => `/desk/coordination/events/${encodeURIComponent(id)}`,
  appeal: (id: string) => `/desk/appeals/${encodeURIComponent(id)}`,
  case: (id: string) => `/desk/coordination/cases/${encodeURIComponent(id)}`,
  thing: (id: string) => `/desk/things/${encodeURIComponent(id)}`,
  // A rule's code has slashes of its own.
  rule: (code: string) => `/desk/rules/one?code=${encodeURIComponent(code)}`,
  draft: (id: string) => `/desk/rules/drafts/${encodeURIComponent(id)}`,
  connector: (id: string) => `/desk/access/${encodeURIComponent(id)}`,
  topic: (id: string) => `/desk/shelf/${encodeURIComponent(id)}`,
  // A routine's id has slashes of its own.
  routine: (id: string) => `/desk/routines/one?id=${encodeURIComponent(id)}`,
  studio: (id: string) => `/desk/studio/${encodeURIComponent(id)}`,
  phoneTopic: (id: string) => `/m/shelf/${encodeURIComponent(id)}`,
  ledger: (code: string) => `/desk/ledgers/${encodeURIComponent(code)}`,
  record: (id: string) => `/desk/ledger-records/${encodeURIComponent(id)}`,
  phoneCode: (code: string) => `/m/code/${encodeURIComponent(code)}`,
  instruction: (id: string) => `/desk/instructions/${encodeURIComponent(id)}`,
  phoneInstruction: (id: string) => `/m/instructions/${encodeURIComponent(id)}`,
  phoneCase: (id: string) => `/m/cases/${encodeURIComponent(id)}`,
}

/** Where a thing found leads: its page, the list of a unit's cases, or the map of an area. */
export function placeOf(kind: string, id: string): string | null {
  if (kind === 'unit') return `/desk/coordination/cases?unit=${encodeURIComponent(id)}`
  if (kind === 'area') return `/desk/situation/map?area=${encodeURIComponent(id)}`
  return addressOf(kind, id)
}

/** The address of an object named by kind, as search, hand-over lists and messages name it. */
export function addressOf(kind: string, id: string): string | null {
  // A maintenance order is a case of another kind.
  if (kind === 'order') return address.case(id)
  const make = address[kind.replace(/s$/, '') as keyof typeof address]
  return make ? make(id) : null
}
