/** `reeve status`: what is under way, what is in doubt, and how much of the limits is used. */
import { systemClock } from '../reconciler/clock.ts'
import { readStatus } from '../reconciler/status.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { renderStatus } from './render-status.ts'
import { locateState } from './state-of.ts'
import { openStateReader, readTwinTime } from './wiring.ts'

export interface StatusOptions {
  readonly format: 'text' | 'json'
  readonly state?: string
  readonly twin?: string
}

export async function status(path: string | undefined, options: StatusOptions, context: Context): Promise<Exit> {
  const { folder, fleet, desired } = await locateState(path, options, context)
  const store = await openStateReader(folder, fleet)
  if (store === null) {
    const text = `Nothing was applied yet: there is no journal in ${folder}.`
    answer(context, options.format === 'json' ? JSON.stringify({ fleet, folder, journal: false }, null, 2) : text)
    return 'done'
  }

  try {
    const status = await readStatus(store, await readTime(options, context))
    answer(
      context,
      options.format === 'json'
        ? JSON.stringify({ folder, journal: true, ...status }, null, 2)
        : renderStatus(status, desired?.fleet === status.fleet ? desired.guardrails.limits : null, context.style),
    )
    return 'done'
  } finally {
    store.close()
  }
}

/** A simulated tenant lives in its own time, and so does what was sent to it. */
async function readTime({ twin }: StatusOptions, { streams, signal }: Context): Promise<Date> {
  const url = twin ?? streams.env['REEVE_TWIN_URL']
  return url ? readTwinTime(url, signal) : systemClock.now()
}
