/** The fleet of a folder that declares none. */
import type { Fleet } from '../../planner/documents.generated.ts'
import type { SourceDocument } from '../../planner/repository.ts'
import { API_VERSION } from './kinds.ts'
import { FLEET_FILE } from './select-files.ts'

/** Files and twins only: the profile it names is not accepted for a live tenant. */
export function impliedFleet(folder: string): SourceDocument<Fleet> {
  const document: Fleet = { apiVersion: API_VERSION, kind: 'Fleet', metadata: { name: dnsLabel(folder) }, spec: { profile: 'intune-2018' } }
  return { file: FLEET_FILE, document, places: new Map() }
}

function dnsLabel(name: string): string {
  const label = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-|-$/g, '')
  return label === '' ? 'fleet' : label
}
