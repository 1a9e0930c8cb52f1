/** `reeve twin`: a simulated tenant on this machine, until somebody stops it. */
import { once } from 'node:events'
import { systemClock } from '../reconciler/clock.ts'
import { answer, type Context, note } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { parseCountOption, parseInstantOption } from './format.ts'
import { serveTwin } from './wiring.ts'

/** A minute there is then a tenth of a second here. */
const MOST_FAITHFUL_SPEED = 600

const TOO_FAST = `At more than ${MOST_FAITHFUL_SPEED} times the speed a reading grows old while it is on its way: apply may
halt, because it takes no reading of more than a minute ago for a fresh one. A stepped
clock moves only when it is told to:

    reeve twin --clock stepped
`

function stepHint(url: string): string {
  const move = `curl -X POST ${url}/_twin/clock -H 'content-type: application/json' -d '{"advanceSeconds":259200}'`
  return `\n\nIts clock stands still. Three days later it is with:\n\n    ${move}`
}

export interface TwinCommandOptions {
  readonly devices: string
  readonly seed: string
  readonly port: string
  readonly clock: 'stepped' | 'real' | 'accelerated'
  readonly speed: string
  readonly start?: string
  readonly profile: 'intune-2018' | 'intune-2026'
}

export async function twin(options: TwinCommandOptions, context: Context): Promise<Exit> {
  const devices = parseCountOption('--devices', options.devices, { atLeast: 1, atMost: 1_000_000 })
  const seed = parseCountOption('--seed', options.seed, { atLeast: 0, atMost: 4_294_967_295 })
  const port = parseCountOption('--port', options.port, { atLeast: 0, atMost: 65_535 })
  const speed = parseCountOption('--speed', options.speed, { atLeast: 1, atMost: 1_000_000 })
  const start = parseInstantOption('--start', options.start) ?? systemClock.now()
  const clock = options.clock === 'accelerated' ? { mode: options.clock, speed } : { mode: options.clock }

  if (clock.mode === 'accelerated' && speed > MOST_FAITHFUL_SPEED) note(context, TOO_FAST)
  const running = await serveTwin({ port, devices, seed, start, clock, profile: options.profile })
  answer(context, running.url)
  note(
    context,
    `A simulated tenant with ${devices} devices, seed ${seed}, ${options.profile}, ${options.clock} clock. Ctrl-C ends it. Use it with:\n\n    reeve plan --twin ${running.url}${options.clock === 'stepped' ? stepHint(running.url) : ''}`,
  )
  if (!context.signal.aborted) await once(context.signal, 'abort')
  await running.close()
  // A server that is asked to stop has done what it was for; whoever interrupts it is told so.
  return context.signal.reason === 'SIGINT' ? 'interrupted' : 'done'
}
