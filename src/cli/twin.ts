/** `reeve twin`: a simulated tenant on this machine, until somebody stops it. */
import { once } from 'node:events'
import { systemClock } from '../reconciler/clock.ts'
import { answer, type Context, note } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { parseCountOption, parseInstantOption } from './format.ts'
import { serveTwin } from './wiring.ts'

export interface TwinCommandOptions {
  readonly devices: string
  readonly seed: string
  readonly port: string
  readonly clock: 'stepped' | 'real' | 'accelerated'
  readonly speed: string
  readonly start?: string
}

export async function twin(options: TwinCommandOptions, context: Context): Promise<Exit> {
  const devices = parseCountOption('--devices', options.devices, { atLeast: 1, atMost: 1_000_000 })
  const seed = parseCountOption('--seed', options.seed, { atLeast: 0, atMost: 4_294_967_295 })
  const port = parseCountOption('--port', options.port, { atLeast: 0, atMost: 65_535 })
  const speed = parseCountOption('--speed', options.speed, { atLeast: 1, atMost: 1_000_000 })
  const start = parseInstantOption('--start', options.start) ?? systemClock.now()
  const clock = options.clock === 'accelerated' ? { mode: options.clock, speed } : { mode: options.clock }

  const running = await serveTwin({ port, devices, seed, start, clock })
  answer(context, running.url)
  note(
    context,
    `A simulated tenant with ${devices} devices, seed ${seed}, ${options.clock} clock. Ctrl-C ends it. Use it with:\n\n    reeve plan --twin ${running.url}`,
  )
  if (!context.signal.aborted) await once(context.signal, 'abort')
  await running.close()
  // A server that is asked to stop has done what it was for; whoever interrupts it is told so.
  return context.signal.reason === 'SIGINT' ? 'interrupted' : 'done'
}
