import type { Tone } from '@/core/ui/tones'

export const STATE_TONES: Record<string, Tone> = {
  draft: 'blue',
  asked: 'yellow',
  published: 'green',
  expired: 'orange',
  withdrawn: 'grey',
}
export const CORRECTION_TONES: Record<string, Tone> = { open: 'yellow', corrected: 'green', refused: 'grey' }
