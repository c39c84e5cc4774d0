/** Where the device is, once and with its owner's consent. Browsers give WGS 84. */
export interface Position {
  lon: number
  lat: number
  /** Metres. */
  accuracy: number
}

export type NoPosition = 'denied' | 'none' | 'slow' | 'insecure'

/** Rejects with a `NoPosition`. */
export function whereAmI(within_ms = 20_000): Promise<Position> {
  return new Promise((done, fail) => {
    if (!isSecureContext) return fail('insecure' satisfies NoPosition)
    if (!navigator.geolocation) return fail('none' satisfies NoPosition)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        done({
          lon: Number(coords.longitude.toFixed(6)),
          lat: Number(coords.latitude.toFixed(6)),
          accuracy: Math.max(1, Math.round(coords.accuracy)),
        }),
      (error) => fail((['none', 'denied', 'none', 'slow'] as const)[error.code] ?? 'none'),
      { enableHighAccuracy: true, timeout: within_ms, maximumAge: 0 },
    )
  })
}
