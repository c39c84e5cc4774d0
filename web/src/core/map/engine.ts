/** MapLibre GL, loaded only where a map is drawn; no tiles, no glyphs and no sprites from anywhere. */
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import * as maplibre from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'

maplibre.setWorkerUrl(workerUrl)

export { maplibre }

export const LABEL_FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"

export function hasWebGl2(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}
