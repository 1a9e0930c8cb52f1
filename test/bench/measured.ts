/** The two things that are compared: reading a fleet with nothing done, and what reeve does with it. */
import { createReadStream } from 'node:fs'
import type { Device } from '../../src/planner/inventory.ts'
import { neededFields } from '../../src/planner/needed-fields.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import { readInventoryFile } from '../../src/reconciler/inventory-file.ts'
import { profile2018 } from '../support/planning.ts'
import { FLEET_NOW } from './fleet-file.ts'
import { buildPolicies } from './policies.ts'

/** Streams the file line by line through JSON.parse and keeps nothing but the last: the least that any reader of the file has to do. */
export async function parseOnly(file: string): Promise<{ readonly lines: number; readonly last: unknown }> {
  let lines = 0
  let last: unknown = null
  let pending = ''
  for await (const chunk of createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const text = pending + chunk
    let at = 0
    for (let end = text.indexOf('\n', at); end !== -1; end = text.indexOf('\n', at)) {
      last = JSON.parse(text.slice(at, end))
      lines++
      at = end + 1
    }
    pending = text.slice(at)
  }
  return { lines, last }
}

const DESIRED = buildPolicies()
const FIELDS = neededFields(DESIRED)
const PROFILE = profile2018()
const NOW = new Date(FLEET_NOW * 1000)

/** From the file to the plan of ten policies, which are loaded already. */
export async function plan(file: string): Promise<{ readonly devices: number; readonly first: Device | null }> {
  const { inventory } = await readInventoryFile(file, { takenAt: NOW, fields: FIELDS })
  const made = assemblePlan({
    desired: DESIRED,
    source: { revision: null, dirty: false },
    inventory,
    history: { known: true, entries: [] },
    profile: PROFILE,
    now: NOW,
  })
  return { devices: made.inventory.devices, first: inventory.devices[0] ?? null }
}
