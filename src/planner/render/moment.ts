/** `2026-11-22T08:00:00Z` as people read it: `2026-11-22 08:00:00 UTC`. Anything else is left as it is. */
export function formatMoment(instant: string): string {
  return instant.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/, '$1 $2 UTC')
}

/** Every such moment in a sentence. */
export function formatMoments(text: string): string {
  return text.replaceAll(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z(?![\w:])/g, formatMoment)
}
