import { watch } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { onUnauthenticated } from './api/http'
import { language, t } from './core/i18n'
import { forgetSession, loadSession, may } from './core/session'
import { address, firstDesk, isPhone } from './core/places'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown in the browser's title; an i18n key. */
    title?: string
    /** Needed to open the page; the server has the last word on every row in it. */
    permission?: string
    open?: boolean
  }
}

const desk: RouteRecordRaw[] = [
  {
    path: 'situation/map',
    component: () => import('./desk/situation/MapPage.vue'),
    meta: { title: 'page.map', permission: 'situation.see' },
  },
  {
    path: 'situation/alerts/:id?',
    component: () => import('./desk/situation/AlertDesk.vue'),
    meta: { title: 'page.alerts', permission: 'alerts.see' },
  },
  {
    path: 'rules',
    component: () => import('./desk/rules/RuleDesk.vue'),
    meta: { title: 'page.rules', permission: 'rules.see' },
  },
  {
    path: 'rules/one',
    component: () => import('./desk/rules/RulePage.vue'),
    meta: { title: 'page.rule', permission: 'rules.see' },
  },
  {
    path: 'rules/drafts',
    component: () => import('./desk/rules/DraftDesk.vue'),
    meta: { title: 'page.drafts', permission: 'rules.see' },
  },
  {
    path: 'rules/drafts/:id',
    component: () => import('./desk/rules/DraftPage.vue'),
    meta: { title: 'page.draft', permission: 'rules.see' },
  },
  {
    path: 'holds',
    component: () => import('./desk/rules/HoldDesk.vue'),
    meta: { title: 'page.holds', permission: 'alerts.see' },
  },
  {
    path: 'situation/duty',
    component: () => import('./desk/situation/DutyDesk.vue'),
    meta: { title: 'page.duty', permission: 'shifts.see' },
  },
  {
    path: 'appeals',
    component: () => import('./desk/appeals/AppealDesk.vue'),
    meta: { title: 'page.appeals', permission: 'appeals.see' },
  },
  {
    path: 'appeals/new',
    component: () => import('./desk/appeals/RegisterPage.vue'),
    meta: { title: 'appeal.intake', permission: 'appeals.register' },
  },
  {
    path: 'appeals/call-backs',
    component: () => import('./desk/appeals/CallBackDesk.vue'),
    meta: { title: 'appeal.callBacks', permission: 'appeals.call_back' },
  },
  {
    path: 'appeals/exchange',
    component: () => import('./desk/appeals/ExchangeDesk.vue'),
    meta: { title: 'exchange.title', permission: 'appeals.handle' },
  },
  {
    path: 'appeals/:id',
    component: () => import('./desk/appeals/AppealPage.vue'),
    meta: { title: 'appeal.one', permission: 'appeals.see' },
  },
  {
    path: 'matters',
    component: () => import('./desk/matters/MatterDesk.vue'),
    meta: { title: 'page.matters', permission: 'matters.see' },
  },
  {
    path: 'matters/one',
    component: () => import('./desk/matters/MatterPage.vue'),
    meta: { title: 'page.matters', permission: 'matters.see' },
  },
  {
    path: 'matters/drafts',
    component: () => import('./desk/matters/DraftDesk.vue'),
    meta: { title: 'page.matterDrafts', permission: 'matters.see' },
  },
  {
    path: 'matters/checks',
    component: () => import('./desk/matters/CheckDesk.vue'),
    meta: { title: 'matters.checks', permission: 'matters.see' },
  },
  {
    path: 'matters/stops',
    component: () => import('./desk/matters/StopDesk.vue'),
    meta: { title: 'stops.title', permission: 'matters.see' },
  },
  {
    path: 'matters/import',
    component: () => import('./desk/matters/ImportDesk.vue'),
    meta: { title: 'matters.import', permission: 'matters.manage' },
  },
  {
    path: 'coordination/events',
    component: () => import('./desk/coordination/EventDesk.vue'),
    meta: { title: 'page.events', permission: 'events.see' },
  },
  {
    path: 'coordination/events/:id',
    component: () => import('./desk/coordination/EventPage.vue'),
    meta: { title: 'page.event', permission: 'events.see' },
  },
  {
    path: 'coordination/cases',
    component: () => import('./desk/coordination/CaseDesk.vue'),
    meta: { title: 'page.cases', permission: 'cases.see' },
  },
  {
    path: 'coordination/cases/:id',
    component: () => import('./desk/coordination/CasePage.vue'),
    meta: { title: 'page.case', permission: 'cases.see' },
  },
  {
    path: 'coordination/queue',
    component: () => import('./desk/coordination/QueueDesk.vue'),
    meta: { title: 'queue.title', permission: 'cases.dispatch' },
  },
  {
    path: 'coordination/board',
    component: () => import('./desk/coordination/BoardDesk.vue'),
    meta: { title: 'board.title', permission: 'cases.see' },
  },
  {
    path: 'coordination/flows',
    component: () => import('./desk/coordination/FlowDesk.vue'),
    meta: { title: 'flows.title', permission: 'cases.see' },
  },
  {
    path: 'knowledge',
    component: () => import('./desk/knowledge/KnowledgeDesk.vue'),
    meta: { title: 'knowledge.title', permission: 'knowledge.see' },
  },
  {
    path: 'knowledge/corrections',
    component: () => import('./desk/knowledge/CorrectionDesk.vue'),
    meta: { title: 'knowledge.corrections', permission: 'knowledge.see' },
  },
  {
    path: 'knowledge/:id',
    component: () => import('./desk/knowledge/KnowledgePage.vue'),
    meta: { title: 'knowledge.entry', permission: 'knowledge.see' },
  },
  {
    path: 'things',
    component: () => import('./desk/things/ThingRegister.vue'),
    meta: { title: 'page.things', permission: 'things.see' },
  },
  {
    path: 'things/:id',
    component: () => import('./desk/things/ThingPage.vue'),
    meta: { title: 'page.thing', permission: 'things.see' },
  },
  {
    path: 'coverage',
    component: () => import('./desk/things/CoverageDesk.vue'),
    meta: { title: 'cover.title', permission: 'things.see' },
  },
  {
    path: 'access/:id?',
    component: () => import('./desk/things/AccessDesk.vue'),
    meta: { title: 'access.title', permission: 'things.see' },
  },
  {
    path: 'shelf',
    component: () => import('./desk/shelf/ShelfDesk.vue'),
    meta: { title: 'shelf.title', permission: 'shelf.see' },
  },
  {
    path: 'shelf/:id',
    component: () => import('./desk/shelf/TopicPage.vue'),
    meta: { title: 'shelf.one', permission: 'shelf.see' },
  },
  {
    path: 'routines',
    component: () => import('./desk/routines/RoutineDesk.vue'),
    meta: { title: 'routines.title', permission: 'packs.see' },
  },
  {
    path: 'routines/one',
    component: () => import('./desk/routines/RoutinePage.vue'),
    meta: { title: 'routines.one', permission: 'packs.see' },
  },
  {
    path: 'packs',
    component: () => import('./desk/packs/PackDesk.vue'),
    meta: { title: 'packs.title', permission: 'packs.manage' },
  },
  {
    path: 'studio',
    component: () => import('./desk/studio/StudioDesk.vue'),
    meta: { title: 'studio.title', permission: 'studio.write' },
  },
  {
    path: 'studio/:id',
    component: () => import('./desk/studio/DraftPage.vue'),
    meta: { title: 'studio.one', permission: 'studio.write' },
  },
  {
    path: 'ledgers',
    component: () => import('./desk/ledgers/LedgerIndex.vue'),
    meta: { title: 'ledger.title', permission: 'ledgers.see' },
  },
  {
    path: 'ledgers/:ledger',
    component: () => import('./desk/ledgers/LedgerDesk.vue'),
    meta: { title: 'ledger.one', permission: 'ledgers.see' },
  },
  {
    path: 'ledger-records/:id',
    component: () => import('./desk/ledgers/RecordPage.vue'),
    meta: { title: 'ledger.record', permission: 'ledgers.see' },
  },
  {
    path: 'models',
    component: () => import('./desk/models/ModelDesk.vue'),
    meta: { title: 'models.title', permission: 'algorithms.see' },
  },
  {
    path: 'themes/signals/:id?',
    component: () => import('./desk/themes/HotTopics.vue'),
    meta: { title: 'themes.signals', permission: 'themes.see' },
  },
  {
    path: 'themes/repeated',
    component: () => import('./desk/themes/RepeatDesk.vue'),
    meta: { title: 'themes.repeated', permission: 'themes.see' },
  },
  {
    path: 'themes/ranking',
    component: () => import('./desk/themes/RankDesk.vue'),
    meta: { title: 'themes.ranking', permission: 'themes.see' },
  },
  {
    path: 'themes/monthly',
    component: () => import('./desk/themes/MonthlyBoard.vue'),
    meta: { title: 'themes.monthly', permission: 'themes.see' },
  },
  {
    path: 'themes/monthly/new',
    component: () => import('./desk/themes/MonthlyForm.vue'),
    meta: { title: 'themes.new', permission: 'themes.manage' },
  },
  {
    path: 'themes/monthly/:id',
    component: () => import('./desk/themes/MonthlyPage.vue'),
    meta: { title: 'themes.monthly', permission: 'themes.see' },
  },
  {
    path: 'themes/monthly/:id/edit',
    component: () => import('./desk/themes/MonthlyForm.vue'),
    meta: { title: 'themes.edit', permission: 'themes.manage' },
  },
  {
    path: 'reports',
    component: () => import('./desk/reports/ReportDesk.vue'),
    meta: { title: 'reports.title', permission: 'reports.see' },
  },
  {
    path: 'reports/:id',
    component: () => import('./desk/reports/ReportPage.vue'),
    meta: { title: 'reports.one', permission: 'reports.see' },
  },
  {
    path: 'boards',
    component: () => import('./desk/boards/BoardDesk.vue'),
    meta: { title: 'boards.title', permission: 'boards.see' },
  },
  {
    path: 'boards/new',
    component: () => import('./desk/boards/ComposerPage.vue'),
    meta: { title: 'boards.new', permission: 'boards.compose' },
  },
  {
    path: 'boards/:code',
    component: () => import('./desk/boards/BoardPage.vue'),
    meta: { title: 'boards.one', permission: 'boards.see' },
  },
  {
    path: 'boards/:code/compose',
    component: () => import('./desk/boards/ComposerPage.vue'),
    meta: { title: 'boards.compose', permission: 'boards.compose' },
  },
  {
    path: 'instructions',
    component: () => import('./desk/command/InstructionDesk.vue'),
    meta: { title: 'instruction.title', permission: 'command.see' },
  },
  {
    path: 'instructions/new',
    component: () => import('./desk/command/EntryPage.vue'),
    meta: { title: 'instruction.enter', permission: 'command.see' },
  },
  {
    path: 'instructions/:id',
    // A message names the paper; a phone shows it as phones do.
    beforeEnter: (to) => (isPhone() ? address.phoneInstruction(String(to.params.id)) : true),
    component: () => import('./desk/command/InstructionPage.vue'),
    meta: { title: 'instruction.one', permission: 'command.see' },
  },
  {
    path: 'graph',
    component: () => import('./desk/boards/GraphPage.vue'),
    meta: { title: 'graph.title', permission: 'indicators.see' },
  },
  {
    path: 'cockpit',
    component: () => import('./desk/boards/CockpitDesk.vue'),
    meta: { title: 'cockpit.title', permission: 'indicators.see' },
  },
  {
    path: 'indicators',
    component: () => import('./desk/indicators/IndicatorDesk.vue'),
    meta: { title: 'figures.catalogue', permission: 'indicators.see' },
  },
  {
    path: 'indicators/targets',
    component: () => import('./desk/indicators/TargetDesk.vue'),
    meta: { title: 'targets.title', permission: 'indicators.see' },
  },
  {
    path: 'indicators/filling',
    component: () => import('./desk/indicators/FillingDesk.vue'),
    meta: { title: 'filling.title', permission: 'indicators.fill' },
  },
  {
    path: 'indicators/collection',
    component: () => import('./desk/indicators/CollectionDesk.vue'),
    meta: { title: 'filling.collection', permission: 'indicators.review' },
  },
  {
    path: 'indicators/aims',
    component: () => import('./desk/indicators/AimDesk.vue'),
    meta: { title: 'aims.title', permission: 'indicators.review' },
  },
  {
    path: 'indicators/tables',
    component: () => import('./desk/indicators/TableDesk.vue'),
    meta: { title: 'imported.title', permission: 'indicators.define' },
  },
  {
    path: 'indicators/definitions',
    component: () => import('./desk/indicators/DefinitionDesk.vue'),
    meta: { title: 'defining.title', permission: 'indicators.see' },
  },
  {
    path: 'indicators/definitions/new',
    component: () => import('./desk/indicators/DefinitionEditor.vue'),
    meta: { title: 'defining.new', permission: 'indicators.define' },
  },
  {
    path: 'indicators/definitions/:code',
    component: () => import('./desk/indicators/DefinitionPage.vue'),
    meta: { title: 'defining.title', permission: 'indicators.see' },
  },
  {
    path: 'indicators/definitions/:code/compose',
    component: () => import('./desk/indicators/DefinitionEditor.vue'),
    meta: { title: 'defining.revise', permission: 'indicators.define' },
  },
  {
    path: 'indicators/one',
    component: () => import('./desk/indicators/IndicatorPage.vue'),
    meta: { title: 'figures.title', permission: 'indicators.see' },
  },
  // Links in messages name the object, not the centre that shows it.
  {
    path: ':kind(cases|events|alerts)/:id',
    redirect: (to) => {
      const id = String(to.params.id)
      if (to.params.kind === 'cases') return isPhone() ? address.phoneCase(id) : address.case(id)
      return to.params.kind === 'events' ? address.event(id) : address.alert(id)
    },
  },
  {
    path: ':rest(.*)*',
    component: () => import('./desk/MissingPage.vue'),
    meta: { title: 'state.missing' },
  },
]

