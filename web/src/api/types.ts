/** The shapes of the server under the names that the pages use; all from the generated contract. */
import type { components } from './schema'

type S = components['schemas']

export type Alert = S['Alert']
export type AlertDetail = S['AlertDetail']
export type AlertProof = S['AlertProof']
export type Area = S['Area']
export type AreaLine = S['AreaLine']
export type Case = S['Case']
export type CaseRow = S['CaseRow']
export type Buckets = S['Buckets']
export type CityEvent = S['Event']
export type CommandRow = S['CommandRow']
export type ConnectorRow = S['ConnectorRow']
export type CoverageGaps = S['CoverageGaps']
export type CoverageRow = S['CoverageRow']
export type DatastreamRow = S['DatastreamRow']
export type Document = S['Document']
export type Draft = S['Draft']
export type DeviceHealth = S['DeviceHealth']
export type DutyDesk = S['DutyDesk']
export type EventRow = S['EventRow']
export type Explanation = S['Explanation']
export type Found = S['Found']
export type HandOver = S['HandOver']
export type HandOverItem = S['HandOverItem']
export type Hit = S['Hit']
export type KeptRow = S['KeptRow']
export type LedgerCard = S['LedgerCard']
export type LedgerField = S['LedgerField']
export type LedgerType = S['LedgerType']
export type Message = S['Message']
export type Overview = S['Overview']
export type Preview = S['Preview']
export type PreviewEpisode = S['PreviewEpisode']
export type PreviewProgress = S['PreviewProgress']
export type PreviewSide = S['PreviewSide']
export type QuietHours = S['QuietHours']
export type RecordDetail = S['RecordDetail']
export type RecordMap = S['RecordMap']
export type RecordRow = S['RecordRow']
export type RecordsImported = S['RecordsImported']
export type Rule = S['Rule']
export type RuleDetail = S['RuleDetail']
export type RuleForm = S['RuleForm']
export type RuleRow = S['RuleRow']
export type Series = S['Series']
export type Shift = S['Shift']
export type ShiftLine = S['ShiftLine']
export type Standing = S['Standing']
export type StepRow = S['StepRow']
export type Subject = S['SubjectView']
export type ThingDetail = S['ThingDetail']
export type ThingModel = S['ThingModel']
export type ThingRow = S['ThingRow']
export type Unit = S['Unit']
export type Window = S['Window']

export interface Page<T> {
  items: T[]
  total: number
  page: number
  size: number
  position: number
}

/** GeoJSON is a format of its own and not in the contract. */
export interface FeatureCollection {
  type: 'FeatureCollection'
  features: {
    type: 'Feature'
    id?: string | number
    geometry: { type: string; coordinates: unknown } | null
    properties: Record<string, unknown>
  }[]
}

/** The newest reading of one property, as the points of the map carry it. */
export interface PointReading {
  name: string
  name_en: string
  unit: string
  value: number | null
  observed_at: string | null
}
export type ThingGiven = Pick<S['ThingIn'], 'id' | 'name' | 'model' | 'lon' | 'lat' | 'owner_unit' | 'maintainer_unit'> & Partial<S['ThingIn']>
