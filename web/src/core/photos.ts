/** Photos are made small on the device: a weak network carries 300 kB, not 8 MB. */
import { api } from '@/api'
import type { Document } from '@/api/types'

export const MAX_EDGE = 1600
export const MAX_PHOTOS = 6

/** The size that fits within `edge`, never larger than it was. */
export function fitted(width: number, height: number, edge = MAX_EDGE): { width: number; height: number } {
  const scale = Math.min(1, edge / Math.max(width, height, 1))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

export async function compress(file: Blob, edge = MAX_EDGE): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const size = fitted(bitmap.width, bitmap.height, edge)
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  const pen = canvas.getContext('2d')
  if (!pen) return file
  // JPEG has no transparency: a transparent drawing would turn black.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, size.width, size.height)
  pen.drawImage(bitmap, 0, 0, size.width, size.height)
  bitmap.close()
  const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.8))
  return small ?? file
}

/** Shrinking loses what the camera wrote into the file, so the moment is sent beside it. */
export async function uploadPhoto(photo: Blob, takenAt = Date.now()): Promise<Document> {
  return api.upload(photo, `photo-${takenAt}.jpg`, { taken_at: new Date(takenAt).toISOString() })
}
