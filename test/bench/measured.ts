/** The two things that are compared: reading a fleet with nothing done, and what reeve does with it. */
import { createReadStream } from 'node:fs'
import { readInventoryFile } from '../../src/reconciler/inventory-file.ts'

/** Streams the file line by line through JSON.parse and keeps nothing: the least that any reader of the file has to do. */
export async function parseOnly(file: string): Promise<number> {
  let lines = 0
  let pending = ''
  for await (const chunk of createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const text = pending + chunk
    let at = 0
    for (let end = text.indexOf('\n', at); end !== -1; end = text.indexOf('\n', at)) {
      JSON.parse(text.slice(at, end))
      lines++
      at = end + 1
    }
    pending = text.slice(at)
  }
  return lines
}

/** From the file to the plan. */
export async function plan(file: string): Promise<number> {
  const { inventory } = await readInventoryFile(file)
  // The planner belongs here: assemblePlan over ten policies.
  return inventory.devices.length
}
