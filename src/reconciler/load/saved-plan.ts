/** Plans that were saved beside the policies: without globs every JSON file is looked at, and these are ours. */
import { API_VERSION } from './kinds.ts'
import { isJson } from './select-files.ts'

/** Whether a file is a plan, whole or not. A plan holds one document, so no policy is overlooked with it. */
export function isSavedPlan(file: string, bytes: Uint8Array): boolean {
  if (!isJson(file)) return false
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8').decode(bytes))
    const { apiVersion, kind } = (value ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown }
    return apiVersion === API_VERSION && kind === 'Plan'
  } catch {
    return false
  }
}
