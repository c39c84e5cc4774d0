/** What an operator has taken down so far, and how it becomes appeals: one, or several of one call. */
import { LONGEST } from './words'

/** One thing of a call: an appeal of its own. */
export interface PartForm {
  kind: string
  text: string
  matter: string
  confidential: boolean
  publicText: string
  against: string[]
  sensitive: boolean
  urgency: string
}

export interface Draft extends PartForm {
  channel: string
  name: string
  phone: string
  address: string
  place: string
  areaPath: string
  lon: string
  lat: string
  attachments: string[]
  recording: string
  /** The call that this comes of, and its number as it may be shown: the server knows the number itself. */
  call: string
  callNumber: string
  parts: PartForm[]
  /** Makes registering idempotent: however often it is sent, there is one appeal. */
  key: string
}

export function blankPart(): PartForm {
  return {
    kind: 'help',
    text: '',
    matter: '',
    confidential: false,
    publicText: '',
    against: [],
    sensitive: false,
    urgency: 'general',
  }
}

export function blankDraft(): Draft {
  return {
    ...blankPart(),
    channel: '12345',
    name: '',
    phone: '',
    address: '',
    place: '',
    areaPath: '',
    lon: '',
    lat: '',
    attachments: [],
    recording: '',
    call: '',
    callNumber: '',
    parts: [],
    key: crypto.randomUUID(),
  }
}

/** 举报 is always confidential; the server says the same. */
export const isHidden = (part: Pick<PartForm, 'kind' | 'confidential'>) => part.confidential || part.kind === 'report'

export const areaOf = (path: string) => path.split('/').filter(Boolean).at(-1) ?? ''

function degrees(text: string): number | null {
  const value = Number(text.trim())
  return text.trim() && Number.isFinite(value) ? value : null
}

/** What is wrong with the draft before it is sent, as the key of a sentence. */
export function faultOf(draft: Draft): string | null {
  if (!draft.text.trim() || draft.parts.some((part) => !part.text.trim())) return 'appeal.needWords'
  if ([draft, ...draft.parts].some((part) => part.text.length > LONGEST)) return 'appeal.tooLong'
  const [lon, lat] = [degrees(draft.lon), degrees(draft.lat)]
  const given = [draft.lon, draft.lat].filter((one) => one.trim()).length
  if (given === 1 || (given === 2 && (lon === null || lat === null))) return 'appeal.pointWrong'
  return null
}

/** The thing that stays with the call, and the others: an open one where there is one, since it is what others may share. */
export function arranged(draft: Draft): { whole: PartForm; parts: PartForm[] } {
  const all: PartForm[] = [draft, ...draft.parts]
  const whole = all.find((part) => !isHidden(part)) ?? draft
  return { whole, parts: all.filter((part) => part !== whole) }
}

/** The body of the appeal that is registered first. */
export function bodyOfDraft(draft: Draft): Record<string, unknown> {
  const { whole } = arranged(draft)
  const hidden = isHidden(whole)
  return {
    kind: whole.kind,
    channel: draft.channel,
    text: whole.text.trim(),
    reporter: { name: draft.name.trim(), phone: draft.phone.trim(), address: draft.address.trim() },
    area: areaOf(draft.areaPath),
    place: draft.place.trim(),
    lon: degrees(draft.lon),
    lat: degrees(draft.lat),
    matter: whole.matter,
    urgency: whole.urgency,
    sensitive: whole.sensitive,
    confidential: hidden,
    public_text: hidden ? whole.publicText.trim() : '',
    against: whole.against,
    attachments: draft.attachments,
    recording_id: draft.recording,
    call: draft.call,
    key: draft.key,
  }
}

/** The body of a split: each part with its own secrecy, urgency and units complained of. */
export function bodyOfParts(parts: readonly PartForm[], version?: number): Record<string, unknown> {
  return {
    parts: parts.map((part) => ({
      text: part.text.trim(),
      kind: part.kind,
      matter: part.matter,
      public_text: isHidden(part) ? part.publicText.trim() : '',
      confidential: isHidden(part),
      urgency: part.urgency,
      sensitive: part.sensitive,
      against: isHidden(part) ? part.against : [],
    })),
    ...(version === undefined ? {} : { version }),
  }
}