const mobile: RouteRecordRaw[] = [
  { path: '', component: () => import('./mobile/TodoPage.vue'), meta: { title: 'page.todo', permission: 'cases.see' } },
  {
    path: 'cases/:id',
    component: () => import('./mobile/CasePage.vue'),
    meta: { title: 'page.case', permission: 'cases.see' },
  },
  {
    path: 'report',
    component: () => import('./mobile/ReportPage.vue'),
    meta: { title: 'grid.title', permission: 'appeals.register' },
  },
  {
    path: 'cockpit',
    component: () => import('./mobile/CockpitPage.vue'),
    meta: { title: 'cockpit.title', permission: 'indicators.see' },
  },
  {
    path: 'cockpit/one',
    component: () => import('./mobile/CausePage.vue'),
    meta: { title: 'cockpit.causes', permission: 'indicators.see' },
  },
  {
    path: 'instructions/:id?',
    component: () => import('./mobile/InstructionPage.vue'),
    meta: { title: 'instruction.title', permission: 'command.see' },
  },
  {
    path: 'board/:code',
    component: () => import('./mobile/BoardPage.vue'),
    meta: { title: 'boards.one', permission: 'boards.see' },
  },
  {
    path: 'shelf',
    component: () => import('./mobile/ShelfPage.vue'),
    meta: { title: 'shelf.title', permission: 'shelf.see' },
  },
  {
    path: 'shelf/:id',
    component: () => import('./mobile/TopicPage.vue'),
    meta: { title: 'shelf.one', permission: 'shelf.see' },
  },
  {
    path: 'code/:code?',
    component: () => import('./mobile/CodePage.vue'),
    meta: { title: 'ledger.scan', permission: 'ledgers.see' },
  },
  {
    path: 'figures',
    component: () => import('./mobile/FiguresPage.vue'),
    meta: { title: 'filling.title', permission: 'indicators.fill' },
  },
  { path: 'messages', component: () => import('./mobile/MessagesPage.vue'), meta: { title: 'page.messages' } },
  { path: 'me', component: () => import('./mobile/MePage.vue'), meta: { title: 'page.me' } },
  {
    path: 'reports/:id',
    component: () => import('./mobile/BriefingPage.vue'),
    meta: { title: 'reports.one', permission: 'reports.see' },
  },
]

// Without an account; a lost session of somebody else on this device is none of theirs.
const citizens: RouteRecordRaw[] = [
  { path: '', component: () => import('./public/ReportPage.vue'), meta: { title: 'citizen.report', open: true } },
  { path: 'track', component: () => import('./public/TrackPage.vue'), meta: { title: 'citizen.track', open: true } },
  { path: 'consult', component: () => import('./public/DraftsPage.vue'), meta: { title: 'consult.title', open: true } },
  { path: 'benefits', component: () => import('./public/BenefitsPage.vue'), meta: { title: 'benefit.title', open: true } },
  { path: 'consult/:id', component: () => import('./public/DraftPage.vue'), meta: { title: 'consult.one', open: true } },
]

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    // Never shown: the guard sends everyone to the first page he may use, once it knows who he is.
    { path: '/', component: () => import('./SignIn.vue') },
    { path: '/sign-in', component: () => import('./SignIn.vue'), meta: { title: 'page.signIn', open: true } },
    {
      path: '/screen/situation',
      component: () => import('./screen/SituationBoard.vue'),
      meta: { title: 'page.wall', permission: 'situation.see' },
    },
    {
      path: '/screen/board/:code',
      component: () => import('./screen/BoardWall.vue'),
      meta: { title: 'boards.one', permission: 'boards.see' },
    },
    {
      path: '/screen/shelf',
      component: () => import('./screen/ShelfWall.vue'),
      meta: { title: 'shelf.title', permission: 'shelf.see' },
    },
    { path: '/desk', component: () => import('./desk/DeskShell.vue'), children: desk },
    { path: '/m', component: () => import('./mobile/MobileShell.vue'), children: mobile },
    { path: '/public', component: () => import('./public/PublicShell.vue'), children: citizens },
    { path: '/:rest(.*)*', redirect: '/desk/missing' },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.open && to.path !== '/sign-in') return true
  const subject = await loadSession().catch(() => null)
  if (to.meta.open) return subject && to.path === '/sign-in' ? String(to.query.next ?? '/') : true
  if (!subject) return { path: '/sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
  if (to.path === '/') return isPhone() && may('cases.see') ? '/m' : firstDesk()
  if (to.path === '/desk') return firstDesk()
  return true
})

function setTitle(): void {
  const key = router.currentRoute.value.meta.title
  document.title = key ? `${t(key)} · ${t('app.name')}` : t('app.name')
}
router.afterEach(setTitle)
watch(language, setTitle)

onUnauthenticated(() => {
  forgetSession()
  const here = router.currentRoute.value
  if (here.path !== '/sign-in') void router.replace({ path: '/sign-in', query: { next: here.fullPath, expired: '1' } })
})

/** A page that the person may not use shows the no-permission state instead of an empty frame. */
export function mayOpen(permission: string | undefined): boolean {
  return may(permission)
}
